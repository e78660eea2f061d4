//! What the ID token says about the person.

use std::fmt;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The claims of a verified ID token (OpenID Connect Core §2, §5.1), typed where the field agrees on a type and
/// complete in [`raw`](Self::raw).
///
/// ```
/// use genkan_sdk::IdTokenClaims;
/// let claims: IdTokenClaims = serde_json::from_value(serde_json::json!({
///     "iss": "http://localhost:3001/oidc", "sub": "u1", "iat": 1_800_000_000, "auth_time": 1_799_999_990,
///     "name": "Mio Tanaka", "username": "mio", "email": "mio@example.com", "email_verified": true,
///     "roles": ["reader"], "organizations": ["org_1"], "organization_roles": ["org_1:admin"], "plan": { "seats": 5 },
/// }))?;
/// assert_eq!((claims.subject(), claims.issuer()), ("u1", "http://localhost:3001/oidc"));
/// assert_eq!((claims.name(), claims.username(), claims.picture()), (Some("Mio Tanaka"), Some("mio"), None));
/// assert_eq!((claims.email(), claims.email_verified(), claims.phone_number()), (Some("mio@example.com"), Some(true), None));
/// assert_eq!(claims.roles(), ["reader"]);
/// assert_eq!((claims.organizations(), claims.organization_roles()), (vec!["org_1".into()], vec!["org_1:admin".into()]));
/// assert_eq!(claims.authenticated_at(), claims.issued_at().map(|at| at - 10));
/// assert_eq!(claims.raw()["plan"]["seats"], 5);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct IdTokenClaims {
    raw: Map<String, Value>,
}

/// Shows who, not what is known about them: it ends up in logs.
impl fmt::Debug for IdTokenClaims {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IdTokenClaims").field("sub", &self.subject()).finish_non_exhaustive()
    }
}

impl IdTokenClaims {
    /// Wraps claims that have been verified.
    pub(crate) fn new(raw: Map<String, Value>) -> Self {
        Self { raw }
    }

    /// These claims, from a refresh, with the `sid` of the sign-in: many providers leave it out of later ID tokens, and
    /// without it a back-channel logout would no longer find the session.
    pub(crate) fn in_the_session_of(mut self, sign_in: &Self) -> Self {
        if let Some(sid) = sign_in.raw.get("sid")
            && !self.raw.contains_key("sid")
        {
            self.raw.insert("sid".into(), sid.clone());
        }
        self
    }

    /// All claims as they came.
    pub fn raw(&self) -> &Map<String, Value> {
        &self.raw
    }

