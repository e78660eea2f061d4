use std::fmt;
use std::future::IntoFuture;
use std::pin::Pin;

use genkan_oauth::jose::jws;
use serde_json::{Map, Value};

use super::refresh::Refresh;
use super::{ReadOnlySession, SessionError, SessionRecord, StoredToken, TokenKey};
use crate::secret::Secret;

/// An access token for an API; `Debug` does not show it.
///
/// ```
/// # async fn page(session: genkan_sdk::Session) -> Result<(), genkan_sdk::SessionError> {
/// let token = session.access_token("https://api.example.com").await?;
/// let may_order = token.scope.split(' ').any(|scope| scope == "write:orders");
/// let header = format!("Bearer {}", token.secret());
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct AccessToken {
    token: Secret,
    /// The granted scopes, separated by spaces; may be empty.
    pub scope: String,
    /// When it expires, in seconds since the epoch.
    pub expires_at: i64,
}

impl AccessToken {
    /// The value for `Authorization: Bearer …`. Keep it on the server.
    pub fn secret(&self) -> &str {
        self.token.expose()
    }

    /// The claims of a token that is a JWT, for showing; the API is who verifies them. `None` for opaque tokens.
    ///
    /// ```
    /// # fn show(token: &genkan_sdk::AccessToken) {
    /// if let Some(claims) = token.unverified_claims() {
    ///     println!("for {}", claims["aud"]);
    /// }
    /// # }
    /// ```
    pub fn unverified_claims(&self) -> Option<Map<String, Value>> {
        jws::decode(self.token.expose()).ok().map(|decoded| decoded.payload)
    }
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccessToken")
            .field("scope", &self.scope)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

impl From<&StoredToken> for AccessToken {
    fn from(stored: &StoredToken) -> Self {
        Self { token: stored.token.clone(), scope: stored.scope.clone(), expires_at: stored.expires_at }
    }
}

/// A wish for an access token: `.await` it, perhaps after [`in_organization`](Self::in_organization).
///
/// ```
/// # async fn page(session: genkan_sdk::Session, organization: Option<&str>) -> Result<(), genkan_sdk::SessionError> {
/// let mut request = session.access_token("https://api.example.com");
/// if let Some(id) = organization {
///     request = request.in_organization(id);
/// }
/// let token = request.await?;
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
#[must_use = "nothing is asked for before `.await`"]
pub struct AccessTokenRequest<'a> {
    session: &'a ReadOnlySession,
    resource: Option<String>,
    organization: Option<String>,
}

impl AccessTokenRequest<'_> {
    /// The token for the API in the organization `id`, with the permissions the person has there (Genkan and Logto).
    ///
    /// ```
    /// # async fn page(session: genkan_sdk::Session) -> Result<(), genkan_sdk::SessionError> {
    /// let token = session.access_token("https://api.example.com").in_organization("org_1").await?;
    /// # Ok(()) }
    /// ```
    pub fn in_organization(mut self, id: impl Into<String>) -> Self {
        self.organization = Some(id.into());
        self
    }
}

impl<'a> IntoFuture for AccessTokenRequest<'a> {
    type Output = Result<AccessToken, SessionError>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send + 'a>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let (resource, organization) = (self.resource.as_deref(), self.organization.as_deref());
            // An empty parameter counts as absent at the provider, and the token would be for something else.
            // One with a fragment is no indicator (RFC 8707 §2), and could pass for an organization's.
            if resource.is_some_and(|resource| resource.is_empty() || resource.contains('#')) {
                return Err(SessionError::InvalidParameter("resource"));
            }
            if organization == Some("") {
                return Err(SessionError::InvalidParameter("organization"));
            }
            if organization.is_some() {
                self.session.check_organizations_scope()?;
            }
            self.session.token(TokenKey::of(resource, organization), None).await
        })
    }
}

impl ReadOnlySession {
    /// An access token for the API `resource` (one of the configured resources): from the session or, when it is about
    /// to expire, refreshed. Parallel requests share one refresh.
    ///
    /// ```
    /// # async fn page(session: genkan_sdk::Session) -> Result<(), genkan_sdk::SessionError> {
    /// let token = session.access_token("https://api.example.com").await?;
    /// let in_organization = session.access_token("https://api.example.com").in_organization("org_1").await?;
    /// let header = format!("Bearer {}", token.secret());
    /// # Ok(()) }
    /// ```
    pub fn access_token(&self, resource: impl Into<String>) -> AccessTokenRequest<'_> {
        AccessTokenRequest { session: self, resource: Some(resource.into()), organization: None }
    }

    /// The access token for the provider's own endpoints, such as userinfo; for providers that know no resources it is
    /// the only one.
    ///
    /// ```
    /// # async fn page(session: genkan_sdk::Session) -> Result<(), genkan_sdk::SessionError> {
    /// let token = session.provider_token().await?;
    /// # Ok(()) }
    /// ```
    pub fn provider_token(&self) -> AccessTokenRequest<'_> {
        AccessTokenRequest { session: self, resource: None, organization: None }
    }

    /// A token for `key`, and not `refused`, which an API has just turned down.
    pub(super) async fn token(
        &self,
        key: TokenKey,
        refused: Option<&AccessToken>,
    ) -> Result<AccessToken, SessionError> {
        let record = self.signed_in()?;
        let genkan = self.genkan();
        // A guess of the browser is no reason to refresh what still lives.
        let margin = if self.slot.is_prefetch() { 0 } else { genkan.inner.config.refresh_margin };
        if let Some(token) = usable(&record, &key, genkan.now(), margin, refused) {
            return Ok(token);
        }
        let id = record.id.clone();
        let refresh = Refresh { genkan: genkan.clone(), record, key, refused: refused.cloned() };
        match refresh.spawn().await {
            Ok((record, token)) => {
                self.slot.adopt(record)?;
                Ok(token)
            }
            Err(error) => {
                if matches!(error, SessionError::Ended) {
                    self.slot.ended(&id);
                }
                Err(error)
            }
        }
    }
}

/// The token for `key` when it lives on for `margin` seconds.
pub(super) fn usable(
    record: &SessionRecord,
    key: &TokenKey,
    now: i64,
    margin: i64,
    refused: Option<&AccessToken>,
) -> Option<AccessToken> {
    let token = record.access_tokens.get(key).filter(|token| token.outlives(now, margin))?;
    (refused.is_none_or(|refused| refused.token != token.token)).then(|| token.into())
}
