//! The one error type of the protocol's endpoints (RFC 6749 §4.1.2.1 and §5.2, RFC 6750 §3.1, RFC 8707 §2).

use std::borrow::Cow;
use std::fmt;

/// The `error` code on the wire. [`ErrorCode::SessionNotFound`] is `invalid_request` there and differs only in
/// [`ErrorCode::message_code`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ErrorCode {
    /// RFC 6749 §4.1.2.1.
    AccessDenied,
    /// RFC 8628 §3.5.
    AuthorizationPending,
    /// OpenID Connect Core §3.1.2.6.
    ConsentRequired,
    /// RFC 8628 §3.5.
    ExpiredToken,
    /// RFC 6750 §3.1.
    InsufficientScope,
    /// OpenID Connect Core §3.1.2.6.
    InteractionRequired,
    /// RFC 6749 §5.2.
    InvalidClient,
    /// RFC 6749 §5.2.
    InvalidGrant,
    /// The redirect URI is not registered (never sent by a redirect).
    InvalidRedirectUri,
    /// RFC 6749 §5.2.
    InvalidRequest,
    /// OpenID Connect Core §3.1.2.6, RFC 9126 §2.2 (never sent by a redirect).
    InvalidRequestUri,
    /// RFC 6749 §5.2.
    InvalidScope,
    /// RFC 8707 §2.
    InvalidTarget,
    /// RFC 6750 §3.1.
    InvalidToken,
    /// OpenID Connect Core §3.1.2.6.
    LoginRequired,
    /// OpenID Connect Core §3.1.2.6.
    RequestNotSupported,
    /// OpenID Connect Core §3.1.2.6.
    RequestUriNotSupported,
    /// RFC 6749 §4.1.2.1.
    ServerError,
    /// A browser came without the session or interaction it speaks of.
    SessionNotFound,
    /// RFC 8628 §3.5.
    SlowDown,
    /// RFC 6749 §4.1.2.1.
    TemporarilyUnavailable,
    /// RFC 6749 §4.1.2.1.
    UnauthorizedClient,
    /// RFC 6749 §5.2.
    UnsupportedGrantType,
    /// OAuth 2.0 Multiple Response Types §2.1.
    UnsupportedResponseMode,
    /// RFC 6749 §4.1.2.1.
    UnsupportedResponseType,
    /// RFC 7009 §2.2.1.
    UnsupportedTokenType,
}

impl ErrorCode {
    /// The value of the `error` member.
    pub const fn as_str(self) -> &'static str {
        self.names().0
    }

    /// The value of the `code` member that accompanies `error` in JSON bodies (`oidc.<error>`).
    pub const fn message_code(self) -> &'static str {
        self.names().1
    }

    /// The HTTP status of a JSON answer, unless the error says otherwise ([`OAuthError::status`]).
    pub const fn default_status(self) -> u16 {
        match self {
            Self::InvalidToken => 401,
            Self::InsufficientScope => 403,
            Self::ServerError => 500,
            Self::TemporarilyUnavailable => 503,
            _ => 400,
        }
    }

    const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::AccessDenied => ("access_denied", "oidc.access_denied"),
            Self::AuthorizationPending => ("authorization_pending", "oidc.authorization_pending"),
            Self::ConsentRequired => ("consent_required", "oidc.consent_required"),
            Self::ExpiredToken => ("expired_token", "oidc.expired_token"),
            Self::InsufficientScope => ("insufficient_scope", "oidc.insufficient_scope"),
            Self::InteractionRequired => ("interaction_required", "oidc.interaction_required"),
            Self::InvalidClient => ("invalid_client", "oidc.invalid_client"),
            Self::InvalidGrant => ("invalid_grant", "oidc.invalid_grant"),
            Self::InvalidRedirectUri => ("invalid_redirect_uri", "oidc.invalid_redirect_uri"),
            Self::InvalidRequest => ("invalid_request", "oidc.invalid_request"),
            Self::InvalidRequestUri => ("invalid_request_uri", "oidc.invalid_request_uri"),
            Self::InvalidScope => ("invalid_scope", "oidc.invalid_scope"),
            Self::InvalidTarget => ("invalid_target", "oidc.invalid_target"),
            Self::InvalidToken => ("invalid_token", "oidc.invalid_token"),
            Self::LoginRequired => ("login_required", "oidc.login_required"),
            Self::RequestNotSupported => ("request_not_supported", "oidc.request_not_supported"),
            Self::RequestUriNotSupported => ("request_uri_not_supported", "oidc.request_uri_not_supported"),
            Self::ServerError => ("server_error", "oidc.server_error"),
            Self::SessionNotFound => ("invalid_request", "session.not_found"),
            Self::SlowDown => ("slow_down", "oidc.slow_down"),
            Self::TemporarilyUnavailable => ("temporarily_unavailable", "oidc.temporarily_unavailable"),
            Self::UnauthorizedClient => ("unauthorized_client", "oidc.unauthorized_client"),
            Self::UnsupportedGrantType => ("unsupported_grant_type", "oidc.unsupported_grant_type"),
            Self::UnsupportedResponseMode => ("unsupported_response_mode", "oidc.unsupported_response_mode"),
            Self::UnsupportedResponseType => ("unsupported_response_type", "oidc.unsupported_response_type"),
            Self::UnsupportedTokenType => ("unsupported_token_type", "oidc.unsupported_token_type"),
        }
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A refusal by a protocol endpoint: what the other side is told, and what only the log is told.
///
/// The constructors are named by their wire code. [`invalid_grant`](Self::invalid_grant),
/// [`invalid_token`](Self::invalid_token) and [`invalid_client`](Self::invalid_client) take the reason as a private
/// detail and answer with a fixed description, so that nobody can probe what is wrong with a stolen value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OAuthError {
    /// The wire code.
    pub code: ErrorCode,
    /// `error_description`.
    pub description: Option<Cow<'static, str>>,
    /// The `scope` member of `invalid_scope` and `insufficient_scope`.
    pub scope: Option<String>,
    /// The reason for the log. Never serialised, and never a secret.
    pub detail: Option<String>,
    /// HTTP status of the JSON answer.
    pub status: u16,
}

