use std::fmt::Debug;
use std::pin::Pin;
use std::time::Duration;

use super::{SessionStore, StoreError, StoredSession};

/// Longest wait for a store.
const PATIENCE: Duration = Duration::from_secs(5);

/// The session store did not answer. Nobody is signed out by it.
///
/// ```
/// # use genkan_sdk::{Session, SessionError, SignOutRedirect};
/// async fn leave(session: Session) -> Result<SignOutRedirect, String> {
///     session.sign_out().await.map_err(|error| match error {
///         SessionError::Store(_) => "You are still signed in. Try again in a moment.".into(),
///         error => error.to_string(),
///     })
/// }
/// ```
#[derive(Debug, Clone, thiserror::Error)]
#[error("the session store cannot be used right now: {0}")]
pub struct StoreUnavailable(pub(crate) String);

impl StoreUnavailable {
    /// What clients learn: addresses, names and states of a store are for the log.
    pub(crate) const TO_CLIENTS: &str = "the session store cannot be used right now; try again later";
}

type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreUnavailable>> + Send + 'a>>;

/// [`SessionStore`] behind a pointer, with a limit on how long it may take.
pub(crate) trait ErasedStore: Debug + Send + Sync {
    fn load<'a>(&'a self, key: &'a str) -> Answer<'a, Option<StoredSession>>;
    fn create<'a>(&'a self, key: &'a str, session: &'a StoredSession) -> Answer<'a, ()>;
    fn replace<'a>(&'a self, key: &'a str, generation: u64, session: &'a StoredSession) -> Answer<'a, bool>;
    fn delete<'a>(&'a self, key: &'a str) -> Answer<'a, ()>;
    fn delete_by_sid<'a>(&'a self, sid: &'a str) -> Answer<'a, ()>;
    fn delete_by_subject<'a>(&'a self, subject: &'a str) -> Answer<'a, ()>;
    fn claim<'a>(&'a self, name: &'a str, seconds: u32) -> Answer<'a, bool>;
    fn release<'a>(&'a self, name: &'a str) -> Answer<'a, ()>;
}

impl<S: SessionStore> ErasedStore for S {
    fn load<'a>(&'a self, key: &'a str) -> Answer<'a, Option<StoredSession>> {
        bounded(SessionStore::load(self, key))
    }

    fn create<'a>(&'a self, key: &'a str, session: &'a StoredSession) -> Answer<'a, ()> {
        bounded(SessionStore::create(self, key, session))
    }

    fn replace<'a>(&'a self, key: &'a str, generation: u64, session: &'a StoredSession) -> Answer<'a, bool> {
        bounded(SessionStore::replace(self, key, generation, session))
    }

    fn delete<'a>(&'a self, key: &'a str) -> Answer<'a, ()> {
        bounded(SessionStore::delete(self, key))
    }

    fn delete_by_sid<'a>(&'a self, sid: &'a str) -> Answer<'a, ()> {
        bounded(SessionStore::delete_by_sid(self, sid))
    }

    fn delete_by_subject<'a>(&'a self, subject: &'a str) -> Answer<'a, ()> {
        bounded(SessionStore::delete_by_subject(self, subject))
    }

    fn claim<'a>(&'a self, name: &'a str, seconds: u32) -> Answer<'a, bool> {
        bounded(SessionStore::claim(self, name, seconds))
    }

    fn release<'a>(&'a self, name: &'a str) -> Answer<'a, ()> {
        bounded(SessionStore::release(self, name))
    }
}

/// A store that hangs is a store that is down.
fn bounded<'a, T>(work: impl Future<Output = Result<T, StoreError>> + Send + 'a) -> Answer<'a, T> {
    Box::pin(async move {
        match tokio::time::timeout(PATIENCE, work).await {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(error)) => Err(StoreUnavailable(error.to_string())),
            Err(_) => Err(StoreUnavailable(format!("no answer within {} seconds", PATIENCE.as_secs()))),
        }
    })
}
