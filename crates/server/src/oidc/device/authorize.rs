//! `POST /oidc/device/auth`: the device asks for a code to show (RFC 8628 §3.1).

use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use genkan_database::{DbError, retry};
use genkan_oauth::{AuthorizationRequest, OAuthError, Parameters};
use http::header;
use serde::Serialize;

use super::{LIFETIME_SECONDS, store, user_code::UserCode};
use crate::{
    app::App,
    http::{
        client_address::ClientAddress,
        form::{FormBody, FormRejection},
        rate_limit::{AUTHORIZATION, Limiter},
    },
    ids::ClientId,
    oidc::{
        authorization::validate, caller::Caller, error_response::OidcError, token::client_authentication,
    },
    secrets::TokenHash,
};

/// Parameters of authorization requests that mean nothing without a browser that is redirected, and those that
/// authenticate the client.
const IGNORED: [&str; 11] = [
    "client_id",
    "client_secret",
    "client_assertion",
    "client_assertion_type",
    "response_type",
    "response_mode",
    "redirect_uri",
    "state",
    "prompt",
    "code_challenge",
    "code_challenge_method",
];

/// RFC 8628 §3.2. No `interval`: the default of five seconds.
#[derive(Serialize)]
struct DeviceAuthorization<'a> {
    device_code: &'a str,
    user_code: &'a str,
    verification_uri: &'a str,
    verification_uri_complete: &'a str,
    expires_in: i64,
}

/// `POST /oidc/device/auth`.
pub async fn post(
    State(app): State<App>,
    caller: Caller,
    address: ClientAddress,
    body: Result<FormBody, FormRejection>,
) -> Response {
    let answer = answer(&app, &caller, address, body).await;
    caller.finish(&app, answer)
}

async fn answer(
    app: &App,
    caller: &Caller,
    address: ClientAddress,
    body: Result<FormBody, FormRejection>,
) -> Result<Response, OidcError> {
    let FormBody(parameters) = body?;
    let client = client_authentication::authenticate(app, caller, &parameters).await?;
    validate::check_device_grant(&client)?;
    let client_id = client.application.id.clone();
    let request = AuthorizationRequest::parse(&asked(&client_id, &parameters)?)?;
    let device_code = app.random.token();
    let valid = validate::validate_device(app, client, device_code.hash(), request).await?;
    // The clients are public: anybody can say their name.
    app.part::<Limiter>().check(AUTHORIZATION, &address.rate_key())?;
    let user_code = retry(async || store(app, &device_code.hash(), &client_id, &valid.request).await).await?;
    let verification_uri = format!("{}/device", app.config.server.origin());
    let body = DeviceAuthorization {
        device_code: device_code.expose(),
        user_code: user_code.as_str(),
        verification_uri: &verification_uri,
        verification_uri_complete: &format!("{verification_uri}?user_code={}", user_code.as_str()),
        expires_in: LIFETIME_SECONDS,
    };
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(body)).into_response())
}

/// The request as an authorization request. There is no `prompt` for a device: consent is always asked, so that
/// `offline_access` is always kept.
fn asked(client_id: &ClientId, parameters: &Parameters) -> Result<Parameters, OAuthError> {
    parameters.check_duplicates()?;
    let ours = [("client_id", client_id.as_str()), ("response_type", "code"), ("prompt", "consent")];
    let theirs = parameters.iter().filter(|(name, _)| !IGNORED.contains(name));
    let all = ours.into_iter().chain(theirs);
    Parameters::new(all.map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
}

/// Stores the request under a user code that no live device has.
async fn store(
    app: &App,
    device_code: &TokenHash,
    client_id: &ClientId,
    request: &AuthorizationRequest,
) -> Result<UserCode, DbError> {
    let now = app.clock.now();
    let user_code = UserCode::random(&app.random);
    let expires_at = now.plus_seconds(LIFETIME_SECONDS);
    let mut tx = app.db.begin().await?;
    let hash = user_code.hash(app);
    if !store::insert(&mut tx, device_code, &hash, client_id, request, now, expires_at).await? {
        // One in 25,600 million per live device: another try with another code.
        return Err(DbError::Conflict);
    }
    tx.commit().await?;
    Ok(user_code)
}
