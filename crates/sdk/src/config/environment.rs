use super::ConfigBuilder;

/// Settings that have a variable, for messages.
pub(super) const VARIABLES: &[(&str, &str)] = &[
    ("endpoint", "GENKAN_ENDPOINT"),
    ("issuer", "GENKAN_ISSUER"),
    ("app_id", "GENKAN_APP_ID"),
    ("app_secret", "GENKAN_APP_SECRET"),
    ("base_url", "GENKAN_BASE_URL"),
    ("allowed_host", "GENKAN_ALLOWED_HOSTS"),
    ("cookie_secret", "GENKAN_COOKIE_SECRET"),
    ("cookie_secure", "GENKAN_COOKIE_SECURE"),
    ("scope", "GENKAN_SCOPES"),
    ("resource", "GENKAN_RESOURCES"),
    ("refresh_margin", "GENKAN_REFRESH_MARGIN"),
    ("allow_http", "GENKAN_ALLOW_HTTP"),
    ("audience", "GENKAN_AUDIENCE"),
];

impl ConfigBuilder {
    /// Takes settings from variables; `lookup` gives a variable's value. An empty value counts as absent.
    ///
    /// | variable | setting |
    /// |---|---|
    /// | `GENKAN_ENDPOINT` | [`endpoint`](Self::endpoint) |
    /// | `GENKAN_ISSUER` | [`issuer`](Self::issuer) |
    /// | `GENKAN_APP_ID` | [`app_id`](Self::app_id) |
    /// | `GENKAN_APP_SECRET` | [`app_secret`](Self::app_secret) |
    /// | `GENKAN_BASE_URL` | [`base_url`](Self::base_url) |
    /// | `GENKAN_ALLOWED_HOSTS` | [`allowed_host`](Self::allowed_host), separated by spaces |
    /// | `GENKAN_COOKIE_SECRET` | [`cookie_secret`](Self::cookie_secret); several, newest first, separated by commas |
    /// | `GENKAN_COOKIE_SECURE` | [`cookie_secure`](Self::cookie_secure): `true` or `false` |
    /// | `GENKAN_SCOPES` | [`scope`](Self::scope), separated by spaces |
    /// | `GENKAN_RESOURCES` | [`resource`](Self::resource), separated by spaces |
    /// | `GENKAN_PROMPT` | [`prompt`](Self::prompt); `default` sends none |
    /// | `GENKAN_REFRESH_MARGIN` | [`refresh_margin`](Self::refresh_margin), in seconds |
    /// | `GENKAN_ALLOW_HTTP` | [`allow_http`](Self::allow_http): `true` or `false` |
    ///
    /// ```
    /// let variables = std::collections::HashMap::from([
    ///     ("GENKAN_ENDPOINT", "http://localhost:3001"),
    ///     ("GENKAN_APP_ID", "k3v9x0a7q2m4n8b5c1d6e"),
    ///     ("GENKAN_BASE_URL", "http://localhost:3000"),
    ///     ("GENKAN_COOKIE_SECRET", "WpwmfKNGbQRQLrTq7vUiXBgfRVvQ2aTj4yVYDTJN9aQ="),
    /// ]);
    /// let config = genkan_sdk::Config::builder()
    ///     .environment(|name| variables.get(name).map(ToString::to_string))
    ///     .scope("email") // in code, what does not differ between installations
    ///     .build()?;
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
        if let Some(value) = get("GENKAN_APP_ID") {
            self = self.app_id(value);
        }
        if let Some(value) = get("GENKAN_APP_SECRET") {
            self = self.app_secret(value);
        }
        if let Some(value) = get("GENKAN_BASE_URL") {
            self = self.base_url(value);
        }
        for host in get("GENKAN_ALLOWED_HOSTS").iter().flat_map(|value| value.split_whitespace()) {
            self = self.allowed_host(host);
        }
        for secret in get("GENKAN_COOKIE_SECRET").iter().flat_map(|value| value.split(',')) {
            self = self.cookie_secret(secret.trim());
        }
        for scope in get("GENKAN_SCOPES").iter().flat_map(|value| value.split_whitespace()) {
            self = self.scope(scope);
        }
        for resource in get("GENKAN_RESOURCES").iter().flat_map(|value| value.split_whitespace()) {
            self = self.resource(resource);
        }
        if let Some(value) = get("GENKAN_PROMPT") {
            self = if value == "default" { self.no_prompt() } else { self.prompt(value) };
        }
        if let Some(value) = get("GENKAN_COOKIE_SECURE") {
            self = match boolean(&value) {
                Some(secure) => self.cookie_secure(secure),
                None => self.problem("cookie_secure", NOT_BOOLEAN),
            };
        }
        if let Some(value) = get("GENKAN_REFRESH_MARGIN") {
            self = match value.trim().parse() {
                Ok(seconds) => self.refresh_margin(seconds),
                Err(_) => self.problem("refresh_margin", "must be a number of seconds"),
            };
        }
        if let Some(value) = get("GENKAN_ALLOW_HTTP") {
            self = match boolean(&value) {
                Some(allow) => self.allow_http(allow),
                None => self.problem("allow_http", NOT_BOOLEAN),
            };
        }
        self
    }
}

pub(crate) const NOT_BOOLEAN: &str = "must be `true` or `false`";

pub(crate) fn boolean(value: &str) -> Option<bool> {
    match value.trim() {
        "true" | "1" => Some(true),
        "false" | "0" => Some(false),
        _ => None,
    }
}
