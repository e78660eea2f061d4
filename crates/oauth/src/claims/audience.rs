//! `aud` (RFC 7519 §4.1.3).

use serde::de::{Deserialize, Deserializer, Error};
use serde::ser::SerializeSeq;
use serde::{Serialize, Serializer};

/// One or more audiences. One is written as a string, because clients expect that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Audience(Vec<String>);

impl Audience {
    /// A single audience.
    pub fn new(audience: impl Into<String>) -> Self {
        Self(vec![audience.into()])
    }

    /// Whether the audience is among them.
    pub fn contains(&self, audience: &str) -> bool {
        self.0.iter().any(|own| own == audience)
    }

    /// The audience, if there is exactly one.
    pub fn single(&self) -> Option<&str> {
        match self.0.as_slice() {
            [single] => Some(single),
            _ => None,
        }
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

impl Serialize for Audience {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if let Some(single) = self.single() {
            return serializer.serialize_str(single);
        }
        let mut seq = serializer.serialize_seq(Some(self.0.len()))?;
        for audience in &self.0 {
            seq.serialize_element(audience)?;
        }
        seq.end()
    }
}

impl<'de> Deserialize<'de> for Audience {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(serde::Deserialize)]
        #[serde(untagged)]
        enum Wire {
            One(String),
            Many(Vec<String>),
        }
        let audiences = match Wire::deserialize(deserializer)? {
            Wire::One(audience) => vec![audience],
            Wire::Many(audiences) => audiences,
        };
        if audiences.is_empty() { Err(D::Error::custom("no audience")) } else { Ok(Self(audiences)) }
    }
}
