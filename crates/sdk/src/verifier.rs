//! Protecting an API with access tokens (RFC 9068, RFC 6750).

mod bearer_token;
mod builder;
mod challenge;
mod credentials;
mod error;
mod extract;
mod layer;
mod rules;

use std::fmt;
use std::sync::Arc;

pub use bearer_token::BearerToken;
pub use builder::TokenVerifierBuilder;
pub use error::TokenError;
pub use layer::{TokenVerifierLayer, TokenVerifierService};

use crate::clock::Clock;
use crate::config::ConfigError;
use crate::provider::Issuer;
use rules::Rules;

/// Verifies the access tokens an API is called with: signature, issuer, audience, time, and what else was required.
/// Make it once, at start, and clone it freely.
///
/// The issuer's keys are fetched at the first need and kept. They are refreshed in the background after 10 minutes,
/// fetched again for a key id that is not among them (at most every 10 seconds), and of use for 24 hours while the
/// issuer cannot be reached.
///
/// ```
/// use axum::{Router, routing::get};
/// use genkan_sdk::{BearerToken, TokenError, TokenVerifier};
///
/// async fn orders(token: BearerToken) -> Result<String, TokenError> {
///     token.require_scope("read:orders")?;
///     Ok(format!("Orders of {}", token.subject()))
/// }
///
/// let verifier = TokenVerifier::builder()
///     .endpoint("https://auth.example.com")
///     .audience("https://api.example.com")
///     .build()?;
/// let api: Router = Router::new().route("/orders", get(orders)).layer(verifier.layer());
/// # Ok::<(), genkan_sdk::ConfigError>(())
/// ```
///
/// An app that also signs people in takes [`Genkan::token_verifier`](crate::Genkan::token_verifier), which shares
/// what is known about the issuer.
#[derive(Clone)]
pub struct TokenVerifier {
    inner: Arc<Inner>,
}

struct Inner {
    issuer: Arc<Issuer>,
    clock: Arc<dyn Clock>,
    rules: Rules,
}

impl TokenVerifier {
    /// Starts with the defaults described on each method of [`TokenVerifierBuilder`].
    ///
    /// ```
    /// let verifier = genkan_sdk::TokenVerifier::builder()
    ///     .issuer("https://login.example.org")
    ///     .audience("https://api.example.com")
    ///     .build()?;
    /// # Ok::<(), genkan_sdk::ConfigError>(())
    /// ```
    pub fn builder() -> TokenVerifierBuilder {
        TokenVerifierBuilder::default()
    }

    /// Reads `GENKAN_ENDPOINT` or `GENKAN_ISSUER`, `GENKAN_AUDIENCE` and `GENKAN_ALLOW_HTTP`; see
    /// [`TokenVerifierBuilder::environment`]. All problems are reported at once.
    ///
    /// ```no_run
    /// let verifier = genkan_sdk::TokenVerifier::from_env()?;
    /// # Ok::<(), genkan_sdk::ConfigError>(())
    /// ```
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::builder().environment(|name| std::env::var(name).ok()).build()
    }

    /// Verifies a token. For frameworks other than axum; below [`layer`](Self::layer) the extractor [`BearerToken`]
    /// does it.
    ///
    /// ```
    /// # let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    /// # runtime.block_on(async {
    /// # let issuer = genkan_sdk::testing::TestIssuer::new();
    /// # let verifier = issuer.token_verifier("https://api.example.com");
    /// # let header = issuer.access_token(&serde_json::json!({
    /// #     "aud": "https://api.example.com", "sub": "u1", "scope": "read:orders",
    /// # }));
    /// let token = verifier.verify(&header).await?;
    /// assert!(token.has_scope("read:orders"));
    /// # Ok::<(), genkan_sdk::TokenError>(())
    /// # }).expect("the token is good");
    /// ```
    pub async fn verify(&self, token: &str) -> Result<BearerToken, TokenError> {
        let Inner { issuer, clock, rules } = &*self.inner;
        rules.check_form(token)?;
        let verified = issuer.verify_signature(token, &rules.algorithms, rules.expected_type()).await;
        let verified = verified.map_err(|error| rules.explain(error))?;
        rules.check_claims(verified, &issuer.name, clock.now())
    }

    /// The layer that lets handlers extract [`BearerToken`]. It refuses nothing by itself: a handler that does not
    /// extract is not protected.
    ///
    /// ```
    /// # use axum::{Router, routing::get};
    /// # fn api(verifier: genkan_sdk::TokenVerifier) -> Router {
    /// Router::new()
    ///     .route("/me", get(|token: genkan_sdk::BearerToken| async move { token.subject().to_owned() }))
    ///     .layer(verifier.layer())
    /// # }
    /// ```
    pub fn layer(&self) -> TokenVerifierLayer {
        TokenVerifierLayer::new(self.clone())
    }

    /// A verifier with the defaults for one audience of an issuer that is known already.
    pub(crate) fn of_issuer(issuer: Arc<Issuer>, clock: Arc<dyn Clock>, audience: String) -> Self {
        let rules = Rules::for_audience(audience);
        Self { inner: Arc::new(Inner { issuer, clock, rules }) }
    }
}

impl fmt::Debug for TokenVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenVerifier")
            .field("issuer", &self.inner.issuer.name)
            .field("rules", &self.inner.rules)
            .finish_non_exhaustive()
    }
}
