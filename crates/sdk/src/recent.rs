//! A small bounded memory of what just happened, so that parallel requests share one exchange with the provider.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// Most entries; beyond, entries nobody holds are forgotten early, precious ones last.
const MOST: usize = 10_000;

/// How many times longer a precious value is kept.
const PRECIOUS: i64 = 30;

/// Says which values should be kept longer.
pub(crate) trait Keep: Default {
    /// Whether forgetting the value would lose something.
    fn is_precious(&self) -> bool {
        false
    }
}

/// Values by key, forgotten `keep` seconds after they were last asked for; precious ones after 30 times that.
pub(crate) struct Recent<V> {
    keep: i64,
    entries: Mutex<Entries<V>>,
}

struct Entries<V> {
    by_key: HashMap<String, (Arc<V>, i64)>,
    swept: i64,
}

impl<V: Keep> Recent<V> {
    pub(crate) fn new(keep: i64) -> Self {
        Self { keep, entries: Mutex::new(Entries { by_key: HashMap::new(), swept: 0 }) }
    }

    /// The value of `key`, made when there is none.
    pub(crate) fn get_or_default(&self, key: &str, now: i64) -> Arc<V> {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        if now - entries.swept >= self.keep || entries.by_key.len() >= MOST {
            let crowded = entries.by_key.len() >= MOST;
            let keep = self.keep;
            entries.by_key.retain(|_, (value, at)| {
                let age = now - *at;
                let precious = value.is_precious();
                let keep = if precious { keep * PRECIOUS } else { keep };
                Arc::strong_count(value) > 1 || (age < keep && (precious || !crowded))
            });
            if entries.by_key.len() >= MOST {
                entries.by_key.retain(|_, (value, _)| Arc::strong_count(value) > 1);
            }
            entries.swept = now;
        }
        let entry = entries.by_key.entry(key.to_owned()).or_default();
        entry.1 = now;
        Arc::clone(&entry.0)
    }

    /// The value of `key`, when it is remembered.
    pub(crate) fn find(&self, key: &str) -> Option<Arc<V>> {
        let entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        entries.by_key.get(key).map(|(value, _)| Arc::clone(value))
    }
}

/// Shows how much is remembered: keys and values are about people.
impl<V> fmt::Debug for Recent<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        f.debug_struct("Recent").field("entries", &entries.by_key.len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Default)]
    struct Value(std::sync::atomic::AtomicBool);

    impl Keep for Value {
        fn is_precious(&self) -> bool {
            self.0.load(std::sync::atomic::Ordering::Relaxed)
        }
    }

    #[test]
    fn the_same_key_is_the_same_value_for_a_while() {
        let recent: Recent<Value> = Recent::new(60);
        let first = recent.get_or_default("a", 1_000);
        assert!(Arc::ptr_eq(&first, &recent.get_or_default("a", 1_059)));
        assert!(!Arc::ptr_eq(&first, &recent.get_or_default("b", 1_059)));
        let held = recent.get_or_default("a", 2_000);
        assert!(Arc::ptr_eq(&first, &held), "what somebody holds is not forgotten");
        drop((first, held));
        recent.get_or_default("c", 3_000);
        assert!(recent.find("a").is_none());
    }

    #[test]
    fn precious_values_stay_longer() {
        let recent: Recent<Value> = Recent::new(60);
        recent.get_or_default("a", 1_000).0.store(true, std::sync::atomic::Ordering::Relaxed);
        recent.get_or_default("b", 2_700);
        assert!(recent.find("a").is_some());
        recent.get_or_default("b", 2_900);
        assert!(recent.find("a").is_none());
    }

    #[test]
    fn a_crowd_pushes_out_what_is_not_precious() {
        let recent: Recent<Value> = Recent::new(60);
        recent.get_or_default("a", 1_000).0.store(true, std::sync::atomic::Ordering::Relaxed);
        for key in 0..(2 * MOST) {
            recent.get_or_default(&key.to_string(), 1_000);
        }
        assert!(recent.find("a").is_some() && recent.find("0").is_none());
    }

    #[test]
    fn it_is_bounded_whatever_is_precious() {
        let recent: Recent<Value> = Recent::new(60);
        for key in 0..(2 * MOST) {
            let value = recent.get_or_default(&key.to_string(), 1_000);
            value.0.store(true, std::sync::atomic::Ordering::Relaxed);
        }
        assert!(recent.entries.lock().unwrap_or_else(PoisonError::into_inner).by_key.len() <= MOST);
    }

    #[test]
    fn it_is_bounded() {
        let recent: Recent<Value> = Recent::new(60);
        for key in 0..(3 * MOST) {
            recent.get_or_default(&key.to_string(), 1_000);
        }
        assert!(recent.entries.lock().unwrap_or_else(PoisonError::into_inner).by_key.len() <= MOST);
    }
}
