use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use genkan_sdk::{SessionStore, StoreError, StoredSession};

/// How [`BrokenStore`] goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    CutsLongValues,
    DropsTheSid,
    ReplacesAnything,
    CreatesByReplace,
    LooksBeforeItWrites,
    ForgetsEarly,
    DeletesOneBySid,
    DeletesByTheFirstSid,
    DeletesEverybody,
    MixesSidAndSubject,
    RefusesToDeleteTwice,
    GivesClaimsToAll,
    HasOneClaim,
    NeverReleases,
}

/// A store in memory with one fault, for the check to find.
#[derive(Debug, Clone)]
pub struct BrokenStore {
    fault: Fault,
    sessions: Arc<Mutex<HashMap<String, Kept>>>,
    claims: Arc<Mutex<HashMap<String, ()>>>,
}

#[derive(Debug, Clone)]
struct Kept {
    session: StoredSession,
    first_sid: Option<String>,
}

impl BrokenStore {
    pub fn new(fault: Fault) -> Self {
        Self { fault, sessions: Arc::default(), claims: Arc::default() }
    }

    fn has(&self, fault: Fault) -> bool {
        self.fault == fault
    }

    fn kept(&self, session: &StoredSession, first_sid: Option<String>) -> Kept {
        let mut session = session.clone();
        if self.has(Fault::CutsLongValues) {
            session.sealed.truncate(4_000);
        }
        if self.has(Fault::DropsTheSid) {
            session.sid = None;
        }
        Kept { session, first_sid }
    }
}

impl SessionStore for BrokenStore {
    async fn load(&self, key: &str) -> Result<Option<StoredSession>, StoreError> {
        let found = self.sessions.lock().unwrap().get(key).map(|kept| kept.session.clone());
        let early = |session: &StoredSession| session.generation == 2 && self.has(Fault::ForgetsEarly);
        Ok(found.filter(|session| !early(session)))
    }

    async fn create(&self, key: &str, session: &StoredSession) -> Result<(), StoreError> {
        let kept = self.kept(session, session.sid.clone());
        self.sessions.lock().unwrap().insert(key.to_owned(), kept);
        Ok(())
    }

    async fn replace(&self, key: &str, generation: u64, session: &StoredSession) -> Result<bool, StoreError> {
        let known = self.sessions.lock().unwrap().get(key).cloned();
        let Some(known) = known else {
            if self.has(Fault::CreatesByReplace) {
                self.create(key, session).await?;
                return Ok(true);
            }
            return Ok(false);
        };
        if known.session.generation != generation && !self.has(Fault::ReplacesAnything) {
            return Ok(false);
        }
        if self.has(Fault::LooksBeforeItWrites) {
            tokio::task::yield_now().await;
        }
        let mut sessions = self.sessions.lock().unwrap();
        match sessions.get_mut(key) {
            Some(current)
                if current.session.generation == generation
                    || self.has(Fault::ReplacesAnything)
                    || self.has(Fault::LooksBeforeItWrites) =>
            {
                *current = self.kept(session, known.first_sid);
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    async fn delete(&self, key: &str) -> Result<(), StoreError> {
        let gone = self.sessions.lock().unwrap().remove(key);
        if gone.is_none() && self.has(Fault::RefusesToDeleteTwice) {
            return Err("no such session".into());
        }
        Ok(())
    }

    async fn delete_by_sid(&self, sid: &str) -> Result<(), StoreError> {
        let mut sessions = self.sessions.lock().unwrap();
        if self.has(Fault::DeletesEverybody) {
            sessions.clear();
        }
        let goes = |kept: &Kept| {
            let own = if self.has(Fault::DeletesByTheFirstSid) { &kept.first_sid } else { &kept.session.sid };
            own.as_deref() == Some(sid)
                || (self.has(Fault::MixesSidAndSubject) && kept.session.subject == sid)
        };
        if self.has(Fault::DeletesOneBySid) {
            let one = sessions.iter().find(|(_, kept)| goes(kept)).map(|(key, _)| key.clone());
            one.map(|key| sessions.remove(&key));
        } else {
            sessions.retain(|_, kept| !goes(kept));
        }
        Ok(())
    }

    async fn delete_by_subject(&self, subject: &str) -> Result<(), StoreError> {
        self.sessions.lock().unwrap().retain(|_, kept| kept.session.subject != subject);
        Ok(())
    }

    async fn claim(&self, name: &str, _seconds: u32) -> Result<bool, StoreError> {
        if self.has(Fault::GivesClaimsToAll) {
            return Ok(true);
        }
        let name = if self.has(Fault::HasOneClaim) { "" } else { name };
        Ok(self.claims.lock().unwrap().insert(name.to_owned(), ()).is_none())
    }

    async fn release(&self, name: &str) -> Result<(), StoreError> {
        if !self.has(Fault::NeverReleases) {
            let name = if self.has(Fault::HasOneClaim) { "" } else { name };
            self.claims.lock().unwrap().remove(name);
        }
        Ok(())
    }
}
