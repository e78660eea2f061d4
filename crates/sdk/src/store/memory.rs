use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{SessionStore, StoreError, StoredSession};
use crate::clock::{Clock, SystemClock};

/// How many writes pass between two looks for what has expired.
const SWEEP_EVERY: u32 = 256;

/// Sessions in the memory of this process: for tests, for development, and for one process whose people may sign in
/// again after a restart. Clones share the sessions.
///
/// ```
/// let config = genkan_sdk::Config::builder().session_store(genkan_sdk::MemoryStore::default());
/// ```
#[derive(Debug, Clone)]
pub struct MemoryStore {
    clock: Arc<dyn Clock>,
    kept: Arc<Mutex<Kept>>,
}

#[derive(Debug, Default)]
struct Kept {
    sessions: HashMap<String, StoredSession>,
    claims: HashMap<String, i64>,
    writes: u32,
}

impl Default for MemoryStore {
    fn default() -> Self {
        Self::with_clock(Arc::new(SystemClock))
    }
}

impl MemoryStore {
    /// A store that tells time by `clock`, for tests.
    ///
    /// ```
    /// use std::sync::Arc;
    /// let store = genkan_sdk::MemoryStore::with_clock(Arc::new(genkan_sdk::SystemClock));
    /// ```
    pub fn with_clock(clock: Arc<dyn Clock>) -> Self {
        Self { clock, kept: Arc::default() }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn count_write(&mut self, now: i64) {
        self.writes += 1;
        if self.writes >= SWEEP_EVERY {
            self.writes = 0;
            self.sessions.retain(|_, session| session.expires_at > now);
            self.claims.retain(|_, until| *until > now);
        }
    }
}

impl SessionStore for MemoryStore {
    async fn load(&self, key: &str) -> Result<Option<StoredSession>, StoreError> {
        Ok(self.kept().sessions.get(key).cloned())
    }

    async fn create(&self, key: &str, session: &StoredSession) -> Result<(), StoreError> {
        let now = self.clock.now();
        let mut kept = self.kept();
        kept.count_write(now);
        kept.sessions.insert(key.to_owned(), session.clone());
        Ok(())
    }

    async fn replace(&self, key: &str, generation: u64, session: &StoredSession) -> Result<bool, StoreError> {
        let mut kept = self.kept();
        match kept.sessions.get_mut(key) {
            Some(current) if current.generation == generation => {
                *current = session.clone();
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    async fn delete(&self, key: &str) -> Result<(), StoreError> {
        self.kept().sessions.remove(key);
        Ok(())
    }

    async fn delete_by_sid(&self, sid: &str) -> Result<(), StoreError> {
        self.kept().sessions.retain(|_, session| session.sid.as_deref() != Some(sid));
        Ok(())
    }

    async fn delete_by_subject(&self, subject: &str) -> Result<(), StoreError> {
        self.kept().sessions.retain(|_, session| session.subject != subject);
        Ok(())
    }

    async fn claim(&self, name: &str, seconds: u32) -> Result<bool, StoreError> {
        let now = self.clock.now();
        let mut kept = self.kept();
        kept.count_write(now);
        if kept.claims.get(name).is_some_and(|until| *until > now) {
            return Ok(false);
        }
        kept.claims.insert(name.to_owned(), now + i64::from(seconds));
        Ok(true)
    }

    async fn release(&self, name: &str) -> Result<(), StoreError> {
        self.kept().claims.remove(name);
        Ok(())
    }
}
