use genkan_oauth::callback;
use http::StatusCode;

use crate::config::UnknownHost;
use crate::provider::ProviderUnavailable;
use crate::session::{SessionError, SessionTooLarge};
use crate::store::StoreUnavailable;

/// Why a sign-in could not be finished. [`code`](Self::code) is stable; the display text is for the developer's log,
/// [`remedy`](Self::remedy) for the person.
///
/// ```
/// use genkan_sdk::CallbackError;
/// let error = CallbackError::Provider { error: "access_denied".into(), description: None };
/// assert_eq!(error.code(), "access_denied");
/// assert_eq!(error.status(), 400);
/// assert!(error.remedy().contains("cancelled"));
/// ```
#[derive(Debug, Clone, thiserror::Error)]
pub enum CallbackError {
    /// The response carries no `state` (RFC 6749 §4.1.2), or one parameter came twice.
    #[error("the callback has no usable `state`")]
    StateMissing,
    /// No sign-in with this `state` is under way in this browser: another browser, a forged link, an old bookmark,
    /// or cookies that were blocked.
    #[error("no sign-in with this `state` is under way in this browser")]
    StateMismatch,
    /// The sign-in took longer than ten minutes.
    #[error("the sign-in took longer than ten minutes")]
    Expired,
    /// The provider promises `iss` and did not send it (RFC 9207 §2.4).
    #[error("the callback has no `iss`, which the provider promises")]
    IssuerMissing,
    /// Another provider answered (RFC 9207 §2.4).
    #[error("the callback names another issuer than the one that was asked")]
    IssuerMismatch,
    /// The provider refused, or the person did (RFC 6749 §4.1.2.1).
    #[error("the identity provider answered with the error `{error}`")]
    Provider {
        /// The `error` code, such as `access_denied`.
        error: String,
        /// The `error_description`. Text from outside: escape it.
        description: Option<String>,
    },
    /// Neither a code nor an error came.
    #[error("the callback has no `code`")]
    CodeMissing,
    /// The token endpoint refused the code, the redirect URI or the app's credentials (RFC 6749 §5.2).
    #[error("the code could not be exchanged: `{error}`")]
    ExchangeRefused {
        /// The `error` code, such as `invalid_grant`, `invalid_client`.
        error: String,
        /// The `error_description`, for the log.
        description: Option<String>,
    },
    /// The ID token is missing or not valid (OpenID Connect Core §3.1.3.7).
    #[error("the ID token is not valid: {0}")]
    IdToken(String),
    /// The request came for a host that is not an allowed one.
    #[error(transparent)]
    UnknownHost(#[from] UnknownHost),
    /// The sign-in cannot be started or finished here: a mistake in the app.
    #[error("{0}")]
    Misused(String),
    /// The session store does not answer.
    #[error(transparent)]
    Store(#[from] StoreUnavailable),
    /// The session does not fit into cookies.
    #[error(transparent)]
    TooLarge(#[from] SessionTooLarge),
    /// The provider could not be asked.
    #[error(transparent)]
    Unavailable(#[from] ProviderUnavailable),
}

impl From<callback::CallbackError> for CallbackError {
    fn from(error: callback::CallbackError) -> Self {
        use callback::CallbackError as Checked;
        match error {
            Checked::Duplicate(_) | Checked::StateMissing => Self::StateMissing,
            Checked::StateMismatch => Self::StateMismatch,
            Checked::IssuerMissing => Self::IssuerMissing,
            Checked::IssuerMismatch => Self::IssuerMismatch,
            Checked::Provider { error, description } => Self::Provider { error: plain(error), description },
            Checked::CodeMissing => Self::CodeMissing,
        }
    }
}

/// The code as RFC 6749 §4.1.2.1 allows it, for logs too: a link can carry anything.
fn plain(error: String) -> String {
    let allowed = |b: u8| matches!(b, b' '..=b'~') && !matches!(b, b'"' | b'\\');
    if error.len() <= 100 && error.bytes().all(allowed) { error } else { "not an error code".into() }
}

impl From<SessionError> for CallbackError {
    fn from(error: SessionError) -> Self {
        match error {
            SessionError::Unavailable(error) => Self::Unavailable(error),
            SessionError::Store(error) => Self::Store(error),
            SessionError::TooLarge(error) => Self::TooLarge(error),
            SessionError::UnknownHost(error) => Self::UnknownHost(error),
            error => Self::Misused(error.to_string()),
        }
    }
}

impl CallbackError {
    /// A stable name for programs and for the error page.
    pub fn code(&self) -> &'static str {
        match self {
            Self::StateMissing => "state_missing",
            Self::StateMismatch => "state_mismatch",
            Self::Expired => "sign_in_expired",
            Self::IssuerMissing => "issuer_missing",
            Self::IssuerMismatch => "issuer_mismatch",
            Self::Provider { error, .. } if error == "access_denied" => "access_denied",
            Self::Provider { .. } => "provider_error",
            Self::CodeMissing => "code_missing",
            Self::ExchangeRefused { .. } => "exchange_refused",
            Self::IdToken(_) => "id_token_invalid",
            Self::UnknownHost(_) => "unknown_host",
            Self::Misused(_) => "misused",
            Self::Store(_) => "store_unavailable",
            Self::TooLarge(_) => "session_too_large",
            Self::Unavailable(_) => "provider_unavailable",
        }
    }

    /// What happened and what to do, in words for the person in front of the screen.
    pub fn remedy(&self) -> &'static str {
        match self {
            Self::StateMissing | Self::StateMismatch | Self::CodeMissing => {
                "This sign-in was not started in this browser, or its cookie is gone. Start again from here."
            }
            Self::Expired => {
                "More than ten minutes have passed since the sign-in began. Start again from here."
            }
            Self::IssuerMissing | Self::IssuerMismatch | Self::IdToken(_) => {
                "The answer did not come from where it should, so it was not used. Start again; if it happens again, \
                 tell the people who run this site."
            }
            Self::Provider { error, .. } if error == "access_denied" => {
                "The sign-in was cancelled. You can start again whenever you like."
            }
            Self::Provider { .. } => "The sign-in page could not finish. Start again from here.",
            Self::ExchangeRefused { .. } => {
                "The sign-in could not be completed. Start again; if it happens again, tell the people who run this \
                 site."
            }
            Self::TooLarge(_) => {
                "Your account carries more data than this site can keep. Tell the people who run this site."
            }
            Self::UnknownHost(_) => {
                "This site does not sign people in under this address. Use its usual one."
            }
            Self::Misused(_) => "The sign-in could not be started. Tell the people who run this site.",
            Self::Store(_) => "This site cannot keep you signed in right now. Wait a moment and try again.",
            Self::Unavailable(_) => "The sign-in service does not answer. Wait a moment and try again.",
        }
    }

    /// The status of the page: 400 for what the request got wrong, 502 and 503 for what lies behind us.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::StateMissing
            | Self::StateMismatch
            | Self::Expired
            | Self::IssuerMissing
            | Self::IssuerMismatch
            | Self::Provider { .. }
            | Self::UnknownHost(_)
            | Self::CodeMissing => StatusCode::BAD_REQUEST,
            Self::ExchangeRefused { .. } | Self::IdToken(_) | Self::TooLarge(_) => StatusCode::BAD_GATEWAY,
            Self::Misused(_) => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Unavailable(_) | Self::Store(_) => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_link_carries_does_not_forge_lines_of_a_log() {
        let logged = |error: &str| {
            let error = callback::CallbackError::Provider { error: error.into(), description: None };
            CallbackError::from(error).to_string()
        };
        assert!(logged("login_required").contains("`login_required`"));
        for odd in ["a\nERROR everything is lost", "a\u{1b}[31m", "\u{202e}a", &"a".repeat(101)] {
            assert!(logged(odd).ends_with("`not an error code`"), "{odd:?}");
        }
    }
}
