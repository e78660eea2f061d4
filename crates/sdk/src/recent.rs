//! A small bounded memory of what just happened, so that parallel requests share one exchange with the provider.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Most entries; beyond, entries nobody holds are forgotten early.
const MOST: usize = 10_000;

/// Values by key, forgotten `keep` seconds after they were last asked for.
#[derive(Debug)]
pub(crate) struct Recent<V> {
    keep: i64,
    entries: Mutex<Entries<V>>,
}

#[derive(Debug)]
struct Entries<V> {
    by_key: HashMap<String, (Arc<V>, i64)>,
    swept: i64,
}

impl<V: Default> Recent<V> {
    pub(crate) fn new(keep: i64) -> Self {
        Self { keep, entries: Mutex::new(Entries { by_key: HashMap::new(), swept: 0 }) }
    }

    /// The value of `key`, made when there is none.
    pub(crate) fn get_or_default(&self, key: &str, now: i64) -> Arc<V> {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        if now - entries.swept >= self.keep || entries.by_key.len() >= MOST {
            let crowded = entries.by_key.len() >= MOST;
            let keep = self.keep;
            entries
                .by_key
                .retain(|_, (value, at)| Arc::strong_count(value) > 1 || (!crowded && now - *at < keep));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_key_is_the_same_value_for_a_while() {
        let recent: Recent<Mutex<u8>> = Recent::new(60);
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
    fn it_is_bounded() {
        let recent: Recent<Mutex<u8>> = Recent::new(60);
        for key in 0..(3 * MOST) {
            recent.get_or_default(&key.to_string(), 1_000);
        }
        assert!(recent.entries.lock().unwrap_or_else(PoisonError::into_inner).by_key.len() <= MOST);
    }
}
