//! `/oidc/me` (OpenID Connect Core §5.3): takes opaque access tokens only.

use axum::{
    Json,
    extract::{RawQuery, State},
    response::{IntoResponse, Response},
};
use genkan_oauth::{OAuthError, Parameters, scope};
use http::{HeaderValue, header};
use serde::Serialize;

use super::{
    caller::Caller,
    claims::{ClaimsFor, Memberships, UserClaims, memberships, user_claims},
    cors,
    error_response::{Challenge, OidcError},
};
use crate::{
    app::App,
    applications,
    grants::access_tokens,
    http::form::{FormBody, FormRejection},
    secrets::TokenHash,
};

#[derive(Serialize)]
struct Userinfo<'a> {
    sub: &'a str,
    #[serde(flatten)]
    claims: UserClaims<'a>,
}

/// `GET /oidc/me`.
pub async fn get(State(app): State<App>, caller: Caller, RawQuery(query): RawQuery) -> Response {
    let answer = answer(&app, &caller, query.as_deref(), &Parameters::default()).await;
    caller.finish(&app, answer)
}

/// `POST /oidc/me`.
pub async fn post(
    State(app): State<App>,
    caller: Caller,
    RawQuery(query): RawQuery,
    body: Result<FormBody, FormRejection>,
) -> Response {
    let answer = match body {
        Ok(FormBody(parameters)) => answer(&app, &caller, query.as_deref(), &parameters).await,
        Err(rejection) => Err(rejection.into()),
    };
    caller.finish(&app, answer)
}

async fn answer(
    app: &App,
    caller: &Caller,
    query: Option<&str>,
    body: &Parameters,
) -> Result<Response, OidcError> {
    let presented = presented_token(caller, query, body)?;
    let (hash, now) = (TokenHash::of(presented), app.clock.now());
    let mut conn = app.db.read().await?;
    let token = access_tokens::find(&mut conn, &hash, now)
        .await?
        .ok_or_else(|| invalid_token("the access token is unknown, expired or revoked"))?;
    // Whoever holds a connection must not wait for another.
    drop(conn);
    let client = applications::find_client(app, &token.client_id)
        .await?
        .ok_or_else(|| invalid_token("the application of the access token is gone"))?;
    cors::check_origin(app, &client, caller)?;
    if !token.scope.contains(scope::OPENID) {
        let error = OAuthError::insufficient_scope("access token missing openid scope", scope::OPENID);
        return Err(OidcError::from(error).with_challenge(Challenge::Bearer));
    }
    if !access_tokens::confirm(app, &hash, &token, now).await? {
        return Err(invalid_token("the access token was superseded"));
    }
    let memberships = if ClaimsFor::Userinfo.needs_memberships(&token.scope) {
        let mut conn = app.db.read().await?;
        memberships(&mut conn, &client, &token.user.id, &token.scope, ClaimsFor::Userinfo).await?
    } else {
        Memberships::default()
    };
    let claims = user_claims(&token.user, &memberships, &token.scope, ClaimsFor::Userinfo);
    let mut response = Json(Userinfo { sub: token.user.id.as_str(), claims }).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// RFC 6750 §2: in the header or in the form, not in the query, and not twice.
fn presented_token<'a>(
    caller: &'a Caller,
    query: Option<&str>,
    body: &'a Parameters,
) -> Result<&'a str, OidcError> {
    let malformed = |description: &'static str| {
        OidcError::from(OAuthError::invalid_request(description)).with_challenge(Challenge::Bearer)
    };
    if query.is_some_and(|query| query.split('&').any(|pair| pair.starts_with("access_token="))) {
        return Err(malformed("access tokens must not be provided via query parameter"));
    }
    body.check_duplicates().map_err(OidcError::from)?;
    match (&caller.authorization, body.get("access_token")) {
        (Some(_), Some(_)) => Err(malformed("access token must only be provided using one mechanism")),
        (Some(header), None) => {
            bearer(header).ok_or_else(|| malformed("invalid authorization header value format"))
        }
        (None, Some(token)) => Ok(token),
        (None, None) => {
            Err(OidcError::from(OAuthError::missing_token()).with_challenge(Challenge::BareBearer))
        }
    }
}

/// RFC 6750 §2.1.
fn bearer(header: &HeaderValue) -> Option<&str> {
    let (scheme, token) = header.to_str().ok()?.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty() && !token.contains(' ')).then_some(token)
}

fn invalid_token(detail: &'static str) -> OidcError {
    OidcError::from(OAuthError::invalid_token(detail)).with_challenge(Challenge::Bearer)
}
