mod checks;

use std::fmt;
use std::sync::Arc;

use super::{Base, Config, ConfigError, ConfigProblem, Paths};
use crate::clock::{Clock, Random, SystemClock, SystemRandom};
use crate::config::issuer::is_trustworthy;
use crate::routes::{CallbackError, ErrorPage};
use crate::scopes::{ReservedResource, ReservedScope, UserScope};
use crate::secret::Secret;
use crate::store::{ErasedStore, SessionStore};

const DAY: i64 = 24 * 60 * 60;

/// Scopes asked for unless [`ConfigBuilder::include_reserved_scopes`] is switched off.
const RESERVED_SCOPES: [&str; 3] =
    [ReservedScope::OpenId.as_str(), ReservedScope::OfflineAccess.as_str(), UserScope::Profile.as_str()];

/// Collects the settings of a [`Config`]; [`build`](Self::build) checks them all.
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
    #[must_use]
    pub fn error_page(
        mut self,
        page: impl Fn(&CallbackError, &http::HeaderMap) -> axum::response::Response + Send + Sync + 'static,
    ) -> Self {
        self.error_page = ErrorPage::new(page);
        self
    }

    /// Replaces the clock, for tests.
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

    /// Checks every setting and reports all problems together.
    pub fn build(mut self) -> Result<Config, ConfigError> {
        let issuer = self.check_issuer();
        let app_id = self.check_app_id();
        let base = self.check_base();
        self.check_cookie_secrets();
        self.check_scopes_and_resources();
        self.check_paths();
        if self.session_lifetime < 60 {
            self = self.problem("session_lifetime", "must be at least 60 seconds");
        }
        if self.longest_session < self.session_lifetime {
            self = self.problem("longest_session", "must not be shorter than session_lifetime");
        }
        if !(0..=3600).contains(&self.refresh_margin) {
            self = self.problem("refresh_margin", "must be between 0 and 3600 seconds");
        }
        if self.cookie_secure == Some(true)
            && base.as_ref().is_some_and(|base| !is_trustworthy(&base.first()))
        {
            self = self.problem(
                "cookie_secure",
                "browsers drop Secure cookies on a plain http site; use https in base_url",
            );
        }
        let (Some(issuer), Some(app_id), Some(base), true) = (issuer, app_id, base, self.problems.is_empty())
        else {
            return Err(ConfigError { problems: self.problems });
        };
        let mut scopes = Vec::new();
        let reserved = RESERVED_SCOPES.iter().filter(|_| self.include_reserved_scopes);
        for scope in reserved.map(ToString::to_string).chain(self.scopes) {
            if !scopes.contains(&scope) {
                scopes.push(scope);
            }
        }
        let mut resources = Vec::new();
        let organizations = scopes.iter().any(|scope| scope == UserScope::Organizations.as_str());
        let reserved = organizations.then(|| ReservedResource::Organizations.to_string());
        for resource in self.resources.into_iter().chain(reserved) {
            if !resources.contains(&resource) {
                resources.push(resource);
            }
        }
        Ok(Config {
            issuer,
            app_id,
            app_secret: self.app_secret,
            cookie_secure: self.cookie_secure.unwrap_or(base.first().scheme() == "https"),
            base,
            cookie_secrets: self.cookie_secrets,
            scopes,
            resources,
            prompt: self.prompt,
            paths: self.paths,
            store: self.store,
            session_lifetime: self.session_lifetime,
            longest_session: self.longest_session,
            refresh_margin: self.refresh_margin,
            allow_http: self.allow_http,
            error_page: self.error_page,
            clock: self.clock,
            random: self.random,
        })
    }
}

impl fmt::Debug for ConfigBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConfigBuilder").field("app_id", &self.app_id).finish_non_exhaustive()
    }
}
