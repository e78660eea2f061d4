use super::{Session, SessionError, TokenKey};
use crate::claims::UserInfo;
use crate::provider::{ProviderUnavailable, UserInfoError};

impl Session {
    /// The person's claims, fresh from the userinfo endpoint (OpenID Connect Core §5.3).
    pub async fn user_info(&self) -> Result<UserInfo, SessionError> {
        let record = self.slot.record().ok_or(SessionError::NotSignedIn)?;
        let provider = &self.genkan().inner.provider;
        let token = self.token(TokenKey::provider(), None, None).await?;
        match provider.user_info(token.secret(), &record.sub).await {
            Ok(info) => return Ok(info),
            Err(UserInfoError::Unavailable(error)) => return Err(error.into()),
            Err(UserInfoError::TokenRefused) => {}
        }
        // Revoked before its time: once more with a new one.
        let token = self.token(TokenKey::provider(), None, Some(&token)).await?;
        provider.user_info(token.secret(), &record.sub).await.map_err(|error| match error {
            UserInfoError::Unavailable(error) => error.into(),
            UserInfoError::TokenRefused => {
                ProviderUnavailable("the userinfo endpoint refuses a new access token".into()).into()
            }
        })
    }
}
