use super::{ReadOnlySession, SessionError, TokenKey};
use crate::claims::UserInfo;
use crate::provider::{ProviderUnavailable, UserInfoError};

impl ReadOnlySession {
    /// The person's claims, fresh from the userinfo endpoint (OpenID Connect Core §5.3).
    ///
    /// ```
    /// # async fn page(session: genkan_sdk::Session) -> Result<(), genkan_sdk::SessionError> {
    /// let info = session.user_info().await?;
    /// let email = info.email();
    /// # Ok(()) }
    /// ```
    pub async fn user_info(&self) -> Result<UserInfo, SessionError> {
        let record = self.signed_in()?;
        let provider = &self.genkan().inner.provider;
        let token = self.token(TokenKey::provider(), None).await?;
        match provider.user_info(token.secret(), &record.sub).await {
            Ok(info) => return Ok(info),
            Err(UserInfoError::Unavailable(error)) => return Err(error.into()),
            Err(UserInfoError::TokenRefused) => {}
        }
        // Revoked before its time: once more with a new one.
        let token = self.token(TokenKey::provider(), Some(&token)).await?;
        provider.user_info(token.secret(), &record.sub).await.map_err(|error| match error {
            UserInfoError::Unavailable(error) => error.into(),
            UserInfoError::TokenRefused => {
                ProviderUnavailable("the userinfo endpoint refuses a new access token".into()).into()
            }
        })
    }
}
