use std::{collections::BTreeMap, path::Path};

use zeroize::Zeroizing;

use super::{SecretSource, TenantConfig};
use crate::{
    config::{ConfigError, ConfigErrors},
    secrets::Token,
};

/// The secrets a file refers to, by the names of what they belong to.
#[derive(Clone, Debug, Default)]
pub struct Secrets {
    pub(super) applications: BTreeMap<String, Token>,
    pub(super) hooks: BTreeMap<String, Token>,
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
        let mut look_up = |who: String, source: &SecretSource| {
            let found = look_up(source, &variable, folder);
            found.map_err(|why| errors.push(ConfigError { place: Some(who), message: why })).ok()
        };
        for application in &config.applications {
            let found = application.secret.as_ref().and_then(|source| {
                look_up(format!("the secret of application {:?}", application.name), source)
            });
            secrets.applications.extend(found.map(|secret| (application.name.clone(), secret)));
        }
        for hook in &config.hooks {
            let found = hook
                .signing_key
                .as_ref()
                .and_then(|source| look_up(format!("the signing key of webhook {:?}", hook.name), source));
            secrets.hooks.extend(found.map(|secret| (hook.name.clone(), secret)));
        }
        if errors.is_empty() { Ok(secrets) } else { Err(ConfigErrors(errors)) }
    }
}

/// Characters a secret has at least: 32 alphanumeric ones are what is generated.
const SHORTEST: usize = 32;
/// And at most.
const LONGEST: usize = 512;

fn look_up(
    source: &SecretSource,
    variable: &impl Fn(&str) -> Option<String>,
    folder: &Path,
) -> Result<Token, String> {
    let (place, text) = match source {
        SecretSource { env: Some(name), file: None } => {
            let text = variable(name).map(Zeroizing::new);
            (format!("the variable {name}"), text.ok_or_else(|| format!("the variable {name} is not set"))?)
        }
        SecretSource { env: None, file: Some(path) } => {
            let path = folder.join(path);
            let text = std::fs::read_to_string(&path).map(Zeroizing::new);
            let text =
                text.map_err(|error| format!("the file {} cannot be read: {error}", path.display()))?;
            (format!("the file {}", path.display()), text)
        }
        _ => return Err("name its place: { env = \"NAME\" } or { file = \"PATH\" }".into()),
    };
    let value = text.strip_suffix('\n').unwrap_or(&text);
    let value = value.strip_suffix('\r').unwrap_or(value);
    let is_shaped = value.bytes().all(|byte| byte.is_ascii_graphic());
    if is_shaped && (SHORTEST..=LONGEST).contains(&value.len()) {
        Ok(Token::new(value))
    } else {
        Err(format!(
            "{place} must hold {SHORTEST} to {LONGEST} printable ASCII characters without spaces; `openssl rand -hex 32` \
             makes some"
        ))
    }
}