impl OAuthError {
    /// An error with the code's default status and nothing else.
    pub const fn new(code: ErrorCode) -> Self {
        Self { code, description: None, scope: None, detail: None, status: code.default_status() }
    }

    /// Sets `error_description`.
    #[must_use]
    pub fn with_description(mut self, description: impl Into<Cow<'static, str>>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// Sets the `scope` member.
    #[must_use]
    pub fn with_scope(mut self, scope: impl Into<String>) -> Self {
        self.scope = Some(scope.into());
        self
    }

    /// Sets the private reason.
    #[must_use]
    pub fn with_detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// Sets the HTTP status, for the few errors whose place changes it.
    #[must_use]
    pub const fn with_status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    /// 400 `invalid_request`.
    pub fn invalid_request(description: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorCode::InvalidRequest).with_description(description)
    }

    /// 400 `invalid_grant`; the reason stays private.
    pub fn invalid_grant(detail: impl Into<String>) -> Self {
        Self::new(ErrorCode::InvalidGrant).with_description("grant request is invalid").with_detail(detail)
    }

    /// 401 `invalid_client`: a known client did not prove itself; the reason stays private.
    pub fn invalid_client(detail: impl Into<String>) -> Self {
        Self::new(ErrorCode::InvalidClient)
            .with_status(401)
            .with_description("client authentication failed")
            .with_detail(detail)
    }

    /// 400 `invalid_client`: no such client. The id is shown when it is printable ASCII of a sane length.
    pub fn unknown_client(client_id: &str) -> Self {
        let printable = client_id.len() <= 128 && client_id.bytes().all(|b| b.is_ascii_graphic());
        let shown = if printable { client_id } else { "" };
        Self::new(ErrorCode::InvalidClient)
            .with_description(format!("invalid client {shown}").trim_end().to_owned())
    }

