use super::ConfigBuilder;
use crate::config::issuer::is_trustworthy;
use crate::config::{Config, ConfigError};
use crate::scopes::{ReservedResource, ReservedScope, UserScope};

/// Scopes asked for unless [`ConfigBuilder::include_reserved_scopes`] is switched off.
const RESERVED_SCOPES: [&str; 3] =
    [ReservedScope::OpenId.as_str(), ReservedScope::OfflineAccess.as_str(), UserScope::Profile.as_str()];

impl ConfigBuilder {
    /// Checks every setting and reports all problems together.
    ///
    /// ```
    /// let error = genkan_sdk::Config::builder().base_url("app.example.com").build().expect_err("no scheme");
    /// println!("{error}");
    /// # assert_eq!(error.problems.len(), 4);
    /// ```
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
