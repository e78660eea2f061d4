use std::{collections::BTreeMap, path::Path};

use toml::de::{DeTable, DeValue};

use super::error::{ConfigError, ConfigErrors};

/// Sections a variable may name; other `GENKAN_…` variables belong to the SDK and are left alone.
pub(super) const SECTIONS: [&str; 7] =
    ["server", "database", "security", "limits", "management", "log", "audit_log"];

/// A value as it was given, before it has a type.
#[derive(Clone, Debug)]
pub(super) struct Given {
    /// Where, in the words of an error.
    pub(super) place: String,
    pub(super) value: Raw,
}

#[derive(Clone, Debug)]
pub(super) enum Raw {
    /// A string, number or boolean of the file, or a variable or flag.
    Scalar(String),
    /// An array of scalars.
    List(Vec<String>),
    /// Anything else, by its name in TOML.
    Other(&'static str),
}

/// All values given, by `section.key`; what came later replaces what came before.
#[derive(Clone, Debug, Default)]
pub struct Sources(pub(super) BTreeMap<String, Given>);

impl Sources {
    /// Nothing given: the defaults.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a TOML file's values. `path` only names it in errors.
    ///
    /// # Errors
    /// What is not TOML, and keys outside a section.
    pub fn file(mut self, path: &Path, text: &str) -> Result<Self, ConfigErrors> {
        let place = |at: usize| format!("{}:{}", path.display(), line_of(text, at));
        let document = DeTable::parse(text).map_err(|error| {
            let place = place(error.span().map_or(0, |span| span.start));
            ConfigErrors(vec![ConfigError { place: Some(place), message: error.message().to_owned() }])
        })?;
        let mut errors = Vec::new();
        for (section, value) in document.get_ref() {
            let Some(table) = value.get_ref().as_table() else {
                let message = format!("{} stands outside a section such as [server]", section.get_ref());
                errors.push(ConfigError { place: Some(place(section.span().start)), message });
                continue;
            };
            for (key, value) in table {
                let given = Given { place: place(key.span().start), value: raw(value.get_ref()) };
                self.0.insert(format!("{}.{}", section.get_ref(), key.get_ref()), given);
            }
        }
        if errors.is_empty() { Ok(self) } else { Err(ConfigErrors(errors)) }
    }

    /// Adds the variables named `GENKAN_<SECTION>_<KEY>`.
    #[must_use]
    pub fn variables(mut self, variables: impl IntoIterator<Item = (String, String)>) -> Self {
        for (name, value) in variables {
            let key = name.strip_prefix("GENKAN_").map(str::to_ascii_lowercase);
            let within = |section: &&'static str| {
                let key = key.as_deref()?.strip_prefix(*section)?.strip_prefix('_')?;
                Some((*section, key))
            };
            if let Some((section, key)) = SECTIONS.iter().find_map(within) {
                self.0.insert(format!("{section}.{key}"), Given { place: name, value: Raw::Scalar(value) });
            }
        }
        self
    }

    /// Adds one value by its key, e.g. from the flag `place`.
    #[must_use]
    pub fn value(mut self, key: &str, value: impl Into<String>, place: &str) -> Self {
        self.0.insert(key.to_owned(), Given { place: place.to_owned(), value: Raw::Scalar(value.into()) });
        self
    }

    /// Adds one value only where nothing is given yet.
    #[must_use]
    pub fn default_value(self, key: &str, value: impl Into<String>) -> Self {
        if self.0.contains_key(key) { self } else { self.value(key, value, "the default") }
    }

    /// The text given for `key`, unchecked.
    pub fn text(&self, key: &str) -> Option<&str> {
        match &self.0.get(key)?.value {
            Raw::Scalar(text) => Some(text),
            Raw::List(_) | Raw::Other(_) => None,
        }
    }
}

fn raw(value: &DeValue<'_>) -> Raw {
    match value {
        DeValue::Array(items) => {
            let scalars: Option<Vec<String>> = items.iter().map(|item| scalar(item.get_ref())).collect();
            scalars.map_or(Raw::Other("array of tables or arrays"), Raw::List)
        }
        other => scalar(other).map_or(Raw::Other(other.type_str()), Raw::Scalar),
    }
}

fn scalar(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(number) => Some(number.to_string()),
        DeValue::Boolean(truth) => Some(truth.to_string()),
        _ => None,
    }
}

fn line_of(text: &str, at: usize) -> usize {
    1 + text.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count()
}
