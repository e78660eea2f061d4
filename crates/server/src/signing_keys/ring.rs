use std::fmt;

use bytes::Bytes;
use genkan_oauth::{
    jose::{Algorithm, JwkSet, KeySet, SigningKey},
    secret::{base64url, sha256},
};
use http::HeaderValue;

use crate::clock::Timestamp;

/// A key that is published.
pub(super) struct LiveKey {
    pub(super) key: SigningKey,
    pub(super) activates_at: Timestamp,
    pub(super) retires_at: Option<Timestamp>,
}

/// The published keys at one time, parsed, with the JWK Set ready to send.
pub struct KeyRing {
    /// Current, waiting, previous: the order of the JWK Set.
    keys: Vec<LiveKey>,
    built_at: Timestamp,
    changes_at: Option<Timestamp>,
    algorithms: Vec<Algorithm>,
    jwks: Bytes,
    etag: HeaderValue,
    verification: KeySet,
}

impl fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.keys.iter().map(|live| live.key.kid())).finish()
    }
}

impl KeyRing {
    /// `keys` youngest first. `None` without keys.
    pub(super) fn new(mut keys: Vec<LiveKey>, now: Timestamp) -> Option<Self> {
        // Without an active key (the clock went back?) the one that activates first signs.
        let current = keys.iter().position(|live| live.activates_at <= now).or(keys.len().checked_sub(1))?;
        keys[..=current].rotate_right(1);
        let changes_at = keys
            .iter()
            .flat_map(|live| [Some(live.activates_at), live.retires_at])
            .flatten()
            .filter(|at| *at > now)
            .min();
        let mut algorithms = Vec::new();
        for live in &keys {
            if !algorithms.contains(&live.key.algorithm()) {
                algorithms.push(live.key.algorithm());
            }
        }
        let set = JwkSet { keys: keys.iter().map(|live| live.key.public_jwk()).collect() };
        let jwks = serde_json::to_vec(&set).ok()?;
        let etag = HeaderValue::try_from(format!("\"{}\"", &base64url(sha256(&jwks))[..27])).ok()?;
        let verification = KeySet::from_jwks(&set);
        Some(Self { keys, built_at: now, changes_at, algorithms, jwks: jwks.into(), etag, verification })
    }

    /// Whether no key has started or retired since it was built.
    pub(super) fn is_fresh(&self, now: Timestamp) -> bool {
        self.built_at <= now && self.changes_at.is_none_or(|at| now < at)
    }

    /// The key that signs.
    pub fn current(&self) -> &SigningKey {
        &self.keys[0].key
    }

    /// Algorithms of the published keys, that of the current key first.
    pub fn algorithms(&self) -> &[Algorithm] {
        &self.algorithms
    }

    /// The JWK Set (RFC 7517 §5), public members only.
    pub fn jwks(&self) -> Bytes {
        self.jwks.clone()
    }

    /// Entity tag of [`jwks`](Self::jwks).
    pub fn etag(&self) -> &HeaderValue {
        &self.etag
    }

    /// Verifies what any published key signed.
    pub fn verification(&self) -> &KeySet {
        &self.verification
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    fn live(activates_at: i64, retires_at: Option<i64>) -> LiveKey {
        LiveKey {
            key: SigningKey::generate(Algorithm::ES256).unwrap(),
            activates_at: Timestamp::from_millis(activates_at),
            retires_at: retires_at.map(Timestamp::from_millis),
        }
    }

    #[test]
    fn current_waiting_previous_and_when_that_changes() {
        let keys = vec![live(50, None), live(10, None), live(5, Some(40))];
        let kids: Vec<String> = keys.iter().map(|live| live.key.kid().to_owned()).collect();
        let ring = KeyRing::new(keys, Timestamp::from_millis(20)).unwrap();
        let order: Vec<&str> = ring.keys.iter().map(|live| live.key.kid()).collect();
        assert_eq!(order, [&kids[1], &kids[0], &kids[2]]);
        assert_eq!(ring.current().kid(), kids[1]);
        assert_eq!(ring.algorithms(), [Algorithm::ES256]);
        for (now, fresh) in [(19, false), (20, true), (39, true), (40, false)] {
            assert_eq!(ring.is_fresh(Timestamp::from_millis(now)), fresh, "{now}");
        }
        assert!(!std::str::from_utf8(&ring.jwks()).unwrap().contains("\"d\""));
    }

    #[test]
    fn a_clock_that_went_back_still_signs_and_no_key_is_no_ring() {
        let ring = KeyRing::new(vec![live(50, None), live(30, None)], Timestamp::from_millis(1)).unwrap();
        assert_eq!(ring.keys[0].activates_at, Timestamp::from_millis(30));
        assert!(KeyRing::new(Vec::new(), Timestamp::from_millis(1)).is_none());
    }
}
