use std::{collections::BTreeMap, path::Path};

use super::{HeaderValue, SecretSource, TenantConfig};
use crate::{
    config::{ConfigError, ConfigErrors},
    secrets::Token,
};

/// The secrets a file refers to, by the names of what they belong to.
#[derive(Clone, Debug, Default)]
pub struct Secrets {
    pub(super) applications: BTreeMap<String, Token>,
    pub(super) signing_keys: BTreeMap<String, Token>,
    /// Headers by name, of the webhooks that name any.
    pub(super) headers: BTreeMap<String, BTreeMap<String, Token>>,
}

impl Secrets {
    /// Looks them up. Relative paths begin in `folder`.
    ///
    /// # Errors
    /// What is missing or too weak, by the name of its application or webhook and never by its value.
    pub fn resolve(
        config: &TenantConfig,
        variable: impl Fn(&str) -> Option<String>,
        folder: &Path,
    ) -> Result<Self, ConfigErrors> {
        let (mut secrets, mut errors) = (Self::default(), Vec::new());
        let mut keep = |who: String, found: Result<Token, String>| {
            found.map_err(|message| errors.push(ConfigError { place: Some(who), message })).ok()
        };
        let strong = |source: &SecretSource| source.look_up(&variable, folder).and_then(strong);
        for application in &config.applications {
            let Some(source) = &application.secret else { continue };
            let found = keep(format!("the secret of application {:?}", application.name), strong(source));
            secrets.applications.extend(found.map(|secret| (application.name.clone(), secret)));
        }
        for hook in &config.hooks {
            if let Some(source) = &hook.signing_key {
                let found = keep(format!("the signing key of webhook {:?}", hook.name), strong(source));
                secrets.signing_keys.extend(found.map(|key| (hook.name.clone(), key)));
            }
            let Some(headers) = &hook.headers else { continue };
            let mut values = BTreeMap::new();
            for (name, value) in headers {
                let found = match value {
                    HeaderValue::Plain(text) => Ok(Token::new(text.as_str())),
                    HeaderValue::Secret(source) => source.look_up(&variable, folder),
                };
                let found = keep(format!("the header {name} of webhook {:?}", hook.name), found);
                values.extend(found.map(|value| (name.clone(), value)));
            }
            secrets.headers.insert(hook.name.clone(), values);
        }
        if errors.is_empty() { Ok(secrets) } else { Err(ConfigErrors(errors)) }
    }
}

/// 32 alphanumeric characters are what is generated: a secret of one's own has no fewer.
fn strong(secret: Token) -> Result<Token, String> {
    let value = secret.expose();
    if (32..=512).contains(&value.len()) && value.bytes().all(|byte| byte.is_ascii_graphic()) {
        Ok(secret)
    } else {
        Err("it must be 32 to 512 printable ASCII characters without spaces; `openssl rand -hex 32` makes some".into())
    }
}
