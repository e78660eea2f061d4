use std::fmt;

use super::environment::VARIABLES;

/// What is wrong with a configuration: every problem at once, one per line. `Debug` says the same as `Display`, because
/// that is what a `main` that ends with an error prints.
///
/// ```
/// let error = genkan_sdk::Config::builder().app_id("a b").build().expect_err("much is missing");
/// let settings: Vec<&str> = error.problems.iter().map(|problem| problem.setting).collect();
/// assert_eq!(settings, ["endpoint", "app_id", "base_url", "cookie_secret"]);
/// assert!(error.to_string().contains("app_id (GENKAN_APP_ID): must not be empty nor contain spaces"));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct ConfigError {
    /// The problems, in the order of the settings.
    pub problems: Vec<ConfigProblem>,
}

/// One setting that cannot be used; see [`ConfigError`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigProblem {
    /// The builder's method, such as `base_url`.
    pub setting: &'static str,
    /// What was seen and what to do. Never contains a secret.
    pub message: String,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the configuration cannot be used:")?;
        for problem in &self.problems {
            let ConfigProblem { setting, message } = problem;
            write!(f, "\n  {setting}")?;
            if let Some((_, variable)) = VARIABLES.iter().find(|(name, _)| name == setting) {
                write!(f, " ({variable})")?;
            }
            write!(f, ": {message}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for ConfigError {}
