//! `prompt` (OpenID Connect Core §3.1.2.1).

use serde::{Deserialize, Serialize};

use crate::error::OAuthError;

/// One value of `prompt`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Prompt {
    /// No page may be shown.
    None,
    /// Sign in again.
    Login,
    /// Ask for consent again.
    Consent,
}

/// The values of `prompt`, each at most once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PromptSet(Vec<Prompt>);

impl PromptSet {
    /// Parses the space-separated form. Unknown values and `none` beside another are `invalid_request`.
    pub fn parse(text: &str) -> Result<Self, OAuthError> {
        let mut set = Self::default();
        for name in text.split(' ').filter(|name| !name.is_empty()) {
            let prompt = match name {
                "none" => Prompt::None,
                "login" => Prompt::Login,
                "consent" => Prompt::Consent,
                _ => return Err(OAuthError::invalid_request("unsupported prompt value requested")),
            };
            if !set.contains(prompt) {
                set.0.push(prompt);
            }
        }
        if set.contains(Prompt::None) && set.0.len() > 1 {
            return Err(OAuthError::invalid_request("prompt none must only be used alone"));
        }
        Ok(set)
    }

    /// Adds [`Prompt::Login`]: the person wants to sign in as somebody else.
    pub fn demand_login(&mut self) {
        self.0.retain(|prompt| !matches!(prompt, Prompt::None | Prompt::Login));
        self.0.push(Prompt::Login);
    }

    /// Whether the value was given.
    pub fn contains(&self, prompt: Prompt) -> bool {
        self.0.contains(&prompt)
    }

    /// Whether no page may be shown.
    pub fn is_none(&self) -> bool {
        self.contains(Prompt::None)
    }
}
