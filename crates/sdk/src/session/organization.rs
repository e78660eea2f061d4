use std::collections::BTreeMap;

use genkan_oauth::scope::ORGANIZATIONS;

use super::{AccessToken, ReadOnlySession, SessionError, TokenKey};

impl ReadOnlySession {
    /// An organization token: what the person may do in the organization `id`, for your own checks and for APIs that
    /// take organization tokens (audience `urn:logto:organization:<id>`; Genkan and Logto).
    ///
    /// Needs the scope [`UserScope::Organizations`](crate::UserScope::Organizations) at sign-in.
    ///
    /// ```
    /// # async fn page(session: genkan_sdk::Session) -> Result<(), genkan_sdk::SessionError> {
    /// let token = session.organization_token("org_1").await?;
    /// let may_invite = token.scope.split(' ').any(|scope| scope == "invite:members");
    /// # Ok(()) }
    /// ```
    pub async fn organization_token(&self, id: &str) -> Result<AccessToken, SessionError> {
        self.check_organizations_scope()?;
        if id.is_empty() {
            return Err(SessionError::InvalidParameter("organization"));
        }
        self.token(TokenKey::of(None, Some(id)), None).await
    }

    /// Organization tokens for all organizations of the claim `organizations`, by their ids. An organization that
    /// refuses, because the person has left it since, is left out.
    ///
    /// ```
    /// # async fn page(session: genkan_sdk::Session) -> Result<(), genkan_sdk::SessionError> {
    /// for (organization, token) in session.organization_tokens().await? {
    ///     println!("{organization}: {}", token.scope);
    /// }
    /// # Ok(()) }
    /// ```
    pub async fn organization_tokens(&self) -> Result<BTreeMap<String, AccessToken>, SessionError> {
        self.check_organizations_scope()?;
        let mut tokens = BTreeMap::new();
        for id in self.signed_in()?.claims.organizations() {
            match self.organization_token(&id).await {
                Ok(token) => {
                    tokens.insert(id, token);
                }
                Err(SessionError::Refused { code, .. }) if code == "access_denied" => {
                    tracing::info!(organization = id, code, "the provider refuses an organization token");
                }
                Err(error) => return Err(error),
            }
        }
        Ok(tokens)
    }

    pub(super) fn check_organizations_scope(&self) -> Result<(), SessionError> {
        let scopes = &self.genkan().inner.config.scopes;
        if scopes.iter().any(|scope| scope == ORGANIZATIONS) {
            return Ok(());
        }
        Err(SessionError::ScopeMissing(ORGANIZATIONS))
    }
}
