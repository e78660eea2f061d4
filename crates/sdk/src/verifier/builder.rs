mod checks;
mod environment;

use std::sync::Arc;

use super::rules::{DEFAULT_LEEWAY, Rules};
use super::{Inner, TokenVerifier};
use crate::clock::{Clock, SystemClock};
use crate::config::{ConfigError, ConfigProblem};
use crate::provider::Issuer;

/// Collects what a [`TokenVerifier`] requires of tokens; [`build`](Self::build) checks it all.
///
/// ```
/// let verifier = genkan_sdk::TokenVerifier::builder()
///     .endpoint("https://auth.example.com")
///     .audience("https://api.example.com")
///     .scope("read:orders")
///     .build()?;
/// # Ok::<(), genkan_sdk::ConfigError>(())
/// ```
#[derive(Debug)]
pub struct TokenVerifierBuilder {
    endpoint: Option<String>,
    issuer: Option<String>,
    /// An issuer that is known already, instead of an address.
    known: Option<Arc<Issuer>>,
    audiences: Vec<String>,
    organization_tokens: bool,
    organization: Option<String>,
    scopes: Vec<String>,
    algorithms: Vec<String>,
    leeway: i64,
    accept_untyped: bool,
    allow_http: bool,
    clock: Arc<dyn Clock>,
    problems: Vec<ConfigProblem>,
}

impl Default for TokenVerifierBuilder {
    fn default() -> Self {
        Self {
            endpoint: None,
            issuer: None,
            known: None,
            audiences: Vec::new(),
            organization_tokens: false,
            organization: None,
            scopes: Vec::new(),
            algorithms: Vec::new(),
            leeway: DEFAULT_LEEWAY,
            accept_untyped: false,
            allow_http: false,
            clock: Arc::new(SystemClock),
            problems: Vec::new(),
        }
    }
}

