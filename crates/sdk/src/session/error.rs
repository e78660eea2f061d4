use axum::Json;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::{CACHE_CONTROL, HeaderValue};

use crate::cookie::{LONGEST_VALUE, TooLong};
use crate::provider::ProviderUnavailable;

/// The sealed session does not fit into cookies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "the session is too large for cookies: {length} bytes sealed, {LONGEST_VALUE} fit; \
     ask for fewer scopes, claims or resources, or use shorter signing keys (EC instead of RSA)"
)]
pub struct SessionTooLarge {
    /// Its length in bytes.
    pub length: usize,
}

impl From<TooLong> for SessionTooLarge {
    fn from(too_long: TooLong) -> Self {
        Self { length: too_long.length }
    }
}

/// Why a session could not give what it was asked for.
///
/// As a response it is JSON with a stable `code` and a `message`: 401 when signing in (again) helps, 403 when the
/// provider says no, 503 when trying later helps.
#[derive(Debug, Clone, thiserror::Error)]
pub enum SessionError {
    /// Nobody is signed in.
    #[error("nobody is signed in")]
    NotSignedIn,
    /// The provider ended the session (`invalid_grant`); it has been cleared here too.
    #[error("the session has ended; sign in again")]
    Ended,
    /// The token is stale and the provider gave no refresh token: the scope `offline_access` or the prompt
    /// `consent` was missing.
    #[error("there is no refresh token; ask for `offline_access` with `prompt=consent` at sign-in")]
    NoRefreshToken,
    /// The provider refuses this token to this person or app; the session stays.
    #[error("the identity provider refused: {code}")]
    Refused {
        /// The OAuth error code, such as `invalid_target`, `access_denied`, `insufficient_scope`.
        code: String,
        /// What the provider said about it.
        description: Option<String>,
    },
    /// The new tokens do not fit into the session cookie.
    #[error(transparent)]
    TooLarge(#[from] SessionTooLarge),
    /// The provider could not be asked; the session stays.
    #[error(transparent)]
    Unavailable(#[from] ProviderUnavailable),
}

impl SessionError {
    /// A stable name for programs.
    pub fn code(&self) -> &str {
        match self {
            Self::NotSignedIn => "not_authenticated",
            Self::Ended => "session_ended",
            Self::NoRefreshToken => "refresh_token_missing",
            Self::Refused { code, .. } => code,
            Self::TooLarge(_) => "session_too_large",
            Self::Unavailable(_) => "provider_unavailable",
        }
    }

    fn status(&self) -> StatusCode {
        match self {
            Self::NotSignedIn | Self::Ended | Self::NoRefreshToken => StatusCode::UNAUTHORIZED,
            Self::Refused { .. } => StatusCode::FORBIDDEN,
            Self::TooLarge(_) => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}

impl IntoResponse for SessionError {
    fn into_response(self) -> Response {
        let body = serde_json::json!({ "code": self.code(), "message": self.to_string() });
        let mut response = (self.status(), Json(body)).into_response();
        response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
        response
    }
}
