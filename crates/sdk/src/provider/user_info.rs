use std::sync::Arc;

use http::StatusCode;

use super::{Provider, ProviderUnavailable};
use crate::claims::UserInfo;

/// Why there is no user info.
#[derive(Debug, thiserror::Error)]
pub(crate) enum UserInfoError {
    /// The provider could not be asked.
    #[error(transparent)]
    Unavailable(#[from] ProviderUnavailable),
    /// The access token is no longer accepted (RFC 6750 §3.1 `invalid_token`).
    #[error("the access token was refused")]
    TokenRefused,
}

impl Provider {
    /// Asks the userinfo endpoint (OpenID Connect Core §5.3) about the person with the id `subject`.
    pub(crate) async fn user_info(
        self: &Arc<Self>,
        access_token: &str,
        subject: &str,
    ) -> Result<UserInfo, UserInfoError> {
        let document = self.document().await?;
        let endpoint = document
            .userinfo_endpoint
            .as_ref()
            .ok_or_else(|| ProviderUnavailable("it has no userinfo endpoint".into()))?;
        let request = self.http.get(endpoint).bearer_auth(access_token);
        let answer = self.http.send(request.header(http::header::ACCEPT, "application/json")).await?;
        if answer.status == StatusCode::UNAUTHORIZED {
            return Err(UserInfoError::TokenRefused);
        }
        let unusable = |what: &str| ProviderUnavailable(format!("the userinfo endpoint answered {what}"));
        if !answer.status.is_success() {
            return Err(unusable(answer.status.as_str()).into());
        }
        let info: UserInfo =
            serde_json::from_slice(&answer.body).map_err(|_| unusable("without a JSON object"))?;
        // Core §5.3.2: without this check an answer about somebody else would be taken for this person's.
        if info.subject() != subject {
            return Err(unusable("about somebody else").into());
        }
        Ok(info)
    }
}