impl TokenVerifierBuilder {
    /// The origin of a Genkan or Logto server, such as `https://auth.example.com`. Its issuer is `/oidc` below it.
    ///
    /// ```
    /// let verifier = genkan_sdk::TokenVerifier::builder()
    ///     .endpoint("https://auth.example.com")
    ///     .audience("https://api.example.com")
    ///     .build()?;
    /// # Ok::<(), genkan_sdk::ConfigError>(())
    /// ```
    #[must_use]
    pub fn endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.endpoint = Some(endpoint.into());
        self
    }

    /// The issuer of any other OpenID provider, exactly as its discovery document names it; replaces
    /// [`endpoint`](Self::endpoint).
    ///
    /// ```
    /// let verifier = genkan_sdk::TokenVerifier::builder()
    ///     .issuer("https://login.example.org")
    ///     .audience("https://api.example.com")
    ///     .build()?;
    /// # Ok::<(), genkan_sdk::ConfigError>(())
    /// ```
    #[must_use]
    pub fn issuer(mut self, issuer: impl Into<String>) -> Self {
        self.issuer = Some(issuer.into());
        self
    }

    /// Accepts tokens for this audience: the API's resource indicator (RFC 8707) as it was registered, compared
    /// character by character. Several may be named; one of them is enough.
    ///
    /// ```
    /// let verifier = genkan_sdk::TokenVerifier::builder()
    ///     .endpoint("https://auth.example.com")
    ///     .audience("https://api.example.com")
    ///     .audience("https://api.example.com/v2")
    ///     .build()?;
    /// # Ok::<(), genkan_sdk::ConfigError>(())
    /// ```
    #[must_use]
    pub fn audience(mut self, audience: impl Into<String>) -> Self {
        self.audiences.push(audience.into());
        self
    }

    /// Accepts organization tokens too (audience `urn:logto:organization:{id}`), whatever the organization: handlers
    /// look at [`BearerToken::organization_id`](crate::BearerToken::organization_id). Their scopes are the
    /// organization's permissions, not those of an API resource.
    ///
    /// ```
    /// let verifier = genkan_sdk::TokenVerifier::builder()
    ///     .endpoint("https://auth.example.com")
    ///     .organization_tokens()
    ///     .build()?;
    /// # Ok::<(), genkan_sdk::ConfigError>(())
    /// ```
    #[must_use]
    pub fn organization_tokens(mut self) -> Self {
        self.organization_tokens = true;
        self
    }

    /// Lets only tokens for this organization in; others get 403 `organization_mismatch`.
    ///
    /// ```
    /// let verifier = genkan_sdk::TokenVerifier::builder()
    ///     .endpoint("https://auth.example.com")
    ///     .audience("https://api.example.com")
    ///     .organization("org_1a2b3c")
    ///     .build()?;
    /// # Ok::<(), genkan_sdk::ConfigError>(())
    /// ```
    #[must_use]
    pub fn organization(mut self, id: impl Into<String>) -> Self {
        self.organization = Some(id.into());
        self
    }

    /// Requires a scope of every token; a token without it gets 403 `insufficient_scope`. Several may be named; all
    /// are needed.
    ///
    /// ```
    /// let verifier = genkan_sdk::TokenVerifier::builder()
    ///     .endpoint("https://auth.example.com")
    ///     .audience("https://api.example.com")
    ///     .scope("read:orders")
    ///     .build()?;
    /// # Ok::<(), genkan_sdk::ConfigError>(())
    /// ```
    #[must_use]
    pub fn scope(mut self, scope: impl Into<String>) -> Self {
        self.scopes.push(scope.into());
        self
    }

    /// Allows a signature algorithm: `ES256`, `ES384`, `ES512`, `EdDSA`, `RS256` or `PS256`. Default: all six, each
    /// with keys of its own kind only. There is no `none` and no HMAC.
    ///
    /// ```
    /// let verifier = genkan_sdk::TokenVerifier::builder()
    ///     .endpoint("https://auth.example.com")
    ///     .audience("https://api.example.com")
    ///     .algorithm("ES384")
    ///     .build()?;
    /// # Ok::<(), genkan_sdk::ConfigError>(())
    /// ```
    #[must_use]
    pub fn algorithm(mut self, algorithm: impl Into<String>) -> Self {
        self.algorithms.push(algorithm.into());
        self
    }

    /// Seconds this machine's clock and the issuer's may differ, 0 to 300. Default: 30.
    ///
    /// ```
    /// let verifier = genkan_sdk::TokenVerifier::builder()
    ///     .endpoint("https://auth.example.com")
    ///     .audience("https://api.example.com")
    ///     .leeway(5)
    ///     .build()?;
    /// # Ok::<(), genkan_sdk::ConfigError>(())
    /// ```
    #[must_use]
    pub fn leeway(mut self, seconds: i64) -> Self {
        self.leeway = seconds;
        self
    }

    /// Also accepts access tokens with the `typ` `JWT` or none at all, of providers that predate RFC 9068. Genkan,
    /// Logto and `oidc-provider` send `at+jwt`, so leave it off with them: `typ` is what keeps an ID token from
    /// passing for an access token. With it on, tokens with the claims of ID tokens and logout tokens are refused.
    ///
    /// ```
    /// let verifier = genkan_sdk::TokenVerifier::builder()
    ///     .issuer("https://login.example.org")
    ///     .audience("https://api.example.com")
    ///     .accept_untyped_tokens(true)
    ///     .build()?;
    /// # Ok::<(), genkan_sdk::ConfigError>(())
    /// ```
    #[must_use]
    pub fn accept_untyped_tokens(mut self, accept: bool) -> Self {
        self.accept_untyped = accept;
        self
    }

    /// Allows plain http beyond loopback, for a closed test network. Who can answer in the issuer's place can then
    /// make tokens.
    ///
    /// ```
    /// let verifier = genkan_sdk::TokenVerifier::builder()
    ///     .endpoint("http://auth.internal:3001")
    ///     .audience("https://api.example.com")
    ///     .allow_http(true)
    ///     .build()?;
    /// # Ok::<(), genkan_sdk::ConfigError>(())
    /// ```
    #[must_use]
    pub fn allow_http(mut self, allow: bool) -> Self {
        self.allow_http = allow;
        self
    }

    /// Replaces the clock, for tests.
    ///
    /// ```
    /// let verifier = genkan_sdk::TokenVerifier::builder()
    ///     .endpoint("https://auth.example.com")
    ///     .audience("https://api.example.com")
    ///     .clock(std::sync::Arc::new(genkan_sdk::SystemClock))
    ///     .build()?;
    /// # Ok::<(), genkan_sdk::ConfigError>(())
    /// ```
    #[must_use]
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// Takes an issuer whose metadata and keys are known or fetched elsewhere too.
    pub(crate) fn known_issuer(issuer: Arc<Issuer>, clock: Arc<dyn Clock>) -> Self {
        Self { known: Some(issuer), clock, ..Self::default() }
    }

    /// Checks every setting and reports all problems together. Fetches nothing.
    ///
    /// ```
    /// let error = genkan_sdk::TokenVerifier::builder().build().expect_err("nothing was set");
    /// assert_eq!(error.problems.len(), 2);
    /// assert!(error.to_string().contains("audience (GENKAN_AUDIENCE): is missing"));
    /// ```
    pub fn build(mut self) -> Result<TokenVerifier, ConfigError> {
        let issuer = self.check_issuer();
        self.check_audiences();
        self.check_scopes();
        let algorithms = self.check_algorithms();
        self.check_leeway();
        let (Some(issuer), true) = (issuer, self.problems.is_empty()) else {
            return Err(ConfigError { problems: self.problems });
        };
        let rules = Rules {
            audiences: self.audiences,
            organization_tokens: self.organization_tokens,
            organization: self.organization,
            scopes: self.scopes,
            algorithms,
            leeway: self.leeway,
            accept_untyped: self.accept_untyped,
        };
        Ok(TokenVerifier { inner: Arc::new(Inner { issuer, clock: self.clock, rules }) })
    }
}
