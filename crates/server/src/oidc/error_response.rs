//! How protocol endpoints refuse: the OAuth error members, and `code` and `message` for clients that show them.

use std::borrow::Cow;

use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use genkan_database::{DbError, Retryable};
use genkan_oauth::{ErrorCode, OAuthError};
use http::{HeaderValue, Method, StatusCode, Uri, header};
use serde::Serialize;

use crate::{
    app::App,
    http::{form::FormRejection, rate_limit::RetryAfter},
};

const INVALID_GRANT_URI: &str = "https://datatracker.ietf.org/doc/html/rfc6749#section-5.2";

/// Which `WWW-Authenticate` goes with a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Challenge {
    /// The client authenticated in the header (RFC 6749 §5.2).
    Basic,
    /// A resource was asked for (RFC 6750 §3).
    Bearer,
    /// The same, when no token was presented: the realm alone (RFC 6750 §3.1).
    BareBearer,
}

/// A refusal by a protocol endpoint, or a failure of the database.
#[derive(Debug)]
pub struct OidcError {
    cause: Cause,
    challenge: Option<Challenge>,
    retry_after: Option<u64>,
    origin_refused: bool,
    /// Of the authorization endpoint's direct answers: `state` and `iss` join the body.
    authorization: Option<Option<String>>,
}

#[derive(Debug)]
enum Cause {
    OAuth(Box<OAuthError>),
    Db(DbError),
}

impl From<OAuthError> for OidcError {
    fn from(error: OAuthError) -> Self {
        let cause = Cause::OAuth(Box::new(error));
        Self { cause, challenge: None, retry_after: None, origin_refused: false, authorization: None }
    }
}

impl From<DbError> for OidcError {
    fn from(error: DbError) -> Self {
        Self {
            cause: Cause::Db(error),
            challenge: None,
            retry_after: None,
            origin_refused: false,
            authorization: None,
        }
    }
}

/// 429 with `Retry-After` (RFC 6585 §4).
impl From<RetryAfter> for OidcError {
    fn from(RetryAfter(seconds): RetryAfter) -> Self {
        let error = OAuthError::new(ErrorCode::TemporarilyUnavailable)
            .with_description("too many requests from this address, try again later")
            .with_status(StatusCode::TOO_MANY_REQUESTS.as_u16());
        Self { retry_after: Some(seconds), ..error.into() }
    }
}

impl From<FormRejection> for OidcError {
    fn from(rejection: FormRejection) -> Self {
        rejection.0.into()
    }
}

impl Retryable for OidcError {
    fn is_retryable(&self) -> bool {
        matches!(&self.cause, Cause::Db(error) if error.is_retryable())
    }
}

impl OidcError {
    /// Adds `WWW-Authenticate`.
    #[must_use]
    pub fn with_challenge(mut self, challenge: Challenge) -> Self {
        self.challenge = Some(challenge);
        self
    }

    /// Adds `state` (if there was one) and `iss` to the body: errors of the authorization endpoint that are not
    /// redirected.
    #[must_use]
    pub fn with_state(mut self, state: Option<String>) -> Self {
        self.authorization = Some(state);
        self
    }

    /// The caller's origin is not the client's: the answer must not be readable there.
    #[must_use]
    pub fn refusing_origin(mut self) -> Self {
        self.origin_refused = true;
        self
    }

    /// Whether the refusal was about the origin.
    pub fn refuses_origin(&self) -> bool {
        self.origin_refused
    }

    /// For transactions that store tokens: the grant they hang on was revoked at this very moment.
    #[must_use]
    pub fn or_revoked(self) -> Self {
        match self.cause {
            Cause::Db(DbError::ForeignKey) => {
                OAuthError::invalid_grant("the grant was revoked meanwhile").into()
            }
            _ => self,
        }
    }

    /// The stable code, e.g. `oidc.invalid_grant`.
    pub fn code(&self) -> &'static str {
        match &self.cause {
            Cause::OAuth(error) => error.code.message_code(),
            Cause::Db(DbError::Unavailable(_) | DbError::Conflict) => {
                ErrorCode::TemporarilyUnavailable.message_code()
            }
            Cause::Db(_) => ErrorCode::ServerError.message_code(),
        }
    }

    /// The protocol's error. Database failures become `temporarily_unavailable` (503) or `server_error` (500), with
    /// the reason for the log.
    pub fn into_oauth(self) -> OAuthError {
        match self.cause {
            Cause::OAuth(error) => *error,
            Cause::Db(DbError::Unavailable(reason)) => OAuthError::temporarily_unavailable(reason),
            Cause::Db(error @ DbError::Conflict) => OAuthError::temporarily_unavailable(error.to_string()),
            Cause::Db(error) => OAuthError::server_error(error.to_string()),
        }
    }

    /// The answer. `bare`: the OAuth members alone (`?parse_error=false`).
    pub fn respond(mut self, app: &App, bare: bool) -> Response {
        let (challenge, authorization) = (self.challenge.take(), self.authorization.take());
        let retry_after = self.retry_after;
        let error = self.into_oauth();
        log(&error);
        let body = Body {
            code: (!bare).then(|| error.code.message_code()),
            message: (!bare).then(|| message(&error)),
            error_uri: (!bare && error.code == ErrorCode::InvalidGrant).then_some(INVALID_GRANT_URI),
            error: error.code.as_str(),
            error_description: error.description.as_deref(),
            scope: error.scope.as_deref(),
            iss: authorization.is_some().then(|| app.issuer()),
            state: authorization.flatten(),
        };
        let status = StatusCode::from_u16(error.status).unwrap_or(StatusCode::BAD_REQUEST);
        let mut response = (status, [(header::CACHE_CONTROL, "no-store")], Json(body)).into_response();
        if let Some(value) = challenge.and_then(|challenge| challenge_header(challenge, app.issuer(), &error))
        {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, value);
        }
        if let Some(seconds) = retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// 404 for what is no endpoint, or not with this method: the fallback of everything under `/oidc`.
