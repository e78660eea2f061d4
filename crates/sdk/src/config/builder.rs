use std::fmt;
use std::sync::Arc;

use url::{Host, Url};

use super::{Config, ConfigError, ConfigProblem, Paths};
use crate::clock::{Clock, Random, SystemClock, SystemRandom};
use crate::routes::{CallbackError, ErrorPage};
use crate::secret::Secret;

/// Fewest bytes of a cookie secret: as many as the key it becomes.
const SHORTEST_COOKIE_SECRET: usize = 32;

/// Scopes asked for unless [`ConfigBuilder::include_reserved_scopes`] is switched off.
const RESERVED_SCOPES: [&str; 3] = ["openid", "offline_access", "profile"];

/// With this scope a client asks for organization tokens too, which the provider treats as a resource.
const ORGANIZATIONS_SCOPE: &str = "urn:logto:scope:organizations";
const ORGANIZATIONS_RESOURCE: &str = "urn:logto:resource:organizations";

/// Collects the settings of a [`Config`]; [`build`](Self::build) checks them all.
#[derive(Clone)]
pub struct ConfigBuilder {
    endpoint: Option<String>,
    issuer: Option<String>,
    app_id: Option<String>,
    app_secret: Option<Secret>,
    base_url: Option<String>,
    cookie_secrets: Vec<Secret>,
    cookie_secure: Option<bool>,
    include_reserved_scopes: bool,
    scopes: Vec<String>,
    resources: Vec<String>,
    prompt: Option<String>,
    paths: Paths,
    session_lifetime: i64,
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
                after_sign_in: "/".into(),
                after_sign_out: "/".into(),
            },
            session_lifetime: 14 * 24 * 60 * 60,
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

    /// Seconds a session lives after it was last written. Default: 14 days.
    #[must_use]
    pub fn session_lifetime(mut self, seconds: i64) -> Self {
        self.session_lifetime = seconds;
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
        let base_url = self.check_base_url();
        self.check_cookie_secrets();
        self.check_scopes_and_resources();
        self.check_paths();
        if self.session_lifetime < 60 {
            self = self.problem("session_lifetime", "must be at least 60 seconds");
        }
        if self.cookie_secure == Some(true) && base_url.as_ref().is_some_and(|url| !is_trustworthy(url)) {
            self = self.problem(
                "cookie_secure",
                "browsers drop Secure cookies on a plain http site; use https in base_url",
            );
        }
        let (Some(issuer), Some(app_id), Some(base_url), true) =
            (issuer, app_id, base_url, self.problems.is_empty())
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
        let organizations = scopes.iter().any(|scope| scope == ORGANIZATIONS_SCOPE);
        let reserved = organizations.then(|| ORGANIZATIONS_RESOURCE.to_owned());
        for resource in self.resources.into_iter().chain(reserved) {
            if !resources.contains(&resource) {
                resources.push(resource);
            }
        }
        Ok(Config {
            issuer,
            app_id,
            app_secret: self.app_secret,
            cookie_secure: self.cookie_secure.unwrap_or(base_url.scheme() == "https"),
            base_url,
            cookie_secrets: self.cookie_secrets,
            scopes,
            resources,
            prompt: self.prompt,
            paths: self.paths,
            session_lifetime: self.session_lifetime,
            allow_http: self.allow_http,
            error_page: self.error_page,
            clock: self.clock,
            random: self.random,
        })
    }

    fn check_issuer(&mut self) -> Option<String> {
        let (setting, value) = match (&self.issuer, &self.endpoint) {
            (Some(issuer), _) => ("issuer", issuer.clone()),
            (None, Some(endpoint)) => ("endpoint", endpoint.trim_end_matches('/').to_owned()),
            (None, None) => {
                self.refuse("endpoint", "is missing; for example https://auth.example.com");
                return None;
            }
        };
        self.check_url(setting, &value)?;
        Some(if setting == "issuer" { value } else { format!("{value}/oidc") })
    }

    fn check_app_id(&mut self) -> Option<String> {
        match self.app_id.clone() {
            Some(id) if !id.is_empty() && !id.chars().any(|c| c.is_control() || c.is_whitespace()) => {
                Some(id)
            }
            Some(_) => {
                self.refuse("app_id", "must not be empty nor contain spaces");
                None
            }
            None => {
                self.refuse("app_id", "is missing; the server shows it when the application is registered");
                None
            }
        }
    }

    fn check_base_url(&mut self) -> Option<Url> {
        let Some(value) = self.base_url.clone() else {
            self.refuse(
                "base_url",
                "is missing; where browsers reach this app, for example http://localhost:3000",
            );
            return None;
        };
        self.check_url("base_url", &value)
    }

    fn check_url(&mut self, setting: &'static str, value: &str) -> Option<Url> {
        let url = match Url::parse(value) {
            Ok(url) if matches!(url.scheme(), "http" | "https") && url.has_host() => url,
            _ => {
                self.refuse(setting, format!("`{value}` is not a URL; write it with its scheme, https://…"));
                return None;
            }
        };
        if url.query().is_some()
            || url.fragment().is_some()
            || !url.username().is_empty()
            || url.password().is_some()
        {
            self.refuse(setting, "must not have a query, a fragment or a user name");
            return None;
        }
        if !self.allow_http && !is_trustworthy(&url) {
            self.refuse(
                setting,
                format!("`{value}` is plain http beyond this machine; use https, or allow_http in a closed network"),
            );
            return None;
        }
        Some(url)
    }

    fn check_cookie_secrets(&mut self) {
        if self.cookie_secrets.is_empty() {
            self.refuse("cookie_secret", "is missing; make one with `openssl rand -base64 32`");
        }
        let short: Vec<usize> = self
            .cookie_secrets
            .iter()
            .map(|secret| secret.expose().len())
            .filter(|length| *length < SHORTEST_COOKIE_SECRET)
            .collect();
        for length in short {
            self.refuse(
                "cookie_secret",
                format!(
                    "has {length} bytes and needs at least {SHORTEST_COOKIE_SECRET}; \
                     make one with `openssl rand -base64 32`"
                ),
            );
        }
    }

    fn check_scopes_and_resources(&mut self) {
        let odd = self.scopes.iter().find(|scope| {
            scope.is_empty() || !scope.bytes().all(|b| b.is_ascii_graphic() && b != b'"' && b != b'\\')
        });
        if let Some(scope) = odd.cloned() {
            self.refuse("scope", format!("`{scope}` is not one scope (RFC 6749 §3.3)"));
        }
        let odd = self
            .resources
            .iter()
            .find(|resource| Url::parse(resource).map_or(true, |url| url.fragment().is_some()));
        if let Some(resource) = odd.cloned() {
            self.refuse(
                "resource",
                format!("`{resource}` is not an absolute URI without fragment (RFC 8707 §2)"),
            );
        }
    }

    fn check_paths(&mut self) {
        let Paths { sign_in, callback, sign_out, after_sign_in, after_sign_out } = self.paths.clone();
        let routes = [("sign_in_path", sign_in), ("callback_path", callback), ("sign_out_path", sign_out)];
        for (setting, path) in &routes {
            let plain = |b: u8| b.is_ascii_alphanumeric() || b"/-_.~".contains(&b);
            if !path.starts_with('/') || path.len() < 2 || path.contains("//") || !path.bytes().all(plain) {
                self.refuse(setting, format!("`{path}` is not a path such as /sign-in"));
            }
        }
        if routes[0].1 == routes[1].1 || routes[1].1 == routes[2].1 || routes[0].1 == routes[2].1 {
            self.refuse("callback_path", "the three paths must differ");
        }
        for (setting, path) in [("after_sign_in", after_sign_in), ("after_sign_out", after_sign_out)] {
            if !path.starts_with('/') || path.starts_with("//") || path.contains('\\') {
                self.refuse(setting, format!("`{path}` is not a path of this site, such as /"));
            }
        }
    }

    fn refuse(&mut self, setting: &'static str, message: impl Into<String>) {
        self.problems.push(ConfigProblem { setting, message: message.into() });
    }
}