    /// One claim as any type. `None` when it is absent, `null` or of another type.
    ///
    /// ```
    /// # fn page(claims: &genkan_sdk::IdTokenClaims) -> u32 {
    /// #[derive(serde::Deserialize)]
    /// struct Plan {
    ///     seats: u32,
    /// }
    /// claims.get::<Plan>("plan").map_or(1, |plan| plan.seats)
    /// # }
    /// ```
    pub fn get<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        T::deserialize(self.raw.get(name)?).ok()
    }

    /// `sub`: the id of the person at this issuer; the only stable key for your own tables.
    pub fn subject(&self) -> &str {
        self.text("sub").unwrap_or_default()
    }

    /// `iss`: who vouches.
    pub fn issuer(&self) -> &str {
        self.text("iss").unwrap_or_default()
    }

    /// `iat`: when the token was issued, in seconds since the epoch.
    pub fn issued_at(&self) -> Option<i64> {
        self.raw.get("iat")?.as_i64()
    }

    /// `auth_time`: when the person last proved who they are, in seconds since the epoch.
    pub fn authenticated_at(&self) -> Option<i64> {
        self.raw.get("auth_time")?.as_i64()
    }

    /// `name`: the full name for display (scope `profile`).
    pub fn name(&self) -> Option<&str> {
        self.text("name")
    }

    /// `username` (scope `profile`; Genkan and Logto).
    pub fn username(&self) -> Option<&str> {
        self.text("username")
    }

    /// `picture`: the URL of a portrait (scope `profile`).
    pub fn picture(&self) -> Option<&str> {
        self.text("picture")
    }

    /// `email` (scope `email`).
    pub fn email(&self) -> Option<&str> {
        self.text("email")
    }

    /// `email_verified` (scope `email`).
    pub fn email_verified(&self) -> Option<bool> {
        self.raw.get("email_verified")?.as_bool()
    }

    /// `phone_number` (scope `phone`).
    pub fn phone_number(&self) -> Option<&str> {
        self.text("phone_number")
    }

    /// `roles`: the names of the person's roles (scope `roles`; Genkan and Logto).
    pub fn roles(&self) -> Vec<String> {
        self.get("roles").unwrap_or_default()
    }

    /// `organizations`: the ids of the person's organizations (scope `urn:logto:scope:organizations`).
    pub fn organizations(&self) -> Vec<String> {
        self.get("organizations").unwrap_or_default()
    }

    /// `organization_roles`: `organization:role` pairs (scope `urn:logto:scope:organization_roles`).
    pub fn organization_roles(&self) -> Vec<String> {
        self.get("organization_roles").unwrap_or_default()
    }

    /// The best words to greet with: the name, the user name, the e-mail address or, last, the id.
    ///
    /// ```
    /// let claims: genkan_sdk::IdTokenClaims = serde_json::from_value(serde_json::json!({ "sub": "u1", "username": "mio" }))?;
    /// assert_eq!(claims.display_name(), "mio");
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn display_name(&self) -> &str {
        [self.name(), self.username(), self.email()]
            .into_iter()
            .flatten()
            .find(|text| !text.trim().is_empty())
            .unwrap_or(self.subject())
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.raw.get(name)?.as_str()
    }
}

/// The answer of the userinfo endpoint (OpenID Connect Core §5.3): the same shape, fetched fresh.
///
/// ```
/// # async fn page(session: genkan_sdk::Session) -> Result<(), genkan_sdk::SessionError> {
/// let info: genkan_sdk::UserInfo = session.user_info().await?;
/// let greeting = format!("Hello {}", info.display_name());
/// # Ok(()) }
/// ```
pub type UserInfo = IdTokenClaims;

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn claims(value: Value) -> IdTokenClaims {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn a_person_without_a_name_is_still_greeted() {
        let name = |value| claims(value).display_name().to_owned();
        assert_eq!(name(serde_json::json!({"sub": "u1", "name": null, "username": "mio"})), "mio");
        assert_eq!(
            name(serde_json::json!({"sub": "u1", "name": " ", "email": "m@example.com"})),
            "m@example.com"
        );
        assert_eq!(name(serde_json::json!({"sub": "u1", "name": 7})), "u1");
    }

    #[test]
    fn a_refresh_keeps_the_session_id_alone() {
        let sign_in = claims(serde_json::json!({"sub": "u1", "sid": "s1", "name": "Mio", "auth_time": 1}));
        let refreshed = |value| claims(value).in_the_session_of(&sign_in);
        assert_eq!(
            refreshed(serde_json::json!({"sub": "u1"})),
            claims(serde_json::json!({"sub": "u1", "sid": "s1"}))
        );
        assert_eq!(
            refreshed(serde_json::json!({"sub": "u1", "sid": "s2"})).get("sid"),
            Some("s2".to_owned())
        );
    }

    #[test]
    fn lists_and_extra_claims() {
        let claims = claims(serde_json::json!({"sub": "u1", "roles": ["reader"], "plan": {"tier": 2}}));
        assert_eq!(claims.roles(), ["reader"]);
        assert!(claims.organizations().is_empty());
        assert_eq!(claims.get::<Value>("plan").unwrap()["tier"], 2);
    }
}
