//! Public keys as JSON (RFC 7517, RFC 7518 §6, RFC 8037 §2).

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use crate::secret::{base64url, sha256};

/// A public key. Private members are dropped when read and cannot be written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Jwk {
    /// `EC`, `OKP` or `RSA`; others can be read and are of no use.
    pub kty: String,
    /// `sig` or `enc`.
    #[serde(rename = "use", skip_serializing_if = "Option::is_none")]
    pub key_use: Option<String>,
    /// Key id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kid: Option<String>,
    /// The algorithm the key is for. Absent on RSA keys here, since one serves RS256 and PS256.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alg: Option<String>,
    /// Curve.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub crv: Option<String>,
    /// X coordinate, or the Ed25519 public key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub x: Option<String>,
    /// Y coordinate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub y: Option<String>,
    /// RSA exponent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub e: Option<String>,
    /// RSA modulus.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub n: Option<String>,
}

impl Jwk {
    /// The SHA-256 thumbprint (RFC 7638 §3): base64url of the digest of the required members in lexicographic order.
    /// `None` if a required member is missing or is not base64url text.
    pub fn thumbprint(&self) -> Option<String> {
        fn plain(member: Option<&String>) -> Option<&str> {
            let text = member?.as_str();
            // Nothing that JSON would escape, so the canonical form can be written down directly.
            text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)).then_some(text)
        }
        let (crv, x) = (plain(self.crv.as_ref()), plain(self.x.as_ref()));
        let canonical = match self.kty.as_str() {
            "EC" => {
                format!(r#"{{"crv":"{}","kty":"EC","x":"{}","y":"{}"}}"#, crv?, x?, plain(self.y.as_ref())?)
            }
            "OKP" => format!(r#"{{"crv":"{}","kty":"OKP","x":"{}"}}"#, crv?, x?),
            "RSA" => {
                format!(
                    r#"{{"e":"{}","kty":"RSA","n":"{}"}}"#,
                    plain(self.e.as_ref())?,
                    plain(self.n.as_ref())?
                )
            }
            _ => return None,
        };
        Some(base64url(sha256(canonical.as_bytes())))
    }
}

/// A JWK Set (RFC 7517 §5). Reading skips entries that are no keys, as the RFC asks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct JwkSet {
    /// The keys, in order.
    #[serde(deserialize_with = "readable_keys")]
    pub keys: Vec<Jwk>,
}

fn readable_keys<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Jwk>, D::Error> {
    let values = Vec::<Value>::deserialize(deserializer)?;
    Ok(values.into_iter().filter_map(|value| serde_json::from_value(value).ok()).collect())
}
