use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::claims::IdTokenClaims;
use crate::clock::random_text;
use crate::cookie;
use crate::genkan::Genkan;
use crate::secret::Secret;
use crate::session::{SessionError, SessionRecord, StoredToken, TokenKey};

/// Seconds the tokens of a test session live.
const TOKEN_LIFE: i64 = 3600;

/// A session as a sign-in would have made it, for requests of tests. What it does not have is asked of the provider as
/// usual; without a [`refresh_token`](Self::refresh_token) nothing ever is.
///
/// ```
/// use genkan_sdk::testing::TestSession;
///
/// # async fn test(genkan: genkan_sdk::Genkan) -> Result<(), Box<dyn std::error::Error>> {
/// let cookie = TestSession::of(serde_json::json!({ "sub": "u1", "name": "Mio" }))
///     .access_token("https://api.example.com", "a token")
///     .cookie(&genkan)
///     .await?;
/// let request = http::Request::get("/orders").header("cookie", cookie);
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct TestSession {
    claims: IdTokenClaims,
    refresh_token: Option<Secret>,
    tokens: Vec<(TokenKey, Secret, String)>,
}

impl TestSession {
    /// The session of somebody with these ID token claims, `sub` at least. An `iss` among them must be the configured
    /// issuer: others' sessions are none.
    ///
    /// ```
    /// use genkan_sdk::testing::TestSession;
    /// use genkan_sdk::{Config, Genkan};
    ///
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let config = genkan_sdk::Config::builder()
    /// #     .endpoint("http://localhost:3001")
    /// #     .app_id("k3v9x0a7q2m4n8b5c1d6e")
    /// #     .base_url("http://localhost:3000")
    /// #     .cookie_secret("at least thirty-two bytes, made by a generator")
    /// #     .build()?;
    /// # let genkan = Genkan::new(config)?;
    /// let somebody = TestSession::of(serde_json::json!({ "sub": "u1", "organizations": ["org_1"] }))
    ///     .refresh_token("for tests that talk to a provider")
    ///     .access_token("https://api.example.com", "a token")
    ///     .organization_token("org_1", "another token", "read:members write:members");
    /// let cookie = somebody.cookie(&genkan).await?;
    /// assert!(cookie.starts_with("genkan.k3v9x0a7q2m4n8b5c1d6e="));
    /// # Ok(()) }
    /// ```
    pub fn of(claims: Value) -> Self {
        let claims = match claims {
            Value::Object(claims) => claims,
            _ => Map::new(),
        };
        Self { claims: IdTokenClaims::new(claims), refresh_token: None, tokens: Vec::new() }
    }

    /// Adds a refresh token.
    #[must_use]
    pub fn refresh_token(mut self, token: impl Into<String>) -> Self {
        self.refresh_token = Some(Secret::new(token));
        self
    }

    /// Adds an access token for the API `resource`, valid for an hour, without scopes.
    #[must_use]
    pub fn access_token(self, resource: &str, token: impl Into<String>) -> Self {
        self.token(TokenKey::of(Some(resource), None), token.into(), "")
    }

    /// Adds an organization token with these scopes, separated by spaces, valid for an hour.
    #[must_use]
    pub fn organization_token(self, organization: &str, token: impl Into<String>, scope: &str) -> Self {
        self.token(TokenKey::of(None, Some(organization)), token.into(), scope)
    }

    fn token(mut self, key: TokenKey, token: String, scope: &str) -> Self {
        self.tokens.push((key, Secret::new(token), scope.to_owned()));
        self
    }

    /// The value of a `Cookie` header: sealed with the configuration's secret, or the id of a record in its store.
    pub async fn cookie(&self, genkan: &Genkan) -> Result<String, SessionError> {
        let inner = &genkan.inner;
        let config = &inner.config;
        let now = genkan.now();
        let expires_at = now + TOKEN_LIFE;
        let token = |(key, token, scope): &(TokenKey, Secret, String)| {
            (key.clone(), StoredToken { token: token.clone(), scope: scope.clone(), expires_at })
        };
        let record = SessionRecord {
            id: random_text::<16>(config.random.as_ref()),
            generation: 0,
            iat: now,
            exp: now.saturating_add(config.session_lifetime),
            since: Some(now),
            sub: self.claims.subject().to_owned(),
            claims: self.claims.clone(),
            refresh_token: self.refresh_token.clone(),
            access_tokens: self.tokens.iter().map(token).collect::<BTreeMap<_, _>>(),
        };
        let value = match &inner.stored {
            Some(stored) => {
                stored.create(&record).await?;
                record.id
            }
            None => inner
                .sessions
                .seal(&record, config.random.as_ref())
                .map_err(|error| SessionError::TooLarge(error.into()))?,
        };
        let attributes =
            cookie::Attributes { secure: config.cookie_secure, max_age: config.session_lifetime };
        let cookies = cookie::store(&inner.session_cookie, &value, &[], attributes)
            .map_err(|error| SessionError::TooLarge(error.into()))?;
        let pairs = cookies.iter().filter_map(|cookie| cookie.to_str().ok()?.split(';').next());
        Ok(pairs.collect::<Vec<_>>().join("; "))
    }
}
