//! Token introspection (RFC 7662), for entitled clients only: a client learns about the tokens that were issued to
//! itself. Any other token is inactive to it. JWT access tokens are verified with the published keys instead.

use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use genkan_oauth::{OAuthError, jose::jws};
use http::{HeaderValue, header};
use serde::Serialize;

use super::{caller::Caller, error_response::OidcError, token::client_authentication};
use crate::{
    app::App,
    applications::Client,
    grants::{
        Actor,
        access_tokens::{self, AccessToken},
        refresh_tokens::{self, RefreshToken},
    },
    http::form::{FormBody, FormRejection},
    secrets::TokenHash,
};

/// RFC 7662 §2.2.
#[derive(Debug, Default, Serialize)]
struct Introspection {
    active: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    sub: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    exp: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    iat: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    iss: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sid: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    token_type: Option<&'static str>,
    /// RFC 8693 §4.1.
    #[serde(skip_serializing_if = "Option::is_none")]
    act: Option<Actor>,
}

/// `POST /oidc/token/introspection`.
pub async fn post(State(app): State<App>, caller: Caller, body: Result<FormBody, FormRejection>) -> Response {
    let answer = answer(&app, &caller, body).await;
    caller.finish(&app, answer)
}

async fn answer(
    app: &App,
    caller: &Caller,
    body: Result<FormBody, FormRejection>,
) -> Result<Response, OidcError> {
    let FormBody(parameters) = body?;
    let client = client_authentication::authenticate(app, caller, &parameters).await?;
    let token = parameters.require("token")?;
    check_opaque(token)?;
    let found = introspect(app, &client, &TokenHash::of(token)).await?;
    let mut response = Json(found.unwrap_or_default()).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// Structured tokens are not looked up.
pub(super) fn check_opaque(token: &str) -> Result<(), OAuthError> {
    if jws::is_jwt(token) {
        return Err(OAuthError::unsupported_token_type(
            "Structured JWT Tokens cannot be introspected or revoked via this endpoint",
        ));
    }
    Ok(())
}

async fn introspect(
    app: &App,
    client: &Client,
    hash: &TokenHash,
) -> Result<Option<Introspection>, OidcError> {
    let (own, now) = (&client.application.id, app.clock.now());
    let mut conn = app.db.read().await?;
    if let Some(token) = access_tokens::find(&mut conn, hash, now).await? {
        drop(conn);
        let active = token.client_id == *own && access_tokens::confirm(app, hash, &token, now).await?;
        return Ok(active.then(|| of_access_token(app, token)));
    }
    let Some(token) = refresh_tokens::find(&mut conn, hash).await? else { return Ok(None) };
    let authorization = &token.authorization;
    let active = authorization.client_id == *own
        && token.is_active(now)
        && authorization.check_live(now).is_ok()
        && authorization.check_user().is_ok();
    Ok(active.then(|| of_refresh_token(app, token)))
}

fn of_access_token(app: &App, token: AccessToken) -> Introspection {
    Introspection {
        active: true,
        sub: Some(token.user.id.to_string()),
        client_id: Some(token.client_id.to_string()),
        exp: Some(token.expires_at.seconds()),
        iat: Some(token.issued_at.seconds()),
        iss: Some(app.issuer().to_owned()),
        scope: Some(token.scope.to_string()),
        sid: None,
        token_type: Some("Bearer"),
        act: token.actor,
    }
}

fn of_refresh_token(app: &App, token: RefreshToken) -> Introspection {
    let authorization = token.authorization;
    Introspection {
        active: true,
        sub: Some(authorization.user.id.to_string()),
        client_id: Some(authorization.client_id.to_string()),
        exp: Some(token.expires_at.seconds()),
        iat: Some(token.issued_at.seconds()),
        iss: Some(app.issuer().to_owned()),
        scope: Some(authorization.scope.to_string()),
        sid: authorization.sid,
        token_type: None,
        act: None,
    }
}
