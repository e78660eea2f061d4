use std::sync::Arc;

use genkan_oauth::jose::Algorithm;

use super::rules::{DEFAULT_LEEWAY, Rules};
use super::{Inner, TokenVerifier};
use crate::clock::{Clock, SystemClock};
use crate::config::{ConfigError, ConfigProblem, NOT_BOOLEAN, boolean, checked_issuer};
use crate::provider::Issuer;

/// More would keep ended tokens alive.
const LONGEST_LEEWAY: i64 = 300;

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
    #[must_use]
    pub fn endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.endpoint = Some(endpoint.into());
        self
    }

    /// The issuer of any other OpenID provider, exactly as its discovery document names it; replaces
    /// [`endpoint`](Self::endpoint).
    #[must_use]
    pub fn issuer(mut self, issuer: impl Into<String>) -> Self {
        self.issuer = Some(issuer.into());
        self
    }

    /// Accepts tokens for this audience: the API's resource indicator (RFC 8707) as it was registered, compared
    /// character by character. Several may be named; one of them is enough.
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
    #[must_use]
    pub fn allow_http(mut self, allow: bool) -> Self {
        self.allow_http = allow;
        self
    }

    /// Replaces the clock, for tests.
    #[must_use]
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// Takes settings from variables; `lookup` gives a variable's value. An empty value counts as absent.
    ///
    /// | variable | setting |
    /// |---|---|
    /// | `GENKAN_ENDPOINT` | [`endpoint`](Self::endpoint) |
    /// | `GENKAN_ISSUER` | [`issuer`](Self::issuer) |
    /// | `GENKAN_AUDIENCE` | [`audience`](Self::audience); several separated by spaces |
    /// | `GENKAN_ALLOW_HTTP` | [`allow_http`](Self::allow_http): `true` or `false` |
    ///
    /// ```
    /// let variables = |name: &str| match name {
    ///     "GENKAN_ENDPOINT" => Some("https://auth.example.com".to_owned()),
    ///     "GENKAN_AUDIENCE" => Some("https://api.example.com".to_owned()),
    ///     _ => None,
    /// };
    /// let verifier = genkan_sdk::TokenVerifier::builder().environment(variables).build()?;
    /// # Ok::<(), genkan_sdk::ConfigError>(())
    /// ```
    #[must_use]
    pub fn environment(mut self, lookup: impl Fn(&str) -> Option<String>) -> Self {
        let get = |name: &str| lookup(name).filter(|value| !value.trim().is_empty());
        if let Some(value) = get("GENKAN_ENDPOINT") {
            self = self.endpoint(value);
        }
        if let Some(value) = get("GENKAN_ISSUER") {
            self = self.issuer(value);
        }
        for audience in get("GENKAN_AUDIENCE").iter().flat_map(|value| value.split_whitespace()) {
            self = self.audience(audience);
        }
        if let Some(value) = get("GENKAN_ALLOW_HTTP") {
            match boolean(&value) {
                Some(allow) => self = self.allow_http(allow),
                None => self.refuse("allow_http", NOT_BOOLEAN),
            }
        }
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
        if !(0..=LONGEST_LEEWAY).contains(&self.leeway) {
            self.refuse("leeway", format!("`{}` is not 0 to {LONGEST_LEEWAY} seconds", self.leeway));
        }
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

    fn check_issuer(&mut self) -> Option<Arc<Issuer>> {
        if let Some(known) = self.known.clone() {
            return Some(known);
        }
        let name = checked_issuer(self.issuer.as_deref(), self.endpoint.as_deref(), self.allow_http);
        let name = name.map_err(|problem| self.problems.push(problem)).ok()?;
        let issuer = Issuer::new(name, self.allow_http, Arc::clone(&self.clock));
        issuer.map_err(|error| self.refuse("endpoint", error.to_string())).ok().map(Arc::new)
    }

    fn check_audiences(&mut self) {
        if self.audiences.is_empty() && !self.organization_tokens {
            self.refuse(
                "audience",
                "is missing; the API's resource indicator, for example https://api.example.com \
                 (or accept organization_tokens)",
            );
        }
        let odd = |audience: &&String| audience.is_empty() || !audience.bytes().all(|b| b.is_ascii_graphic());
        if let Some(audience) = self.audiences.iter().find(odd).cloned() {
            self.refuse(
                "audience",
                format!("`{audience}` is not one audience, such as https://api.example.com"),
            );
        }
        if self.organization.as_ref().is_some_and(String::is_empty) {
            self.refuse("organization", "must not be empty");
        }
    }

    fn check_scopes(&mut self) {
        let plain = |b: u8| b.is_ascii_graphic() && b != b'"' && b != b'\\';
        let odd = |scope: &&String| scope.is_empty() || !scope.bytes().all(plain);
        if let Some(scope) = self.scopes.iter().find(odd).cloned() {
            self.refuse("scope of the verifier", format!("`{scope}` is not one scope (RFC 6749 §3.3)"));
        }
    }

    fn check_algorithms(&mut self) -> Vec<Algorithm> {
        let mut algorithms = Vec::new();
        for name in std::mem::take(&mut self.algorithms) {
            match name.parse() {
                Ok(algorithm) => algorithms.push(algorithm),
                Err(_) => self.refuse(
                    "algorithm",
                    format!("`{name}` is none of {}", Algorithm::ALL.map(Algorithm::as_str).join(", ")),
                ),
            }
        }
        if algorithms.is_empty() { Algorithm::ALL.to_vec() } else { algorithms }
    }

    fn refuse(&mut self, setting: &'static str, message: impl Into<String>) {
        self.problems.push(ConfigProblem { setting, message: message.into() });
    }
}
