mod build;
mod checks;

use std::fmt;
use std::sync::Arc;

use super::{Base, ConfigProblem, Paths};
use crate::clock::{Clock, Random, SystemClock, SystemRandom};
use crate::routes::{CallbackError, ErrorPage};
use crate::secret::Secret;
use crate::store::{ErasedStore, SessionStore};

const DAY: i64 = 24 * 60 * 60;

/// Collects the settings of a [`Config`](crate::Config); [`build`](Self::build) checks them all.
///
/// ```
/// use genkan_sdk::{Config, UserScope};
///
/// let config = Config::builder()
///     .endpoint("https://auth.example.com") // or .issuer("https://login.example.org")
///     .app_id("k3v9x0a7q2m4n8b5c1d6e")
///     .app_secret("the secret shown when the app was registered")
///     .base_url("https://app.example.com")
///     .cookie_secret("the new one, at least thirty-two bytes")
///     .cookie_secret("the one before, which still opens cookies")
///     .scope(UserScope::Email)
///     .scope("read:orders")
///     .resource("https://api.example.com")
///     .sign_in_path("/login")
///     .callback_path("/login/callback")
///     .sign_out_path("/logout")
///     .backchannel_logout_path("/logout/by-provider")
///     .after_sign_in("/home")
///     .after_sign_out("/goodbye")
///     .session_lifetime(8 * 60 * 60)
///     .longest_session(7 * 24 * 60 * 60)
///     .refresh_margin(120)
///     .build()?;
/// assert_eq!(config.redirect_uri(), "https://app.example.com/login/callback");
/// # Ok::<(), genkan_sdk::ConfigError>(())
/// ```
#[derive(Clone)]
pub struct ConfigBuilder {
    endpoint: Option<String>,
    issuer: Option<String>,
    app_id: Option<String>,
    app_secret: Option<Secret>,
    base_url: Option<String>,
    allowed_hosts: Vec<String>,
    cookie_secrets: Vec<Secret>,
    cookie_secure: Option<bool>,
    include_reserved_scopes: bool,
    scopes: Vec<String>,
    resources: Vec<String>,
    prompt: Option<String>,
    paths: Paths,
    store: Option<Arc<dyn ErasedStore>>,
    session_lifetime: i64,
    longest_session: i64,
    refresh_margin: i64,
    allow_http: bool,
    error_page: ErrorPage,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    problems: Vec<ConfigProblem>,
}

impl Default for ConfigBuilder {
    fn default() -> Self {
        Self {
            endpoint: None,
            issuer: None,
            app_id: None,
            app_secret: None,
            base_url: None,
            allowed_hosts: Vec::new(),
            cookie_secrets: Vec::new(),
            cookie_secure: None,
            include_reserved_scopes: true,
            scopes: Vec::new(),
            resources: Vec::new(),
            prompt: Some("consent".into()),
            paths: Paths {
                sign_in: "/sign-in".into(),
                callback: "/callback".into(),
                sign_out: "/sign-out".into(),
                backchannel_logout: "/backchannel-logout".into(),
                after_sign_in: "/".into(),
                after_sign_out: "/".into(),
            },
            store: None,
            session_lifetime: 14 * DAY,
            longest_session: 180 * DAY,
            refresh_margin: 60,
            allow_http: false,
            error_page: ErrorPage::default(),
            clock: Arc::new(SystemClock),
            random: Arc::new(SystemRandom),
            problems: Vec::new(),
        }
    }
}

