use std::sync::Arc;

use axum::Router;
use genkan_oauth::secret::{base64url, sha256};

use crate::config::Config;
use crate::layer::SessionLayer;
use crate::provider::{LOGOUT_TOKEN_LIFE, Provider, ProviderUnavailable};
use crate::recent::Recent;
use crate::routes::{self, FinishedSignIn, TakenOnce};
use crate::seal::{Purpose, Sealer};
use crate::session::Family;
use crate::store::StoredRecords;
use crate::transaction;
use crate::verifier::{TokenVerifier, TokenVerifierBuilder};

/// Seconds a finished refresh is remembered for requests that come at the same moment.
const REMEMBERED: i64 = 120;

/// The SDK's handle: make it once, at start, and clone it freely. Nothing is fetched before the first need.
///
/// ```no_run
/// # async fn home(session: genkan_sdk::Session) {}
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let genkan = genkan_sdk::Genkan::new(genkan_sdk::Config::from_env()?)?;
/// let app: axum::Router = axum::Router::new()
///     .route("/", axum::routing::get(home))
///     .merge(genkan.routes())
///     .layer(genkan.layer());
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Genkan {
    pub(crate) inner: Arc<Inner>,
}

#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) config: Arc<Config>,
    pub(crate) provider: Arc<Provider>,
    pub(crate) sessions: Sealer,
    pub(crate) transactions: Sealer,
    /// Sessions on the server, when a store is configured.
    pub(crate) stored: Option<StoredRecords>,
    /// Refreshes under way or just done, by session id.
    pub(crate) families: Recent<Family>,
    /// Logout tokens that have been taken, by their `jti`.
    pub(crate) logout_tokens: Recent<TakenOnce>,
    /// Callbacks under way or just done, by state.
    pub(crate) callbacks: Recent<FinishedSignIn>,
    pub(crate) session_cookie: String,
    pub(crate) transaction_prefix: String,
}

impl Genkan {
    /// Makes the handle. Fails only when the machine gives no TLS configuration.
    ///
    /// ```
    /// let config = genkan_sdk::Config::builder()
    ///     .endpoint("http://localhost:3001")
    ///     .app_id("k3v9x0a7q2m4n8b5c1d6e")
    ///     .base_url("http://localhost:3000")
    ///     .cookie_secret("at least thirty-two bytes, made by a generator")
    ///     .build()?;
    /// let genkan = genkan_sdk::Genkan::new(config)?; // nothing is fetched yet
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn new(config: Config) -> Result<Self, ProviderUnavailable> {
        let name = cookie_label(&config.app_id);
        let prefix = if config.cookie_secure { "__Host-" } else { "" };
        let config = Arc::new(config);
        let inner = Inner {
            provider: Arc::new(Provider::new(Arc::clone(&config))?),
            sessions: Sealer::new(Purpose::Session, &config),
            transactions: Sealer::new(Purpose::Transaction, &config),
            stored: config.store.clone().map(|store| StoredRecords::new(store, &config)),
            logout_tokens: Recent::new(i64::from(LOGOUT_TOKEN_LIFE)),
            families: Recent::new(REMEMBERED),
            callbacks: Recent::new(transaction::LIFETIME),
            session_cookie: format!("{prefix}genkan.{name}"),
            transaction_prefix: format!("{prefix}genkan-tx.{name}."),
            config,
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// The ready routes `/sign-in`, `/callback`, `/sign-out` and `/backchannel-logout`, at the configured paths, to
    /// merge into the app's router. They work with and without [`layer`](Self::layer) around them.
    ///
    /// ```
    /// # fn app(genkan: genkan_sdk::Genkan) -> axum::Router {
    /// axum::Router::new().merge(genkan.routes())
    /// # }
    /// ```
    pub fn routes<S: Clone + Send + Sync + 'static>(&self) -> Router<S> {
        routes::routes(self)
    }

    /// The layer that lets handlers extract [`Session`](crate::Session) and writes changed sessions back.
    ///
    /// ```
    /// # fn app(genkan: genkan_sdk::Genkan, pages: axum::Router) -> axum::Router {
    /// pages.layer(genkan.layer()) // around every route that extracts a session
    /// # }
    /// ```
    pub fn layer(&self) -> SessionLayer {
        SessionLayer::new(self.clone())
    }

    /// A verifier of access tokens for an API that this process serves too. Shares the issuer's metadata and keys with
    /// the sign-in: each is fetched once.
    ///
    /// ```
    /// # use axum::{Router, routing::get};
    /// # fn api(genkan: genkan_sdk::Genkan) -> Router {
    /// Router::new()
    ///     .route("/api/me", get(|token: genkan_sdk::BearerToken| async move { token.subject().to_owned() }))
    ///     .layer(genkan.token_verifier("https://api.example.com").layer())
    /// # }
    /// ```
    pub fn token_verifier(&self, audience: impl Into<String>) -> TokenVerifier {
        let Inner { provider, config, .. } = &*self.inner;
        TokenVerifier::of_issuer(Arc::clone(&provider.issuer), Arc::clone(&config.clock), audience.into())
    }

    /// The same with further requirements: scopes, an organization, several audiences.
    ///
    /// ```
    /// # fn verifier(genkan: genkan_sdk::Genkan) -> Result<genkan_sdk::TokenVerifier, genkan_sdk::ConfigError> {
    /// genkan.token_verifier_builder().audience("https://api.example.com").scope("read:orders").build()
    /// # }
    /// ```
    pub fn token_verifier_builder(&self) -> TokenVerifierBuilder {
        let Inner { provider, config, .. } = &*self.inner;
        TokenVerifierBuilder::known_issuer(Arc::clone(&provider.issuer), Arc::clone(&config.clock))
    }

    /// The configuration in use.
    ///
    /// ```
    /// # fn show(genkan: &genkan_sdk::Genkan) {
    /// println!("Register {} as the redirect URI", genkan.config().redirect_uri());
    /// # }
    /// ```
    pub fn config(&self) -> &Config {
        &self.inner.config
    }

    pub(crate) fn now(&self) -> i64 {
        self.inner.config.clock.now()
    }
}

/// The part of a cookie's name that tells apps on one host apart: the app id when it is plain, else 16 characters of
/// its hash, because a client id may be a URL.
fn cookie_label(app_id: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    if app_id.len() <= 64 && app_id.bytes().all(plain) {
        return app_id.to_owned();
    }
    let mut label = base64url(sha256(app_id.as_bytes()));
    label.truncate(16);
    label
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_cookie_names() {
        assert_eq!(cookie_label("k3v9x0a7q2m4n8b5c1d6e"), "k3v9x0a7q2m4n8b5c1d6e");
        let label = cookie_label("https://app.example/client.json; Path=/");
        assert_eq!(label.len(), 16);
        assert!(label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'));
    }
}
