use genkan_sdk::{Config, ConfigBuilder};
use url::Url;

use crate::Store;

/// What the app must be told.
#[derive(Debug, Clone)]
pub struct ExampleConfig {
    /// What the SDK must know: the provider, the registered application, scopes and resources.
    pub settings: ConfigBuilder,
    /// Where browsers reach this app, such as `http://localhost:3000`. `None`: at any of the allowed hosts.
    pub base_url: Option<String>,
    /// The indicator of the demo API, one of the resources. Without one the API is not served.
    pub api: Option<String>,
    /// Where sessions are kept.
    pub store: Store,
}

impl ExampleConfig {
    /// An app at `base_url` with the SDK's `settings` and, when `api` is there, the demo API.
    pub fn new(settings: ConfigBuilder, base_url: &str, api: Option<String>) -> Self {
        let mut settings = settings.base_url(base_url);
        if let Some(api) = &api {
            settings = settings.resource(api);
        }
        Self { settings, base_url: Some(base_url.to_owned()), api, store: Store::Cookie }
    }

    /// Everything from `GENKAN_…` variables, which `lookup` reads; see `--help`. What is missing is told when the app
    /// starts, all at once.
    pub fn from_environment(lookup: impl Fn(&str) -> Option<String>, store: Store) -> Self {
        let mut settings = Config::builder();
        if lookup("GENKAN_ISSUER").is_none() {
            settings = settings.endpoint("http://localhost:3001");
        }
        let mut base_url = lookup("GENKAN_BASE_URL");
        if base_url.is_none() && lookup("GENKAN_ALLOWED_HOSTS").is_none() {
            settings = settings.base_url("http://localhost:3000");
            base_url = Some("http://localhost:3000".into());
        }
        let resources = lookup("GENKAN_RESOURCES").unwrap_or_default();
        let api = resources.split_whitespace().next().map(str::to_owned);
        Self { settings: settings.environment(lookup), base_url, api, store }
    }

    /// The port of the base URL.
    pub fn port(&self) -> Option<u16> {
        Url::parse(self.base_url.as_deref()?).ok()?.port_or_known_default()
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn read(variables: &[(&str, &str)]) -> ExampleConfig {
        let find = |name: &str| variables.iter().find(|(known, _)| *known == name);
        ExampleConfig::from_environment(
            |name| find(name).map(|(_, value)| (*value).to_owned()),
            Store::Memory,
        )
    }

    #[test]
    fn what_dev_prints_is_enough() {
        let secret = "0123456789abcdef0123456789abcdef";
        let config = read(&[
            ("GENKAN_APP_ID", "app"),
            ("GENKAN_COOKIE_SECRET", secret),
            ("GENKAN_RESOURCES", "https://api.example https://other.example"),
        ]);
        assert_eq!((config.port(), config.api.as_deref()), (Some(3000), Some("https://api.example")));
        assert_eq!(config.store, Store::Memory);
        assert!(!format!("{config:?}").contains(secret));
        assert_eq!(config.settings.build().unwrap().redirect_uri(), "http://localhost:3000/callback");
    }

    #[test]
    fn another_provider_is_named_by_its_issuer() {
        let config =
            read(&[("GENKAN_ISSUER", "https://id.example"), ("GENKAN_BASE_URL", "https://app.example")]);
        assert_eq!((config.port(), config.api), (Some(443), None));
    }

    #[test]
    fn behind_several_hosts_the_port_is_told_apart() {
        let config = read(&[("GENKAN_ALLOWED_HOSTS", "app.example")]);
        assert_eq!((config.port(), config.base_url), (None, None));
    }

    #[test]
    fn what_is_missing_is_told_at_once() {
        let told = read(&[]).settings.build().unwrap_err().to_string();
        for variable in ["GENKAN_APP_ID", "GENKAN_COOKIE_SECRET"] {
            assert!(told.contains(variable), "{told}");
        }
    }
}