impl ConfigBuilder {
    /// The origin of a Genkan or Logto server, such as `https://auth.example.com`. Its issuer is `/oidc` below it.
    #[must_use]
    pub fn endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.endpoint = Some(endpoint.into());
        self
    }

    /// The issuer of any other OpenID provider, exactly as its discovery document names it; replaces
    /// [`endpoint`](Self::endpoint).
    ///
    /// ```
    /// let config = genkan_sdk::Config::builder().issuer("https://login.example.org/tenant");
    /// ```
    #[must_use]
    pub fn issuer(mut self, issuer: impl Into<String>) -> Self {
        self.issuer = Some(issuer.into());
        self
    }

    /// The id of the registered application (`client_id`).
    #[must_use]
    pub fn app_id(mut self, app_id: impl Into<String>) -> Self {
        self.app_id = Some(app_id.into());
        self
    }

    /// Its secret (`client_secret`). Without one the app is a public client.
    #[must_use]
    pub fn app_secret(mut self, app_secret: impl Into<String>) -> Self {
        self.app_secret = Some(Secret::new(app_secret));
        self
    }

    /// Where browsers reach this app, such as `https://app.example.com`; proxies in front do not change it.
    #[must_use]
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = Some(base_url.into());
        self
    }

    /// Adds a host the app answers for, such as `app.example.com` or `localhost:3000`, when it has several names; instead
    /// of [`base_url`](Self::base_url). Redirect URIs are then made for the host a request came for (`X-Forwarded-Host`,
    /// else `Host`), always https except on this machine; other hosts cannot sign in.
    ///
    /// ```
    /// let config = genkan_sdk::Config::builder().allowed_host("app.example.com").allowed_host("app.example.jp");
    /// ```
    #[must_use]
    pub fn allowed_host(mut self, host: impl Into<String>) -> Self {
        self.allowed_hosts.push(host.into());
        self
    }

    /// Adds a secret of at least 32 bytes for the cookies. The first seals, all open: to rotate, put the new one
    /// first and drop the old one after a session's lifetime.
    #[must_use]
    pub fn cookie_secret(mut self, secret: impl Into<String>) -> Self {
        self.cookie_secrets.push(Secret::new(secret));
        self
    }

    /// Whether cookies are `Secure` and named `__Host-…`. Default: when the base URL is https.
    #[must_use]
    pub fn cookie_secure(mut self, secure: bool) -> Self {
        self.cookie_secure = Some(secure);
        self
    }

    /// Asks for a scope besides `openid offline_access profile`.
    #[must_use]
    pub fn scope(mut self, scope: impl Into<String>) -> Self {
        self.scopes.push(scope.into());
        self
    }

    /// Switches off the default scopes `openid offline_access profile`; then name `openid` yourself.
    ///
    /// ```
    /// let config = genkan_sdk::Config::builder().include_reserved_scopes(false).scope("openid");
    /// ```
    #[must_use]
    pub fn include_reserved_scopes(mut self, include: bool) -> Self {
        self.include_reserved_scopes = include;
        self
    }

    /// Asks for access to an API by its resource indicator (RFC 8707).
    #[must_use]
    pub fn resource(mut self, resource: impl Into<String>) -> Self {
        self.resources.push(resource.into());
        self
    }

    /// The `prompt` of every sign-in. Default: `consent`, with which providers hand out a refresh token.
    #[must_use]
    pub fn prompt(mut self, prompt: impl Into<String>) -> Self {
        self.prompt = Some(prompt.into());
        self
    }

    /// Sends no `prompt`.
    ///
    /// ```
    /// // People who are signed in at the provider come back without a page; a refresh token needs its consent.
    /// let config = genkan_sdk::Config::builder().no_prompt();
    /// ```
    #[must_use]
    pub fn no_prompt(mut self) -> Self {
        self.prompt = None;
        self
    }

    /// The path of the ready sign-in route. Default: `/sign-in`.
    #[must_use]
    pub fn sign_in_path(mut self, path: impl Into<String>) -> Self {
        self.paths.sign_in = path.into();
        self
    }

    /// The path of the ready callback route. Default: `/callback`.
    #[must_use]
    pub fn callback_path(mut self, path: impl Into<String>) -> Self {
        self.paths.callback = path.into();
        self
    }

    /// The path of the ready sign-out route. Default: `/sign-out`.
    #[must_use]
    pub fn sign_out_path(mut self, path: impl Into<String>) -> Self {
        self.paths.sign_out = path.into();
        self
    }

    /// The path of the ready route for back-channel logout. Default: `/backchannel-logout`.
    #[must_use]
    pub fn backchannel_logout_path(mut self, path: impl Into<String>) -> Self {
        self.paths.backchannel_logout = path.into();
        self
    }

    /// Where people land after signing in without a `returnTo`. Default: `/`.
    #[must_use]
    pub fn after_sign_in(mut self, path: impl Into<String>) -> Self {
        self.paths.after_sign_in = path.into();
        self
    }

    /// Where people land after signing out. Default: `/`.
    #[must_use]
    pub fn after_sign_out(mut self, path: impl Into<String>) -> Self {
        self.paths.after_sign_out = path.into();
        self
    }

    /// Keeps sessions in a store instead of sealed cookies; the cookie then holds only an id. Default: sealed cookies.
    ///
    /// ```
    /// use genkan_sdk::{Config, MemoryStore};
    /// let config = Config::builder().session_store(MemoryStore::default());
    /// ```
    #[must_use]
    pub fn session_store(mut self, store: impl SessionStore) -> Self {
        self.store = Some(Arc::new(store));
        self
    }

    /// Seconds a session lives after it was last used. Default: 14 days.
    #[must_use]
    pub fn session_lifetime(mut self, seconds: i64) -> Self {
        self.session_lifetime = seconds;
        self
    }

    /// Seconds a session lives at most, however much it is used. Default: 180 days.
    #[must_use]
    pub fn longest_session(mut self, seconds: i64) -> Self {
        self.longest_session = seconds;
        self
    }

    /// Seconds before its end at which an access token is refreshed, so that it does not die on its way to an API; set
    /// it below the tokens' life. Default: 60.
    #[must_use]
    pub fn refresh_margin(mut self, seconds: i64) -> Self {
        self.refresh_margin = seconds;
        self
    }

    /// Allows plain http beyond loopback, for a closed test network. Tokens then travel in the clear.
    #[must_use]
    pub fn allow_http(mut self, allow: bool) -> Self {
        self.allow_http = allow;
        self
    }

    /// Answers a sign-in that could not be finished with a page of the app instead of the SDK's plain one.
    ///
    /// ```
    /// use axum::response::{Html, IntoResponse};
    ///
    /// let config = genkan_sdk::Config::builder().error_page(|error, _headers| {
    ///     let page = format!("<p>{}</p><p>{}</p>", error.remedy(), error.code());
    ///     (error.status(), Html(page)).into_response()
    /// });
    /// ```
    #[must_use]
    pub fn error_page(
        mut self,
        page: impl Fn(&CallbackError, &http::HeaderMap) -> axum::response::Response + Send + Sync + 'static,
    ) -> Self {
        self.error_page = ErrorPage::new(page);
        self
    }

    /// Replaces the clock, for tests.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use genkan_sdk::{Config, SystemClock, SystemRandom};
    /// let config = Config::builder().clock(Arc::new(SystemClock)).random(Arc::new(SystemRandom));
    /// ```
    #[must_use]
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// Replaces the source of randomness, for tests.
    #[must_use]
    pub fn random(mut self, random: Arc<dyn Random>) -> Self {
        self.random = random;
        self
    }

    pub(super) fn problem(mut self, setting: &'static str, message: impl Into<String>) -> Self {
        self.problems.push(ConfigProblem { setting, message: message.into() });
        self
    }
}

impl fmt::Debug for ConfigBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConfigBuilder").field("app_id", &self.app_id).finish_non_exhaustive()
    }
}