pub async fn unrecognized(State(app): State<App>, method: Method, uri: Uri) -> Response {
    let path = uri.path().strip_prefix("/oidc").unwrap_or(uri.path());
    let shown: String = path.chars().filter(char::is_ascii_graphic).take(200).collect();
    let description = format!("unrecognized route or not allowed method ({method} on {shown})");
    OidcError::from(OAuthError::invalid_request(description).with_status(404))
        .respond(&app, wants_bare_errors(uri.query()))
}

/// Whether the query asks for errors without `code`, `message` and `error_uri`.
pub fn wants_bare_errors(query: Option<&str>) -> bool {
    query.is_some_and(|query| query.split('&').any(|pair| pair == "parse_error=false"))
}

#[derive(Serialize)]
struct Body<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_uri: Option<&'a str>,
    error: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_description: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    iss: Option<&'a str>,
}

/// A sentence for people.
fn message(error: &OAuthError) -> Cow<'static, str> {
    match (&error.code, &error.description) {
        (ErrorCode::InvalidGrant, _) => "Grant request is invalid.".into(),
        (ErrorCode::InvalidToken, _) => "The access token is missing, invalid or expired.".into(),
        (ErrorCode::SessionNotFound, _) => "Session not found. Please go back and sign in again.".into(),
        (_, Some(description)) => {
            let mut letters = description.chars();
            let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
            format!("{first}{}.", letters.as_str()).into()
        }
        (_, None) => error.code.as_str().replace('_', " ").into(),
    }
}

/// RFC 9110 §11.6.1; values are quoted strings.
fn challenge_header(challenge: Challenge, issuer: &str, error: &OAuthError) -> Option<HeaderValue> {
    let scheme = if challenge == Challenge::Basic { "Basic" } else { "Bearer" };
    let mut value = format!("{scheme} realm=\"{issuer}\"");
    if challenge != Challenge::BareBearer {
        let parts = [
            ("error", Some(error.code.as_str())),
            ("error_description", error.description.as_deref()),
            ("scope", error.scope.as_deref()),
        ];
        for (name, text) in parts {
            if let Some(text) = text {
                let quotable = |c: &char| matches!(c, ' '..='~') && !matches!(c, '"' | '\\');
                value
                    .push_str(&format!(", {name}=\"{}\"", text.chars().filter(quotable).collect::<String>()));
            }
        }
    }
    HeaderValue::try_from(value).ok()
}

fn log(error: &OAuthError) {
    if error.status >= 500 {
        tracing::error!(error = error.code.as_str(), detail = error.detail.as_deref(), "request failed");
    } else {
        tracing::debug!(
            error = error.code.as_str(),
            description = error.description.as_deref(),
            detail = error.detail.as_deref(),
            "request refused"
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_challenge_is_one_line_of_quoted_strings() {
        let error = OAuthError::insufficient_scope("a \"b\" \\ é\r\nc", "openid");
        let value = challenge_header(Challenge::Bearer, "https://id.example/oidc", &error);
        assert_eq!(
            value.as_ref().and_then(|value| value.to_str().ok()),
            Some(
                "Bearer realm=\"https://id.example/oidc\", error=\"insufficient_scope\", \
                 error_description=\"a b  c\", scope=\"openid\""
            )
        );
        let bare = challenge_header(Challenge::BareBearer, "x", &error);
        assert_eq!(bare.as_ref().and_then(|value| value.to_str().ok()), Some("Bearer realm=\"x\""));
    }

    #[test]
    fn messages_are_sentences() {
        assert_eq!(message(&OAuthError::access_denied("no such luck")), "No such luck.");
        assert_eq!(message(&OAuthError::invalid_grant("secret reason")), "Grant request is invalid.");
        assert_eq!(message(&OAuthError::new(ErrorCode::AccessDenied)), "access denied");
    }

    #[test]
    fn database_failures_are_503_or_500_and_hide_their_reason() {
        for (error, status) in [
            (DbError::Unavailable("disk full".into()), 503),
            (DbError::Conflict, 503),
            (DbError::Sql("secret".into()), 500),
        ] {
            let error = OidcError::from(error).into_oauth();
            assert_eq!(error.status, status);
            assert!(!error.description.unwrap_or_default().contains("secret"));
        }
    }
}
