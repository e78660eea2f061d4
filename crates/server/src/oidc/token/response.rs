use axum::response::{IntoResponse, Response};
use http::{HeaderValue, header};
use serde::Serialize;

use crate::ids::UserId;

/// A successful answer (RFC 6749 §5.1).
#[derive(Serialize)]
pub struct TokenResponse {
    /// Opaque or JWT.
    pub access_token: String,
    /// Seconds.
    pub expires_in: i64,
    /// Iff the effective scope has `openid`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_token: Option<String>,
    /// New, or the same again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<String>,
    /// Of the access token, space-separated. Always there for users, even when empty.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// `Bearer`.
    pub token_type: &'static str,
    /// Whose tokens they are, for the audit log. `None`: the application's own.
    #[serde(skip)]
    pub user_id: Option<UserId>,
}

impl std::fmt::Debug for TokenResponse {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TokenResponse").field("scope", &self.scope).finish_non_exhaustive()
    }
}

impl IntoResponse for TokenResponse {
    fn into_response(self) -> Response {
        let body = serde_json::to_vec(&self).expect("a struct of strings and numbers is JSON");
        let mut response = body.into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }
}
