use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

/// `customClientMetadata`: camelCase on the wire and in the database; absent members mean the default.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct CustomClientMetadata {
    /// Origins allowed besides those of the redirect URIs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cors_allowed_origins: Vec<String>,
    /// ID token lifetime in seconds.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "whole")]
    pub id_token_ttl: Option<i64>,
    /// Legacy: refresh token lifetime in seconds.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "whole")]
    pub refresh_token_ttl: Option<i64>,
    /// Refresh token lifetime in days, 1–180; precedes the legacy member.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "whole")]
    pub refresh_token_ttl_in_days: Option<i64>,
    /// `false` turns rotation off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rotate_refresh_token: Option<bool>,
    /// A refresh token even without `offline_access` (web types only).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub always_issue_refresh_token: bool,
    /// RFC 8693.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub allow_token_exchange: bool,
    /// RFC 8628; Native only, fixed at creation.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_device_flow: bool,
    /// Oldest grants of a user beyond this many are revoked.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "count")]
    pub max_allowed_grants: Option<u32>,
}

/// Any JSON number as whole seconds or days within 68 years, so that no arithmetic on it overflows.
fn whole<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    const MOST: f64 = i32::MAX as f64;
    Ok(Option::<f64>::deserialize(deserializer)?.map(|number| number.clamp(-MOST, MOST) as i64))
}

fn count<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u32>, D::Error> {
    // `as` saturates.
    Ok(Option::<f64>::deserialize(deserializer)?.map(|number| number as u32))
}

impl CustomClientMetadata {
    /// Reads it from its members; unknown ones are left out.
    ///
    /// # Errors
    /// A member of the wrong type.
    pub fn read(members: &Map<String, Value>) -> Result<Self, serde_json::Error> {
        Self::deserialize(members)
    }

    /// Its members as they stand on the wire.
    pub fn members(&self) -> Map<String, Value> {
        match serde_json::to_value(self) {
            Ok(Value::Object(members)) => members,
            _ => Map::new(),
        }
    }

    /// ID token lifetime in seconds, default 3600.
    pub fn id_token_lifetime(&self) -> i64 {
        self.id_token_ttl.unwrap_or(3600)
    }

    /// Refresh token lifetime in seconds, default 14 days.
    pub fn refresh_token_lifetime(&self) -> i64 {
        const DAY: i64 = 86_400;
        self.refresh_token_ttl_in_days.map(|days| days * DAY).or(self.refresh_token_ttl).unwrap_or(14 * DAY)
    }

    /// Whether refresh tokens rotate at all.
    pub fn rotates_refresh_tokens(&self) -> bool {
        self.rotate_refresh_token.unwrap_or(true)
    }
}

/// The grants of the token endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GrantType {
    /// RFC 6749 §4.1.
    AuthorizationCode,
    /// RFC 6749 §6.
    RefreshToken,
    /// RFC 6749 §4.4.
    ClientCredentials,
    /// RFC 8628.
    DeviceCode,
    /// RFC 8693.
    TokenExchange,
}
