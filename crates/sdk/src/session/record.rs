use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::claims::IdTokenClaims;
use crate::secret::Secret;

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
    /// When the person signed in, in seconds since the epoch; absent in records of other implementations.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) since: Option<i64>,
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

    /// The token for an API, an organization, or an API in an organization.
    pub(crate) fn of(resource: Option<&str>, organization: Option<&str>) -> Self {
        let resource = resource.unwrap_or_default();
        Self(match organization {
            Some(organization) => format!("@{resource}#{organization}"),
            None => format!("@{resource}"),
        })
    }

    /// What the key was made of.
    pub(crate) fn parts(&self) -> (Option<&str>, Option<&str>) {
        let text = self.0.strip_prefix('@').unwrap_or(&self.0);
        let (resource, organization) = match text.split_once('#') {
            Some((resource, organization)) => (resource, Some(organization)),
            None => (text, None),
        };
        (Some(resource).filter(|resource| !resource.is_empty()), organization)
    }
}

impl StoredToken {
    /// Whether the token lives longer than `margin` seconds from `now`, so that it does not die on its way to the API.
    pub(crate) fn outlives(&self, now: i64, margin: i64) -> bool {
        self.expires_at.saturating_sub(margin) > now
    }
}

impl SessionRecord {
    /// Whether an opened record may be used: in time, of one person, and not of another issuer, whose `sub` is
    /// somebody else (OpenID Connect Core §5.7).
    pub(crate) fn is_valid(&self, now: i64, longest: i64, issuer: &str) -> bool {
        let vouches = self.claims.issuer();
        self.exp > now
            && (vouches == issuer || vouches.is_empty())
            && self.latest_end(longest) > now
            && !self.sub.is_empty()
            && self.sub == self.claims.subject()
    }

    /// When the person signed in.
    fn began(&self) -> i64 {
        self.since.unwrap_or(self.iat)
    }

    /// When the session ends, however much it is used.
    pub(crate) fn latest_end(&self, longest: i64) -> i64 {
        self.began().saturating_add(longest)
    }

    /// Lives on from `now` for `lifetime` seconds, but not beyond `longest` seconds from the sign-in. What has expired
    /// meanwhile is dropped: it only makes the record long.
    pub(crate) fn extend(&mut self, now: i64, lifetime: i64, longest: i64) {
        self.since = Some(self.began());
        self.iat = now;
        self.exp = now.saturating_add(lifetime).min(self.latest_end(longest));
        self.access_tokens.retain(|_, token| token.expires_at > now);
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn record() -> SessionRecord {
        serde_json::from_value(serde_json::json!({
            "id": "i", "gen": 0, "iat": 0, "exp": 1000, "sub": "u", "claims": {"sub": "u"},
            "accessTokens": {"@": {"token": "t", "scope": "openid", "expiresAt": 100}}
        }))
        .unwrap()
    }

    #[test]
    fn tokens_are_stale_before_they_expire() {
        let token = &record().access_tokens[&TokenKey::provider()];
        assert!(token.outlives(39, 60));
        assert!(!token.outlives(40, 60));
        assert!(token.outlives(99, 0) && !token.outlives(100, 0));
        assert!(!format!("{:?}", record()).contains("\"t\""));
    }

    #[test]
    fn a_session_lives_on_but_not_for_ever() {
        let mut record = record();
        record.extend(99, 500, 900);
        assert_eq!((record.since, record.iat, record.exp), (Some(0), 99, 599));
        assert_eq!(record.access_tokens.len(), 1);
        record.extend(598, 500, 900);
        assert_eq!((record.since, record.exp), (Some(0), 900));
        assert!(record.access_tokens.is_empty());
        assert!(record.is_valid(899, 900, "i"));
        assert!(!record.is_valid(900, 900, "i"));
        assert!(!record.is_valid(899, 899, "i"), "a shorter limit counts at once");
    }

    #[test]
    fn a_subject_counts_at_its_issuer_alone() {
        let mut record = record();
        assert!(record.is_valid(1, 900, "https://a.example"), "of a test, without an issuer");
        record.claims =
            serde_json::from_value(serde_json::json!({"sub": "u", "iss": "https://a.example"})).unwrap();
        assert!(record.is_valid(1, 900, "https://a.example"));
        assert!(!record.is_valid(1, 900, "https://a.example/"));
    }

    #[test]
    fn no_number_is_too_odd() {
        for number in [i64::MIN, -1, 0, i64::MAX] {
            let mut record = record();
            (record.iat, record.exp, record.since) = (number, i64::MAX, Some(number));
            record.is_valid(number, i64::MAX, "i");
            record.extend(number, i64::MAX, i64::MAX);
            record.extend(number, number, number);
        }
    }

    #[test]
    fn keys_tell_what_they_are_for() {
        for (resource, organization) in [
            (None, None),
            (Some("https://api.example"), None),
            (None, Some("org#1")),
            (Some("https://api.example"), Some("org1")),
        ] {
            let key = TokenKey::of(resource, organization);
            assert_eq!(key.parts(), (resource, organization));
        }
    }
}