    /// 400 `invalid_target` (RFC 8707 §2).
    pub fn invalid_target(description: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorCode::InvalidTarget).with_description(description)
    }

    /// 400 `invalid_target` for a resource that is malformed, unknown or was not asked for.
    pub fn unknown_resource() -> Self {
        Self::invalid_target("resource indicator is missing, or unknown")
    }

    /// 400 `invalid_scope` naming the scope.
    pub fn invalid_scope(description: impl Into<Cow<'static, str>>, scope: impl Into<String>) -> Self {
        Self::new(ErrorCode::InvalidScope).with_description(description).with_scope(scope)
    }

    /// 403 `insufficient_scope` naming the scope that is needed.
    pub fn insufficient_scope(description: impl Into<Cow<'static, str>>, scope: impl Into<String>) -> Self {
        Self::new(ErrorCode::InsufficientScope).with_description(description).with_scope(scope)
    }

    /// 401 `invalid_token`; the reason stays private.
    pub fn invalid_token(detail: impl Into<String>) -> Self {
        Self::new(ErrorCode::InvalidToken).with_description("invalid token provided").with_detail(detail)
    }

    /// 401 `invalid_token` for a request that brought no token at all.
    pub fn missing_token() -> Self {
        Self::new(ErrorCode::InvalidToken).with_description("no access token provided")
    }

    /// 400 `unsupported_grant_type`.
    pub fn unsupported_grant_type() -> Self {
        Self::new(ErrorCode::UnsupportedGrantType).with_description("unsupported grant_type requested")
    }

    /// 400 `unsupported_response_type`.
    pub fn unsupported_response_type() -> Self {
        Self::new(ErrorCode::UnsupportedResponseType).with_description("unsupported response_type requested")
    }

    /// 400 `unsupported_response_mode`.
    pub fn unsupported_response_mode() -> Self {
        Self::new(ErrorCode::UnsupportedResponseMode).with_description("unsupported response_mode requested")
    }

    /// `request_uri_not_supported`: only references that this server gave out are accepted.
    pub fn request_uri_not_supported() -> Self {
        Self::new(ErrorCode::RequestUriNotSupported)
            .with_description("request_uri parameter provided but not supported")
    }

    /// 400 `unsupported_token_type` (RFC 7009 §2.2.1).
    pub fn unsupported_token_type(description: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorCode::UnsupportedTokenType).with_description(description)
    }

    /// `request_not_supported`: request objects are off.
    pub fn request_not_supported() -> Self {
        Self::new(ErrorCode::RequestNotSupported)
            .with_description("request parameter provided but not supported")
    }

    /// 400 `access_denied` with a description. [`OAuthError::new`] makes the one without.
    pub fn access_denied(description: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorCode::AccessDenied).with_description(description)
    }

    /// `login_required`.
    pub fn login_required() -> Self {
        Self::new(ErrorCode::LoginRequired).with_description("End-User authentication is required")
    }

    /// `consent_required`.
    pub fn consent_required() -> Self {
        Self::new(ErrorCode::ConsentRequired).with_description("requested scopes not granted")
    }

    /// `interaction_required`.
    pub fn interaction_required() -> Self {
        Self::new(ErrorCode::InteractionRequired)
            .with_description("some interaction is required from the End-User")
    }

    /// 400 `invalid_redirect_uri`: never sent by a redirect.
    pub fn invalid_redirect_uri() -> Self {
        Self::new(ErrorCode::InvalidRedirectUri)
            .with_description("redirect_uri did not match any of the client's registered redirect_uris")
    }

    /// 400 `invalid_request_uri`: a reference that is unknown, expired or used.
    pub fn invalid_request_uri(description: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorCode::InvalidRequestUri).with_description(description)
    }

    /// 400 `unauthorized_client`.
    pub fn unauthorized_client(description: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorCode::UnauthorizedClient).with_description(description)
    }

    /// 400 `invalid_request` whose message code is `session.not_found`.
    pub fn session_not_found(description: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorCode::SessionNotFound).with_description(description)
    }

    /// 500 `server_error`; the reason stays private.
    pub fn server_error(detail: impl Into<String>) -> Self {
        Self::new(ErrorCode::ServerError).with_description("oops! something went wrong").with_detail(detail)
    }

    /// 503 `temporarily_unavailable`; the reason stays private.
    pub fn temporarily_unavailable(detail: impl Into<String>) -> Self {
        Self::new(ErrorCode::TemporarilyUnavailable)
            .with_description("the service is temporarily unavailable, try again")
            .with_detail(detail)
    }
}

impl fmt::Display for OAuthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code.as_str())?;
        if let Some(description) = &self.description {
            write!(f, ": {description}")?;
        }
        if let Some(detail) = &self.detail {
            write!(f, " ({detail})")?;
        }
        Ok(())
    }
}

impl std::error::Error for OAuthError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_and_hidden_descriptions() {
        let table = [
            (OAuthError::invalid_grant("code is expired"), 400, "invalid_grant", "grant request is invalid"),
            (OAuthError::invalid_token("revoked"), 401, "invalid_token", "invalid token provided"),
            (
                OAuthError::invalid_client("wrong secret"),
                401,
                "invalid_client",
                "client authentication failed",
            ),
            (OAuthError::unknown_client("abc"), 400, "invalid_client", "invalid client abc"),
            (OAuthError::unknown_client("<script>\n"), 400, "invalid_client", "invalid client"),
            (OAuthError::insufficient_scope("x", "openid"), 403, "insufficient_scope", "x"),
            (OAuthError::session_not_found("gone"), 400, "invalid_request", "gone"),
            (OAuthError::server_error("db"), 500, "server_error", "oops! something went wrong"),
        ];
        for (error, status, code, description) in table {
            assert_eq!(error.status, status, "{error}");
            assert_eq!(error.code.as_str(), code);
            assert_eq!(error.description.as_deref(), Some(description));
        }
        assert_eq!(ErrorCode::SessionNotFound.message_code(), "session.not_found");
        assert_eq!(ErrorCode::InvalidGrant.message_code(), "oidc.invalid_grant");
    }
}
