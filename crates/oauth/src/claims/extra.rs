//! Claims beyond the registered ones of a token.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The registered claims of access tokens; nothing else may set them, present or not.
const ACCESS_TOKEN: [&str; 10] =
    ["jti", "sub", "iat", "exp", "nbf", "scope", "client_id", "iss", "aud", "cnf"];

/// The registered claims of ID tokens.
const ID_TOKEN: [&str; 13] = [
    "sub",
    "aud",
    "exp",
    "iat",
    "nbf",
    "iss",
    "nonce",
    "auth_time",
    "sid",
    "azp",
    "at_hash",
    "c_hash",
    "jti",
];

/// Further claims, written before the registered ones. Making the value drops whatever would collide with these, so
/// that the registered claims always win and no member appears twice.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ExtraClaims(Map<String, Value>);

impl ExtraClaims {
    /// Takes the claims an access token may have in addition.
    pub fn for_access_token(claims: Map<String, Value>) -> Self {
        Self::without(claims, &ACCESS_TOKEN)
    }

    /// Takes the claims an ID token may have in addition.
    pub fn for_id_token(claims: Map<String, Value>) -> Self {
        Self::without(claims, &ID_TOKEN)
    }

    /// One claim.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// All of them.
    pub const fn as_map(&self) -> &Map<String, Value> {
        &self.0
    }

    /// All of them, by value.
    pub fn into_map(self) -> Map<String, Value> {
        self.0
    }

    fn without(mut claims: Map<String, Value>, registered: &[&str]) -> Self {
        claims.retain(|name, _| !registered.contains(&name.as_str()));
        Self(claims)
    }
}
