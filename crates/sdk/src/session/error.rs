use axum::Json;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::{CACHE_CONTROL, HeaderValue, RETRY_AFTER};

use crate::config::UnknownHost;
use crate::cookie::{LONGEST_VALUE, TooLong};
use crate::provider::ProviderUnavailable;
use crate::store::StoreUnavailable;

/// The sealed session does not fit into cookies.
///
/// ```
/// use genkan_sdk::{SessionError, SessionTooLarge};
/// let error = SessionError::from(SessionTooLarge { length: 20_000 });
/// assert_eq!(error.code(), "session_too_large");
/// assert!(error.to_string().contains("20000 bytes sealed"));
/// ```
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
/// provider says no, 503 when trying later helps. What a store or the network said is told to the log, not to clients.
///
/// ```
/// use genkan_sdk::{Session, SessionError};
///
/// async fn balance(session: Session) -> Result<String, SessionError> {
///     match session.access_token("https://bank.example.com").await {
///         Ok(token) => Ok(format!("asked with {} permissions", token.scope.split(' ').count())),
///         Err(SessionError::Refused { .. }) => Ok("This is not for you.".into()),
///         Err(error) => Err(error), // 401, 500 or 503, with JSON
///     }
/// }
///
/// assert_eq!(SessionError::NotSignedIn.code(), "not_authenticated");
/// ```
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
    /// The scope that such tokens need was not configured.
    #[error("the scope `{0}` is missing; add it to the configuration and sign in again")]
    ScopeMissing(&'static str),
    /// An argument that cannot be: an empty resource or organization, a callback path that is no path.
    #[error("the {0} is empty or not usable")]
    InvalidParameter(&'static str),
    /// The response has begun, so no cookie can be set: sign in, out or finish a callback before.
    #[error(
        "the response has already begun, so no cookie can be set; do this before the response is returned"
    )]
    ResponseStarted,
    /// The request came for a host that is not an allowed one.
    #[error(transparent)]
    UnknownHost(#[from] UnknownHost),
    /// The session store does not answer; the session stays.
    #[error(transparent)]
    Store(#[from] StoreUnavailable),
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
            Self::ScopeMissing(_) => "scope_missing",
            Self::InvalidParameter(_) => "invalid_parameter",
            Self::ResponseStarted => "response_started",
            Self::UnknownHost(_) => "unknown_host",
            Self::Store(_) => "store_unavailable",
            Self::TooLarge(_) => "session_too_large",
            Self::Unavailable(_) => "provider_unavailable",
        }
    }

    /// The status of its response.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::NotSignedIn | Self::Ended | Self::NoRefreshToken => StatusCode::UNAUTHORIZED,
            Self::Refused { .. } => StatusCode::FORBIDDEN,
            Self::InvalidParameter(_) | Self::UnknownHost(_) => StatusCode::BAD_REQUEST,
            Self::TooLarge(_) | Self::ScopeMissing(_) | Self::ResponseStarted => {
                StatusCode::INTERNAL_SERVER_ERROR
            }
            Self::Unavailable(_) | Self::Store(_) => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// The response about it, when the log knows already.
    pub(super) fn response(&self) -> Response {
        let message = match self {
            Self::Store(_) => StoreUnavailable::TO_CLIENTS.into(),
            Self::Unavailable(_) => ProviderUnavailable::TO_CLIENTS.into(),
            other => other.to_string(),
        };
        let body = serde_json::json!({ "code": self.code(), "message": message });
        let mut response = (self.status(), Json(body)).into_response();
        let headers = response.headers_mut();
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
        if self.status() == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(RETRY_AFTER, HeaderValue::from_static("5"));
        }
        response
    }
}

impl IntoResponse for SessionError {
    fn into_response(self) -> Response {
        if matches!(self, Self::Store(_) | Self::Unavailable(_)) {
            tracing::warn!(error = %self, "a request could not be answered");
        }
        self.response()
    }
}
