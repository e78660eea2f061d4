use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{SessionRecord, TokenKey};
use crate::provider::ProviderUnavailable;
use crate::recent::Keep;

/// Seconds after a failed refresh during which nobody tries again, so that a crowd does not queue for the same timeout.
const FAILURE_FOR: u64 = 2;

/// All requests of one session in this process: one refresh at a time, and the newest record for those who come with
/// an older cookie. Found by the session's id, which is 128 random bits sealed in the cookie or known to the store, so
/// nobody can meet somebody else's family.
#[derive(Debug, Default)]
pub(crate) struct Family {
    /// Held by the one who refreshes or signs out.
    pub(crate) turn: tokio::sync::Mutex<()>,
    known: Mutex<Known>,
    /// The first generation that has not ended: 0 while nothing has, the largest number after a sign-out.
    ended_below: AtomicU64,
    /// Whether a response that removes the browser's cookies is on its way.
    told: AtomicBool,
}

#[derive(Debug, Default)]
struct Known {
    /// The newest record this process has made.
    newest: Option<Arc<SessionRecord>>,
    /// Nobody has come back with `newest` yet.
    undelivered: bool,
    failure: Option<(ProviderUnavailable, i64)>,
    /// What the provider gives no token for, until something is refreshed.
    refused: BTreeSet<TokenKey>,
}

impl Family {
    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the session, as `record` knows it, was signed out or ended by the provider.
    pub(crate) fn has_ended(&self, record: &SessionRecord) -> bool {
        record.generation < self.ended_below.load(Ordering::Acquire)
    }

    /// Ends the session for every request of this process, also those under way, where another response tells the
    /// browser.
    pub(crate) fn end_told(&self) {
        self.end_below(u64::MAX);
        self.tell();
    }

    /// Ends the session because the provider refuses the refresh token of `record`. What another process has made of
    /// the session since, a later generation, is not touched.
    pub(crate) fn end_at(&self, record: &SessionRecord) {
        self.end_below(record.generation.saturating_add(1));
    }

    fn end_below(&self, generation: u64) {
        if self.ended_below.fetch_max(generation, Ordering::AcqRel) < generation {
            self.told.store(false, Ordering::Release);
        }
        *self.known() = Known::default();
    }

    /// Whether the caller is the first whose response tells the browser that the session has ended. Another one could
    /// come late, and remove the cookies of the next sign-in.
    pub(crate) fn tell(&self) -> bool {
        !self.told.swap(true, Ordering::AcqRel)
    }

    /// The newest record made here.
    pub(crate) fn newest(&self) -> Option<Arc<SessionRecord>> {
        self.known().newest.clone()
    }

    /// Remembers a record that the browser does not have yet.
    pub(crate) fn remember(&self, record: Arc<SessionRecord>) {
        *self.known() = Known { newest: Some(record), undelivered: true, ..Known::default() };
    }

    /// What `record`, which a request came with, becomes with what is known here. `None` when it is the newest, which
    /// has then arrived.
    pub(crate) fn catch_up(&self, record: &SessionRecord) -> Option<SessionRecord> {
        let newer = self.beyond(record);
        if newer.is_none() {
            self.known().undelivered = false;
        }
        newer
    }

    /// The same for a record that has not been to the browser.
    pub(crate) fn beyond(&self, record: &SessionRecord) -> Option<SessionRecord> {
        let newest = self.newest().filter(|newest| newest.generation > record.generation)?;
        Some(record.clone().merge(&newest))
    }

    /// Remembers that the provider gives no token for `key`: not every request must ask for it ahead of its response.
    pub(crate) fn refuse_ahead(&self, key: TokenKey) {
        self.known().refused.insert(key);
    }

    /// Whether `key` was refused since the latest refresh.
    pub(crate) fn is_refused_ahead(&self, key: &TokenKey) -> bool {
        self.known().refused.contains(key)
    }

    /// Remembers that the provider did not answer at `now`.
    pub(crate) fn fail(&self, error: &ProviderUnavailable, now: i64) {
        self.known().failure = Some((error.clone(), now));
    }

    /// A failure that has just happened.
    pub(crate) fn recent_failure(&self, now: i64) -> Option<ProviderUnavailable> {
        let known = self.known();
        let (error, at) = known.failure.as_ref()?;
        (now.abs_diff(*at) < FAILURE_FOR).then(|| error.clone())
    }
}

impl Keep for Family {
    /// A rotated refresh token that no browser has received is the only one there is.
    fn is_precious(&self) -> bool {
        self.known().undelivered
    }
}

impl SessionRecord {
    /// What two records of one session know together: the newer generation decides, the older adds only access
    /// tokens the newer lacks. Of one generation, a token that lives longer is the later one.
    pub(crate) fn merge(self, other: &SessionRecord) -> SessionRecord {
        if self.id != other.id || self.sub != other.sub {
            return self;
        }
        let same = self.generation == other.generation;
        let (mut newer, older) =
            if other.generation > self.generation { (other.clone(), &self) } else { (self, other) };
        for (key, token) in &older.access_tokens {
            match newer.access_tokens.get(key) {
                Some(known) if !same || known.expires_at >= token.expires_at => {}
                _ => {
                    newer.access_tokens.insert(key.clone(), token.clone());
                }
            }
        }
        newer
    }

