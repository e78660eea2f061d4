use super::TokenVerifierBuilder;
use crate::config::{NOT_BOOLEAN, boolean};

impl TokenVerifierBuilder {
    /// Takes settings from variables; `lookup` gives a variable's value. An empty value counts as absent.
    ///
    /// | variable | setting |
    /// |---|---|
    /// | `GENKAN_ENDPOINT` | [`endpoint`](Self::endpoint) |
    /// | `GENKAN_ISSUER` | [`issuer`](Self::issuer) |
    /// | `GENKAN_AUDIENCE` | [`audience`](Self::audience); several separated by spaces |
    /// | `GENKAN_ALLOW_HTTP` | [`allow_http`](Self::allow_http): `true` or `false` |
    ///
    /// ```
    /// let variables = |name: &str| match name {
    ///     "GENKAN_ENDPOINT" => Some("https://auth.example.com".to_owned()),
    ///     "GENKAN_AUDIENCE" => Some("https://api.example.com".to_owned()),
    ///     _ => None,
    /// };
    /// let verifier = genkan_sdk::TokenVerifier::builder().environment(variables).build()?;
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
        for audience in get("GENKAN_AUDIENCE").iter().flat_map(|value| value.split_whitespace()) {
            self = self.audience(audience);
        }
        if let Some(value) = get("GENKAN_ALLOW_HTTP") {
            match boolean(&value) {
                Some(allow) => self = self.allow_http(allow),
                None => self.refuse("allow_http", NOT_BOOLEAN),
            }
        }
        self
    }
}
