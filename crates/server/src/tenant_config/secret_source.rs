use std::{
    fmt,
    path::{Path, PathBuf},
};

use serde::{
    Deserialize, Deserializer, Serialize,
    de::{Error, IgnoredAny, MapAccess, Visitor},
};
use zeroize::Zeroizing;

use crate::secrets::Token;

/// Where a secret is; the file never holds it. Exactly one of the two.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SecretSource {
    /// The name of a variable.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub env: Option<String>,
    /// The path of a file; its last line feed does not belong to the secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<PathBuf>,
}

impl SecretSource {
    /// What it names.
    pub(super) fn look_up(
        &self,
        variable: &impl Fn(&str) -> Option<String>,
        folder: &Path,
    ) -> Result<Token, String> {
        match (&self.env, &self.file) {
            (Some(name), None) => {
                variable(name).map(Token::new).ok_or_else(|| format!("the variable {name} is not set"))
            }
            (None, Some(path)) => {
                let path = folder.join(path);
                let text = std::fs::read_to_string(&path).map(Zeroizing::new);
                let text =
                    text.map_err(|error| format!("the file {} cannot be read: {error}", path.display()))?;
                let value = text.strip_suffix('\n').unwrap_or(&text);
                Ok(Token::new(value.strip_suffix('\r').unwrap_or(value)))
            }
            _ => Err(SHAPE.into()),
        }
    }
}

/// The value of a header: itself, or where it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum HeaderValue {
    /// Nothing to hide.
    Plain(String),
    /// A credential.
    Secret(SecretSource),
}

impl<'de> Deserialize<'de> for HeaderValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Value;
        impl<'de> Visitor<'de> for Value {
            type Value = HeaderValue;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text, { env = \"NAME\" } or { file = \"PATH\" }")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<HeaderValue, E> {
                Ok(HeaderValue::Plain(text.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<HeaderValue, A::Error> {
                Place.visit_map(map).map(HeaderValue::Secret)
            }
        }
        deserializer.deserialize_any(Value)
    }
}

/// Written out, because a derived one would repeat a secret that somebody put into the file after all.
impl<'de> Deserialize<'de> for SecretSource {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Place)
    }
}

struct Place;

const SHAPE: &str =
    "a secret does not belong in this file; name its place: { env = \"NAME\" } or { file = \"PATH\" }";

impl<'de> Visitor<'de> for Place {
    type Value = SecretSource;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(SHAPE)
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<SecretSource, E> {
        Err(E::custom(SHAPE))
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<SecretSource, E> {
        Err(E::custom(SHAPE))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<SecretSource, A::Error> {
        let mut source = SecretSource::default();
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "env" => source.env = Some(map.next_value()?),
                "file" => source.file = Some(map.next_value()?),
                _ => {
                    map.next_value::<IgnoredAny>()?;
                    return Err(A::Error::custom(SHAPE));
                }
            }
        }
        if source.env.is_some() == source.file.is_some() { Err(A::Error::custom(SHAPE)) } else { Ok(source) }
    }
}
