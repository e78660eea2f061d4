use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::claims::IdTokenClaims;
use crate::secret::Secret;

/// Seconds before its expiry at which an access token counts as stale, so that it does not die on its way to the API.
const STALE_BEFORE: i64 = 30;

/// What a session holds: the payload of the sealed cookie (`docs/SESSION-FORMAT.md` §4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SessionRecord {
    /// 128 random bits, fresh at every sign-in.
    pub(crate) id: String,
    /// The generation: one more at every refresh; an older one never replaces a newer one.
    #[serde(rename = "gen")]
    pub(crate) generation: u64,
    /// When this generation was sealed, in seconds since the epoch.
    pub(crate) iat: i64,
    /// When it ends, in seconds since the epoch.
    pub(crate) exp: i64,
    /// The person.
    pub(crate) sub: String,
    /// The verified claims of the latest ID token.
    pub(crate) claims: IdTokenClaims,
    /// The refresh token, when the provider gave one.
    #[serde(rename = "refreshToken", default, skip_serializing_if = "Option::is_none")]
    pub(crate) refresh_token: Option<Secret>,
    /// Access tokens by [`TokenKey`].
    #[serde(rename = "accessTokens", default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) access_tokens: BTreeMap<TokenKey, StoredToken>,
}

/// One access token in a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct StoredToken {
    pub(crate) token: Secret,
    pub(crate) scope: String,
    /// Seconds since the epoch.
    #[serde(rename = "expiresAt")]
    pub(crate) expires_at: i64,
}

/// What an access token is for: `@` the provider's own endpoints, `@<resource>` an API, with `#<organization>` in an
/// organization. The resource cannot contain `#`: an indicator has no fragment.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct TokenKey(String);

impl TokenKey {
    /// The token for the userinfo endpoint.
    pub(crate) fn provider() -> Self {
        Self("@".into())
    }

    /// The token for the API `resource`.
    pub(crate) fn resource(resource: &str) -> Self {
        Self(format!("@{resource}"))
    }
}

impl SessionRecord {
    /// Whether an opened record may be used: in time, and of one person.
    pub(crate) fn is_valid(&self, now: i64) -> bool {
        self.exp > now && !self.sub.is_empty() && self.sub == self.claims.subject()
    }

    /// The stored token for `key`, unless it is stale at `now`.
    pub(crate) fn fresh_token(&self, key: &TokenKey, now: i64) -> Option<&StoredToken> {
        self.access_tokens.get(key).filter(|token| token.expires_at - STALE_BEFORE > now)
    }

    /// Drops access tokens that have expired: they only make the cookie long.
    pub(crate) fn drop_expired(&mut self, now: i64) {
        self.access_tokens.retain(|_, token| token.expires_at > now);
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn tokens_are_stale_before_they_expire() {
        let mut record: SessionRecord = serde_json::from_value(serde_json::json!({
            "id": "i", "gen": 0, "iat": 0, "exp": 1000, "sub": "u", "claims": {"sub": "u"},
            "accessTokens": {"@": {"token": "t", "scope": "openid", "expiresAt": 100}}
        }))
        .unwrap();
        assert!(record.fresh_token(&TokenKey::provider(), 69).is_some());
        assert!(record.fresh_token(&TokenKey::provider(), 70).is_none());
        assert!(record.fresh_token(&TokenKey::resource("https://api.example"), 0).is_none());
        record.drop_expired(99);
        assert_eq!(record.access_tokens.len(), 1);
        record.drop_expired(100);
        assert!(record.access_tokens.is_empty());
        assert!(!format!("{record:?}").contains("\"t\""));
    }
}