/// https, or a host that is this machine: what browsers call a potentially trustworthy origin.
pub(crate) fn is_trustworthy(url: &Url) -> bool {
    if url.scheme() == "https" {
        return true;
    }
    match url.host() {
        Some(Host::Domain(domain)) => domain == "localhost" || domain.ends_with(".localhost"),
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

impl fmt::Debug for ConfigBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConfigBuilder").field("app_id", &self.app_id).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn good() -> ConfigBuilder {
        Config::builder()
            .endpoint("https://auth.example/")
            .app_id("app")
            .base_url("https://app.example")
            .cookie_secret("0123456789abcdef0123456789abcdef")
    }

    fn refused(builder: ConfigBuilder) -> Vec<&'static str> {
        builder.build().unwrap_err().problems.iter().map(|problem| problem.setting).collect()
    }

    #[test]
    fn defaults_are_those_of_the_field() {
        let config = good().scope("email").scope("profile").build().unwrap();
        assert_eq!(config.issuer, "https://auth.example/oidc");
        assert_eq!(config.scopes, ["openid", "offline_access", "profile", "email"]);
        assert_eq!(config.prompt.as_deref(), Some("consent"));
        assert_eq!(config.redirect_uri(), "https://app.example/callback");
        assert_eq!(config.post_logout_redirect_uri(), "https://app.example/");
        assert!(config.cookie_secure);
        assert!(!good().base_url("http://localhost:3000").build().unwrap().cookie_secure);
        let config = good().base_url("https://app.example/shop/").build().unwrap();
        assert_eq!(config.redirect_uri(), "https://app.example/shop/callback");
        assert_eq!(config.local("/sign-in"), "/shop/sign-in");
    }

    #[test]
    fn the_organizations_scope_brings_its_resource() {
        let config = good().scope(ORGANIZATIONS_SCOPE).resource("https://api.example").build().unwrap();
        assert_eq!(config.resources, ["https://api.example", ORGANIZATIONS_RESOURCE]);
    }

    #[test]
    fn every_problem_is_named_at_once() {
        assert_eq!(refused(Config::builder()), ["endpoint", "app_id", "base_url", "cookie_secret"]);
        let error = Config::builder().build().unwrap_err().to_string();
        assert!(error.contains("base_url (GENKAN_BASE_URL): is missing"), "{error}");
    }

    #[test]
    fn single_settings_are_checked() {
        assert_eq!(refused(good().endpoint("auth.example")), ["endpoint"]);
        assert_eq!(refused(good().endpoint("http://auth.example")), ["endpoint"]);
        assert_eq!(refused(good().base_url("https://app.example/?a=b")), ["base_url"]);
        assert_eq!(refused(good().base_url("javascript:alert(1)")), ["base_url"]);
        assert_eq!(refused(good().cookie_secret("too short")), ["cookie_secret"]);
        assert_eq!(refused(good().scope("a b")), ["scope"]);
        assert_eq!(refused(good().resource("not a uri")), ["resource"]);
        assert_eq!(refused(good().sign_in_path("sign-in")), ["sign_in_path"]);
        assert_eq!(refused(good().sign_out_path("/{wild}")), ["sign_out_path"]);
        assert_eq!(refused(good().sign_out_path("/callback")), ["callback_path"]);
        assert_eq!(refused(good().after_sign_in("//evil.example")), ["after_sign_in"]);
        assert_eq!(refused(good().app_id("")), ["app_id"]);
        assert!(good().endpoint("http://auth.internal").allow_http(true).build().is_ok());
    }

    #[test]
    fn the_message_never_shows_a_secret() {
        let error = good().cookie_secret("hunter2").app_secret("s3cret").app_id("").build().unwrap_err();
        assert!(!format!("{error} {error:?}").contains("hunter2"));
        assert!(!format!("{:?} {:?}", good().app_secret("s3cret"), good().build()).contains("s3cret"));
    }

    #[test]
    fn the_environment_is_read() {
        let variables = |name: &str| {
            let value = match name {
                "GENKAN_ENDPOINT" => "http://localhost:3001",
                "GENKAN_APP_ID" => "app",
                "GENKAN_BASE_URL" => "http://localhost:3000",
                "GENKAN_COOKIE_SECRET" => "new-0123456789abcdef0123456789ab,old-0123456789abcdef0123456789ab",
                "GENKAN_SCOPES" => "email phone",
                "GENKAN_PROMPT" => "default",
                "GENKAN_APP_SECRET" => " ",
                _ => return None,
            };
            Some(value.to_owned())
        };
        let config = Config::builder().environment(variables).build().unwrap();
        assert_eq!(config.cookie_secrets.len(), 2);
        assert_eq!(config.scopes.len(), 5);
        assert_eq!(config.prompt, None);
        assert_eq!(config.app_secret, None);
        let odd = |name: &str| (name == "GENKAN_COOKIE_SECURE").then(|| "perhaps".to_owned());
        assert_eq!(refused(good().environment(odd)), ["cookie_secure"]);
    }
}
