//! One check per setting; each adds its problem and lets the others speak too.

use url::Url;

use super::{Base, ConfigBuilder, ConfigProblem, Paths};
use crate::config::issuer::{checked_issuer, checked_url, is_trustworthy};

/// Fewest bytes of a cookie secret: as many as the key it becomes.
const SHORTEST_COOKIE_SECRET: usize = 32;

impl ConfigBuilder {
    pub(super) fn check_issuer(&mut self) -> Option<String> {
        let checked = checked_issuer(self.issuer.as_deref(), self.endpoint.as_deref(), self.allow_http);
        self.noted(checked)
    }

    pub(super) fn check_app_id(&mut self) -> Option<String> {
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

    pub(super) fn check_base(&mut self) -> Option<Base> {
        let hosts = std::mem::take(&mut self.allowed_hosts);
        if let Some(value) = self.base_url.clone() {
            if !hosts.is_empty() {
                self.refuse("allowed_host", "and base_url exclude each other; keep base_url for one address");
            }
            return self.check_url("base_url", &value).map(Base::Fixed);
        }
        if hosts.is_empty() {
            self.refuse(
                "base_url",
                "is missing; where browsers reach this app, for example http://localhost:3000",
            );
            return None;
        }
        let urls: Vec<Url> = hosts.iter().filter_map(|host| self.check_host(host)).collect();
        let secure = urls.iter().filter(|url| url.scheme() == "https").count();
        if urls.len() == hosts.len() && secure != 0 && secure != urls.len() {
            self.refuse(
                "allowed_host",
                "mixes this machine with public hosts, which need different cookies; use one kind",
            );
        }
        (urls.len() == hosts.len()).then_some(Base::Hosts(urls))
    }

    fn check_host(&mut self, host: &str) -> Option<Url> {
        let parse = |scheme: &str| {
            let url = Url::parse(&format!("{scheme}://{host}")).ok()?;
            let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
            let plain =
                !host.contains(['/', '@', '\\', '*', '?', '#']) && !host.chars().any(char::is_control);
            (bare && plain && url.has_host() && !host.ends_with(':')).then_some(url)
        };
        match parse("http").filter(is_trustworthy).or_else(|| parse("https")) {
            Some(url) => Some(url),
            None => {
                self.refuse(
                    "allowed_host",
                    format!("`{host}` is not a host such as app.example.com or localhost:3000"),
                );
                None
            }
        }
    }

    fn check_url(&mut self, setting: &'static str, value: &str) -> Option<Url> {
        let checked = checked_url(setting, value, self.allow_http);
        self.noted(checked)
    }

    fn noted<T>(&mut self, checked: Result<T, ConfigProblem>) -> Option<T> {
        checked.map_err(|problem| self.problems.push(problem)).ok()
    }

    pub(super) fn check_cookie_secrets(&mut self) {
        if self.cookie_secrets.is_empty() {
            self.refuse("cookie_secret", "is missing; make one with `openssl rand -base64 32`");
        }
        let short: Vec<usize> = self
            .cookie_secrets
            .iter()
            .map(|secret| secret.expose().len())
            .filter(|length| *length < SHORTEST_COOKIE_SECRET)
            .collect();
        let several = if self.cookie_secrets.len() > 1 { " (a comma separates two secrets)" } else { "" };
        for length in short {
            self.refuse(
                "cookie_secret",
                format!(
                    "has {length} bytes{several} and needs at least {SHORTEST_COOKIE_SECRET}; \
                     make one with `openssl rand -base64 32`"
                ),
            );
        }
    }

    pub(super) fn check_scopes_and_resources(&mut self) {
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

    pub(super) fn check_paths(&mut self) {
        let Paths { sign_in, callback, sign_out, backchannel_logout, after_sign_in, after_sign_out } =
            self.paths.clone();
        let routes = [
            ("sign_in_path", sign_in),
            ("callback_path", callback),
            ("sign_out_path", sign_out),
            ("backchannel_logout_path", backchannel_logout),
        ];
        for (setting, path) in &routes {
            let plain = |b: u8| b.is_ascii_alphanumeric() || b"/-_.~".contains(&b);
            if !path.starts_with('/') || path.len() < 2 || path.contains("//") || !path.bytes().all(plain) {
                self.refuse(setting, format!("`{path}` is not a path such as /sign-in"));
            }
        }
        let distinct: std::collections::BTreeSet<&String> = routes.iter().map(|(_, path)| path).collect();
        if distinct.len() < routes.len() {
            self.refuse("callback_path", "the paths of the ready routes must differ");
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

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::super::ConfigBuilder;
    use crate::config::Config;
    use crate::scopes::{ReservedResource, UserScope};

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
        let config = good().scope(UserScope::Organizations).resource("https://api.example").build().unwrap();
        assert_eq!(config.resources, ["https://api.example", ReservedResource::Organizations.as_str()]);
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
