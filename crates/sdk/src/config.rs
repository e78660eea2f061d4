//! What the SDK must know about the app and its identity provider.

mod base;
mod builder;
mod environment;
mod error;
mod issuer;

use std::fmt;
use std::sync::Arc;

use url::Url;

pub(crate) use base::Base;
pub use base::UnknownHost;
pub use builder::ConfigBuilder;
pub(crate) use environment::{NOT_BOOLEAN, boolean};
pub use error::{ConfigError, ConfigProblem};
pub(crate) use issuer::{checked_issuer, is_trustworthy};

use crate::clock::{Clock, Random};
use crate::routes::ErrorPage;
use crate::secret::Secret;
use crate::store::ErasedStore;

/// A checked configuration. Make one with [`Config::builder`] or [`Config::from_env`], then give it to
/// [`Genkan::new`](crate::Genkan::new) once, at start.
///
/// ```
/// let config = genkan_sdk::Config::builder()
///     .endpoint("http://localhost:3001")
///     .app_id("k3v9x0a7q2m4n8b5c1d6e")
///     .app_secret("the secret shown when the app was registered")
///     .base_url("http://localhost:3000")
///     .cookie_secret("at least thirty-two bytes, made by a generator")
///     .build()?;
/// # Ok::<(), genkan_sdk::ConfigError>(())
/// ```
#[derive(Clone)]
pub struct Config {
    pub(crate) issuer: String,
    pub(crate) app_id: String,
    pub(crate) app_secret: Option<Secret>,
    pub(crate) base: Base,
    pub(crate) cookie_secrets: Vec<Secret>,
    pub(crate) cookie_secure: bool,
    pub(crate) scopes: Vec<String>,
    pub(crate) resources: Vec<String>,
    pub(crate) prompt: Option<String>,
    pub(crate) paths: Paths,
    pub(crate) store: Option<Arc<dyn ErasedStore>>,
    /// Seconds a session lives after it was last written.
    pub(crate) session_lifetime: i64,
    /// Seconds a session lives at most.
    pub(crate) longest_session: i64,
    /// Seconds before its end at which an access token is refreshed.
    pub(crate) refresh_margin: i64,
    pub(crate) allow_http: bool,
    pub(crate) error_page: ErrorPage,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) random: Arc<dyn Random>,
}

/// Where the ready routes live and where people land, each a path of the site.
#[derive(Debug, Clone)]
pub(crate) struct Paths {
    pub(crate) sign_in: String,
    pub(crate) callback: String,
    pub(crate) sign_out: String,
    pub(crate) backchannel_logout: String,
    pub(crate) after_sign_in: String,
    pub(crate) after_sign_out: String,
}

impl Config {
    /// Starts a configuration with the defaults described on each method of [`ConfigBuilder`].
    ///
    /// ```
    /// let config = genkan_sdk::Config::builder().endpoint("https://auth.example.com").scope("email");
    /// ```
    pub fn builder() -> ConfigBuilder {
        ConfigBuilder::default()
    }

    /// Reads the configuration from `GENKAN_…` environment variables; the names are listed on
    /// [`ConfigBuilder::environment`]. All problems are reported at once.
    ///
    /// ```no_run
    /// fn main() -> Result<(), genkan_sdk::ConfigError> {
    ///     let config = genkan_sdk::Config::from_env()?; // what is missing is printed, all of it
    ///     # Ok(())
    /// }
    /// ```
    pub fn from_env() -> Result<Self, ConfigError> {
        ConfigBuilder::default().environment(|name| std::env::var(name).ok()).build()
    }

    /// The redirect URI to register at the provider: the base URL with the callback path. With several allowed hosts,
    /// the first one's; register one for each.
    ///
    /// ```
    /// let config = genkan_sdk::Config::builder()
    ///     .endpoint("http://localhost:3001")
    ///     .app_id("k3v9x0a7q2m4n8b5c1d6e")
    ///     .base_url("https://app.example.com")
    ///     .cookie_secret("at least thirty-two bytes, made by a generator")
    ///     .build()?;
    /// assert_eq!(config.redirect_uri(), "https://app.example.com/callback");
    /// assert_eq!(config.post_logout_redirect_uri(), "https://app.example.com/");
    /// assert_eq!(config.backchannel_logout_uri(), "https://app.example.com/backchannel-logout");
    /// # Ok::<(), genkan_sdk::ConfigError>(())
    /// ```
    pub fn redirect_uri(&self) -> String {
        self.absolute(&self.base.first(), &self.paths.callback)
    }

    /// The post-logout redirect URI to register at the provider: where people land after signing out.
    pub fn post_logout_redirect_uri(&self) -> String {
        self.absolute(&self.base.first(), &self.paths.after_sign_out)
    }

    /// The back-channel logout URI to register at the provider, when sessions are in a store.
    pub fn backchannel_logout_uri(&self) -> String {
        self.absolute(&self.base.first(), &self.paths.backchannel_logout)
    }

    /// Paths are the app's own, so they follow the path of the base URL, when it has one.
    pub(crate) fn absolute(&self, base: &Url, path: &str) -> String {
        format!("{}{path}", base.as_str().trim_end_matches('/'))
    }

    /// The same without the origin, for `Location` headers and forms.
    pub(crate) fn local(&self, path: &str) -> String {
        format!("{}{path}", self.base.path())
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("issuer", &self.issuer)
            .field("app_id", &self.app_id)
            .field("base", &self.base)
            .field("scopes", &self.scopes)
            .field("resources", &self.resources)
            .finish_non_exhaustive()
    }
}