    /// This record, just refreshed, above one that another process has written meanwhile: the later refresh decides,
    /// and the generation is above both.
    pub(crate) fn over(mut self, other: &SessionRecord) -> SessionRecord {
        self.generation = self.generation.max(other.generation).saturating_add(1);
        self.merge(other)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use proptest::prelude::*;

    use super::*;

    fn record(id: &str, sub: &str, generation: u64, keys: &[String]) -> SessionRecord {
        let tokens: serde_json::Map<_, _> = keys
            .iter()
            .map(|key| {
                let token = format!("{id}/{sub}/{key}/{generation}");
                (key.clone(), serde_json::json!({"token": token, "scope": "", "expiresAt": 9}))
            })
            .collect();
        serde_json::from_value(serde_json::json!({
            "id": id, "gen": generation, "iat": 0, "exp": 9, "sub": sub, "claims": {"sub": sub},
            "refreshToken": format!("{id}/{generation}"), "accessTokens": tokens,
        }))
        .unwrap()
    }

    #[test]
    fn the_last_generation_is_the_last() {
        let mut one = record("a", "x", u64::MAX, &[]);
        let two = record("a", "x", u64::MAX, &[]);
        one = one.over(&two);
        assert_eq!(one.generation, u64::MAX);
    }

    #[test]
    fn a_failure_is_forgotten_also_by_a_clock_that_was_set_back() {
        let family = Family::default();
        family.fail(&ProviderUnavailable("down".into()), 1_000);
        assert!(family.recent_failure(1_001).is_some());
        assert!(family.recent_failure(1_002).is_none());
        assert!(family.recent_failure(900).is_none());
    }

    /// A request that came while a refreshed record was being checked has the new generation with the old token.
    #[test]
    fn of_one_generation_the_token_that_lives_longer_is_the_later_one() {
        let old = record("a", "x", 1, &["@p".into()]);
        let mut checked = record("a", "x", 2, &["@p".into()]);
        for token in checked.access_tokens.values_mut() {
            token.expires_at += 3_600;
        }
        let mut unchecked = checked.clone();
        unchecked.access_tokens.clear();
        let family = Family::default();
        family.remember(Arc::new(unchecked));
        let came_meanwhile = family.catch_up(&old).unwrap();
        assert_eq!(came_meanwhile.access_tokens, old.access_tokens);
        assert_eq!(came_meanwhile.clone().merge(&checked), checked);
        assert_eq!(checked.clone().merge(&came_meanwhile), checked);
    }

    #[test]
    fn a_refused_refresh_token_ends_what_had_it_and_nothing_later() {
        let family = Family::default();
        let at = |generation| record("a", "x", generation, &[]);
        assert!(!family.has_ended(&at(0)));
        family.end_at(&at(4));
        assert!(family.has_ended(&at(4)) && !family.has_ended(&at(5)));
        assert!(family.tell() && !family.tell(), "one response tells the browser");
        family.end_at(&at(3));
        assert!(!family.tell() && family.has_ended(&at(4)));
        family.end_at(&at(5));
        assert!(family.tell(), "a later end is another one");
        family.end_told();
        assert!(family.has_ended(&at(1_000)) && !family.tell());
    }

    #[test]
    fn only_a_request_that_brings_it_shows_that_a_record_arrived() {
        let family = Family::default();
        family.remember(Arc::new(record("a", "x", 1, &[])));
        assert!(family.beyond(&record("a", "x", 1, &[])).is_none() && family.is_precious());
        assert!(family.catch_up(&record("a", "x", 0, &[])).is_some() && family.is_precious());
        assert!(family.catch_up(&record("a", "x", 1, &[])).is_none() && !family.is_precious());
    }

    proptest! {
        /// Whatever meets in one place: nobody's record takes a token of another session or person, and an older
        /// generation never wins.
        #[test]
        fn merging_never_mixes_people(
            ids in ("[ab]", "[ab]"), subs in ("[xy]", "[xy]"), gens in (0_u64..4, 0_u64..4),
            mine in prop::collection::vec("@[pq]", 0..3), theirs in prop::collection::vec("@[pq]", 0..3),
        ) {
            let one = record(&ids.0, &subs.0, gens.0, &mine);
            let two = record(&ids.1, &subs.1, gens.1, &theirs);
            let merged = one.clone().merge(&two);
            let owner = format!("{}/{}/", ids.0, subs.0);
            prop_assert!(merged.access_tokens.values().all(|token| token.token.expose().starts_with(&owner)));
            prop_assert_eq!((&merged.id, &merged.sub), (&one.id, &one.sub));
            prop_assert!(merged.generation >= one.generation);
            if ids.0 == ids.1 && subs.0 == subs.1 {
                prop_assert_eq!(merged.generation, gens.0.max(gens.1));
                prop_assert_eq!(merged.access_tokens.len(),
                    mine.iter().chain(&theirs).collect::<std::collections::BTreeSet<_>>().len());
            }
        }
    }
}
