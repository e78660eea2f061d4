use axum::Json;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::{CACHE_CONTROL, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};

use super::challenge::challenge;
use crate::provider::ProviderUnavailable;

/// Seconds after which keys that could not be fetched are asked for again.
const RETRY_AFTER_SECONDS: HeaderValue = HeaderValue::from_static("10");

/// Why an access token did not open the API. None of the texts repeats any of the token.
///
/// As a response it follows RFC 6750 §3: the status, a `WWW-Authenticate: Bearer …` challenge where one belongs, and
/// JSON with a stable `code` and a `message`; never stored by caches.
///
/// | code | status | |
/// |---|---|---|
/// | `token_missing` | 401 | no bearer token; the challenge has no error code |
/// | `invalid_request` | 400 | malformed header, or the token sent twice |
/// | `token_opaque`, `token_expired`, `token_audience`, `invalid_token` | 401 | `error="invalid_token"` |
/// | `insufficient_scope`, `organization_mismatch` | 403 | `error="insufficient_scope"` |
/// | `provider_unavailable` | 503 | the keys cannot be had; with `Retry-After` |
/// | `layer_missing` | 500 | a mistake in the app's router |
///
/// ```
/// use genkan_sdk::{BearerToken, TokenError};
///
/// async fn delete_order(token: BearerToken) -> Result<(), TokenError> {
///     token.require_scope("delete:orders")?; // else 403 insufficient_scope
///     Ok(())
/// }
/// ```
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum TokenError {
    /// No bearer token in the `Authorization` header.
    #[error("an access token is needed: Authorization: Bearer …")]
    Missing,
    /// The request carries the token in a way that is not accepted.
    #[error("{0}")]
    Request(&'static str),
    /// An opaque access token: it was not asked for this API.
    #[error(
        "this access token is opaque, for the issuer's own endpoints only; ask for an access token for {wanted}"
    )]
    Opaque {
        /// What to ask for.
        wanted: String,
    },
    /// `exp` has passed.
    #[error("the access token has expired")]
    Expired,
    /// `aud` names another API.
    #[error("the access token is for another audience; ask for an access token for {wanted}")]
    Audience {
        /// What to ask for.
        wanted: String,
    },
    /// Anything else that is wrong with it; the text says what.
    #[error("{0}")]
    Invalid(String),
    /// A scope is missing.
    #[error("the access token lacks a scope; needed: {}", required.join(" "))]
    InsufficientScope {
        /// All that are needed.
        required: Vec<String>,
    },
    /// The token is not for this organization.
    #[error("the access token is not for this organization")]
    Organization,
    /// The issuer's keys are not known and cannot be fetched.
    #[error(transparent)]
    Unavailable(#[from] ProviderUnavailable),
    /// [`BearerToken`](crate::BearerToken) was extracted where no verifier is.
    #[error(
        "the token was extracted outside of `TokenVerifier::layer()`; add `.layer(verifier.layer())` to the router"
    )]
    LayerMissing,
}

impl TokenError {
    /// A stable name for programs.
    ///
    /// ```
    /// assert_eq!(genkan_sdk::TokenError::Expired.code(), "token_expired");
    /// ```
    pub fn code(&self) -> &'static str {
        match self {
            Self::Missing => "token_missing",
            Self::Request(_) => "invalid_request",
            Self::Opaque { .. } => "token_opaque",
            Self::Expired => "token_expired",
            Self::Audience { .. } => "token_audience",
            Self::Invalid(_) => "invalid_token",
            Self::InsufficientScope { .. } => "insufficient_scope",
            Self::Organization => "organization_mismatch",
            Self::Unavailable(_) => "provider_unavailable",
            Self::LayerMissing => "layer_missing",
        }
    }

    /// The status it is answered with.
    ///
    /// ```
    /// assert_eq!(genkan_sdk::TokenError::Missing.status(), 401);
    /// ```
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Request(_) => StatusCode::BAD_REQUEST,
            Self::Missing
            | Self::Opaque { .. }
            | Self::Expired
            | Self::Audience { .. }
            | Self::Invalid(_) => StatusCode::UNAUTHORIZED,
            Self::InsufficientScope { .. } | Self::Organization => StatusCode::FORBIDDEN,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::LayerMissing => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl IntoResponse for TokenError {
    fn into_response(self) -> Response {
        match &self {
            Self::Unavailable(error) => tracing::warn!(%error, "an access token could not be verified"),
            Self::LayerMissing => {
                tracing::error!("{self}");
                return self.status().into_response();
            }
            refused => tracing::debug!(reason = %refused, "an access token was refused"),
        }
        let message = match &self {
            Self::Unavailable(_) => ProviderUnavailable::TO_CLIENTS.into(),
            refused => refused.to_string(),
        };
        let body = serde_json::json!({ "code": self.code(), "message": message });
        let mut response = (self.status(), Json(body)).into_response();
        let headers = response.headers_mut();
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        match &self {
            Self::Unavailable(_) => headers.insert(RETRY_AFTER, RETRY_AFTER_SECONDS),
            refused => headers.insert(WWW_AUTHENTICATE, challenge(refused)),
        };
        response
    }
}
