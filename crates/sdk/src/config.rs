//! What the SDK must know about the app and its identity provider.

mod builder;
mod environment;
mod error;
mod issuer;

use std::fmt;
use std::sync::Arc;

use url::Url;

pub use builder::ConfigBuilder;
pub use error::{ConfigError, ConfigProblem};
pub(crate) use issuer::is_trustworthy;

use crate::clock::{Clock, Random};
use crate::routes::ErrorPage;
use crate::secret::Secret;

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
    pub(crate) base_url: Url,
    pub(crate) cookie_secrets: Vec<Secret>,
    pub(crate) cookie_secure: bool,
    pub(crate) scopes: Vec<String>,
    pub(crate) resources: Vec<String>,
    pub(crate) prompt: Option<String>,
    pub(crate) paths: Paths,
    /// Seconds a session lives after it was last written.
    pub(crate) session_lifetime: i64,
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
    pub(crate) after_sign_in: String,
    pub(crate) after_sign_out: String,
}

impl Config {
    /// Starts a configuration with the defaults described on each method of [`ConfigBuilder`].
    pub fn builder() -> ConfigBuilder {
        ConfigBuilder::default()
    }

    /// Reads the configuration from `GENKAN_…` environment variables; the names are listed on
    /// [`ConfigBuilder::environment`]. All problems are reported at once.
    pub fn from_env() -> Result<Self, ConfigError> {
        ConfigBuilder::default().environment(|name| std::env::var(name).ok()).build()
    }

    /// The redirect URI to register at the provider: the base URL with the callback path.
    pub fn redirect_uri(&self) -> String {
        self.absolute(&self.paths.callback)
    }

    /// The post-logout redirect URI to register at the provider: where people land after signing out.
    pub fn post_logout_redirect_uri(&self) -> String {
        self.absolute(&self.paths.after_sign_out)
    }

    /// Paths are the app's own, so they follow the path of the base URL, when it has one.
    pub(crate) fn absolute(&self, path: &str) -> String {
        format!("{}{path}", self.base_url.as_str().trim_end_matches('/'))
    }

    /// The same without the origin, for `Location` headers and forms.
    pub(crate) fn local(&self, path: &str) -> String {
        format!("{}{path}", self.base_url.path().trim_end_matches('/'))
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("issuer", &self.issuer)
            .field("app_id", &self.app_id)
            .field("base_url", &self.base_url.as_str())
            .field("scopes", &self.scopes)
            .field("resources", &self.resources)
            .finish_non_exhaustive()
    }
}
