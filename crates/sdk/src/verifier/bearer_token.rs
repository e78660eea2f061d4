use std::fmt;

use genkan_oauth::claims::AccessTokenClaims;
use genkan_oauth::scope::Scope;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::TokenError;

/// A verified access token. As an extractor, below [`TokenVerifier::layer`](crate::TokenVerifier::layer), it verifies
/// the token of the `Authorization` header, so the handler runs only for good ones; `Option<BearerToken>` also lets
/// requests without any token through.
///
/// The body of a request is not searched for a token, and one in the query (`access_token`) is refused.
///
/// ```
/// use genkan_sdk::{BearerToken, TokenError};
///
/// async fn orders(token: BearerToken) -> Result<String, TokenError> {
///     token.require_scope("read:orders")?;
///     Ok(match token.organization_id() {
///         Some(organization) => format!("Orders of the organization {organization}"),
///         None => format!("Orders of {}", token.subject()),
///     })
/// }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct BearerToken {
    /// All claims as they came.
    pub claims: Map<String, Value>,
    subject: String,
    client_id: Option<String>,
    scope: Scope,
    organization_id: Option<String>,
    expires_at: i64,
}

impl BearerToken {
    pub(super) fn new(
        raw: Map<String, Value>,
        claims: AccessTokenClaims,
        organization_id: Option<String>,
    ) -> Self {
        Self {
            claims: raw,
            subject: claims.sub,
            client_id: claims.client_id,
            scope: claims.scope.unwrap_or_default(),
            organization_id,
            expires_at: claims.exp.seconds(),
        }
    }

    /// `sub`: the id of the person, or of the application when it acts for itself.
    ///
    /// ```
    /// # fn handler(token: genkan_sdk::BearerToken) {
    /// let owner: &str = token.subject();
    /// # }
    /// ```
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// `client_id`: the application the token was issued to. Some providers leave it out.
    ///
    /// ```
    /// # fn handler(token: genkan_sdk::BearerToken) {
    /// let trusted = token.client_id() == Some("k3v9x0a7q2m4n8b5c1d6e");
    /// # }
    /// ```
    pub fn client_id(&self) -> Option<&str> {
        self.client_id.as_deref()
    }

    /// Whether an application acts for itself (`client_credentials`): then there is no person behind the call
    /// (RFC 9068 §2.2).
    ///
    /// ```
    /// # fn handler(token: genkan_sdk::BearerToken) {
    /// let who = if token.is_application() { "a program" } else { "a person" };
    /// # }
    /// ```
    pub fn is_application(&self) -> bool {
        self.client_id.as_deref() == Some(self.subject.as_str())
    }

    /// The names in `scope`, in order.
    ///
    /// ```
    /// # fn handler(token: genkan_sdk::BearerToken) {
    /// let may: Vec<&str> = token.scopes().collect();
    /// # }
    /// ```
    pub fn scopes(&self) -> impl ExactSizeIterator<Item = &str> + Clone {
        self.scope.iter()
    }

    /// Whether `scope` holds this name.
    ///
    /// ```
    /// # fn handler(token: genkan_sdk::BearerToken) {
    /// let editable = token.has_scope("write:orders");
    /// # }
    /// ```
    pub fn has_scope(&self, name: &str) -> bool {
        self.scope.contains(name)
    }

    /// The organization the token is for: of an organization token the one in its audience, else the claim
    /// `organization_id`.
    ///
    /// ```
    /// # fn handler(token: genkan_sdk::BearerToken) {
    /// let tenant = token.organization_id().unwrap_or("none");
    /// # }
    /// ```
    pub fn organization_id(&self) -> Option<&str> {
        self.organization_id.as_deref()
    }

    /// `exp`: when the token ends, in seconds since the epoch.
    ///
    /// ```
    /// # fn handler(token: genkan_sdk::BearerToken) {
    /// let ends: i64 = token.expires_at();
    /// # }
    /// ```
    pub fn expires_at(&self) -> i64 {
        self.expires_at
    }

    /// One claim as any type. `None` when it is absent, `null` or of another type.
    ///
    /// ```
    /// # fn handler(token: genkan_sdk::BearerToken) {
    /// let plan: Option<String> = token.get("plan");
    /// # }
    /// ```
    pub fn get<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        T::deserialize(self.claims.get(name)?).ok()
    }

    /// Refuses (403 `insufficient_scope`) unless the token has this scope.
    ///
    /// ```
    /// # use genkan_sdk::{BearerToken, TokenError};
    /// async fn orders(token: BearerToken) -> Result<&'static str, TokenError> {
    ///     token.require_scope("read:orders")?;
    ///     Ok("…")
    /// }
    /// ```
    pub fn require_scope(&self, name: &str) -> Result<(), TokenError> {
        self.require_scopes(&[name])
    }

    /// Refuses (403 `insufficient_scope`) unless the token has all of these scopes; the challenge names them all.
    ///
    /// ```
    /// # use genkan_sdk::{BearerToken, TokenError};
    /// async fn cancel(token: BearerToken) -> Result<&'static str, TokenError> {
    ///     token.require_scopes(&["read:orders", "write:orders"])?;
    ///     Ok("…")
    /// }
    /// ```
    pub fn require_scopes<T: AsRef<str>>(&self, names: &[T]) -> Result<(), TokenError> {
        if names.iter().all(|name| self.has_scope(name.as_ref())) {
            return Ok(());
        }
        let required = names.iter().map(|name| name.as_ref().to_owned()).collect();
        Err(TokenError::InsufficientScope { required })
    }

    /// Refuses (403 `organization_mismatch`) unless the token is for this organization.
    ///
    /// ```
    /// # use axum::extract::Path;
    /// # use genkan_sdk::{BearerToken, TokenError};
    /// async fn members(Path(id): Path<String>, token: BearerToken) -> Result<&'static str, TokenError> {
    ///     token.require_organization(&id)?;
    ///     Ok("…")
    /// }
    /// ```
    pub fn require_organization(&self, id: &str) -> Result<(), TokenError> {
        if self.organization_id.as_deref() == Some(id) { Ok(()) } else { Err(TokenError::Organization) }
    }
}

/// Shows who and what for, not every claim: those may be personal.
impl fmt::Debug for BearerToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BearerToken")
            .field("subject", &self.subject)
            .field("client_id", &self.client_id)
            .field("organization_id", &self.organization_id)
            .field("scope", &self.scope.to_string())
            .finish_non_exhaustive()
    }
}
