//! Pushed authorization requests (RFC 9126): the client hands its request over first, and the browser carries only
//! a reference that works once, for a minute.

mod store;

use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use genkan_database::{DbError, Tx};
use genkan_oauth::{AuthorizationRequest, OAuthError, Parameters, authorization_request::Envelope};
use http::{StatusCode, header};
use serde_json::json;

use super::{
    authorization::{Failure, validate},
    caller::Caller,
    error_response::OidcError,
    token::client_authentication,
};
use crate::{
    app::App,
    clock::Timestamp,
    http::{
        client_address::ClientAddress,
        form::{FormBody, FormRejection},
        rate_limit::{AUTHORIZATION, Limiter},
    },
    secrets::Token,
};

/// What every reference begins with (RFC 9126 §2.2).
const URN: &str = "urn:ietf:params:oauth:request_uri:";
const LIFETIME_SECONDS: i64 = 60;

/// Members of the request that authenticate the client and are no part of what it asks for.
const AUTHENTICATION: [&str; 3] = ["client_secret", "client_assertion", "client_assertion_type"];

/// `POST /oidc/request`.
pub async fn post(
    State(app): State<App>,
    caller: Caller,
    address: ClientAddress,
    form: Result<FormBody, FormRejection>,
) -> Response {
    let answer = push(&app, &caller, address, form).await;
    caller.finish(&app, answer)
}

async fn push(
    app: &App,
    caller: &Caller,
    address: ClientAddress,
    form: Result<FormBody, FormRejection>,
) -> Result<Response, OidcError> {
    let FormBody(parameters) = form?;
    let client = client_authentication::authenticate(app, caller, &parameters).await?;
    check_client_id(client.application.id.as_str(), &parameters)?;
    check_no_reference(&parameters)?;
    let asked = without_authentication(&parameters)?;
    let redirect_uri = validate::check_redirect_uri(&client, &Envelope::parse(&asked)?)?;
    let request = AuthorizationRequest::parse(&asked)?;
    validate::validate(app, client.clone(), redirect_uri, request).await?;

    // Anybody can say the name of a public client.
    if !client.application.application_type.is_confidential() {
        app.part::<Limiter>().check(AUTHORIZATION, &address.rate_key())?;
    }
    let reference = app.random.token();
    let members: Vec<(&str, &str)> = asked.iter().collect();
    let expires_at = app.clock.now().plus_seconds(LIFETIME_SECONDS);
    let mut tx = app.db.begin().await?;
    store::insert(&mut tx, &reference.hash(), &client.application.id, &members, expires_at).await?;
    tx.commit().await?;
    let body =
        json!({ "expires_in": LIFETIME_SECONDS, "request_uri": format!("{URN}{}", reference.expose()) });
    Ok((StatusCode::CREATED, [(header::CACHE_CONTROL, "no-store")], Json(body)).into_response())
}

/// The request a reference stands for; a request without a reference of ours is returned as it is. Only `client_id`
/// counts beside a reference (RFC 9126 §4).
///
/// # Errors
/// `invalid_request_uri` when the reference is unknown, expired, used, or another client's.
pub async fn resolve(app: &App, parameters: Parameters) -> Result<Parameters, Failure> {
    let Some(reference) = parameters.get("request_uri").and_then(|uri| uri.strip_prefix(URN)) else {
        return Ok(parameters);
    };
    let client_id = parameters.require("client_id")?;
    let hash = Token::new(reference).hash();
    let now = app.clock.now();
    let members = genkan_database::retry(async || {
        let mut tx = app.db.begin().await?;
        let members = store::consume(&mut tx, &hash, client_id, now).await?;
        tx.commit().await?;
        Ok::<_, DbError>(members)
    })
    .await?;
    match members {
        Some(members) => Ok(Parameters::new(members)?),
        None => {
            Err(OAuthError::invalid_request_uri("request_uri is invalid, expired, or was already used")
                .into())
        }
    }
}

/// Deletes what has expired; returns how many.
///
/// # Errors
/// Storage.
pub async fn sweep(tx: &mut Tx, now: Timestamp) -> Result<u64, DbError> {
    store::delete_expired(tx, now).await
}

/// RFC 9126 §2.1: `client_id` is a member of the request, however the client authenticates.
fn check_client_id(authenticated: &str, parameters: &Parameters) -> Result<(), OAuthError> {
    if parameters.require("client_id")? == authenticated {
        Ok(())
    } else {
        Err(OAuthError::invalid_request("client_id mismatch"))
    }
}

/// RFC 9126 §2.1: a reference cannot be pushed.
fn check_no_reference(parameters: &Parameters) -> Result<(), OAuthError> {
    if parameters.contains("request_uri") {
        Err(OAuthError::invalid_request("'request_uri' parameter must not be provided here"))
    } else {
        Ok(())
    }
}

fn without_authentication(parameters: &Parameters) -> Result<Parameters, OAuthError> {
    parameters.check_duplicates()?;
    let asked = parameters
        .iter()
        .filter(|(name, _)| !AUTHENTICATION.contains(name))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    Parameters::new(asked)
}
