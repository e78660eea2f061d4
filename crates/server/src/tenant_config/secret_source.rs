use std::{fmt, path::PathBuf};

use serde::{
    Deserialize, Deserializer, Serialize,
    de::{Error, IgnoredAny, MapAccess, Visitor},
};

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
