//! Sessions on the server: the cookie holds only an id, the record lies in a store.

mod erased;
mod memory;
mod records;
#[cfg(feature = "redis")]
mod redis;
mod shared;

pub use erased::StoreUnavailable;
pub use memory::MemoryStore;
#[cfg(feature = "redis")]
pub use redis::{RedisStore, RedisUnavailable};

pub(crate) use erased::ErasedStore;
pub(crate) use records::StoredRecords;
#[cfg(test)]
pub(crate) use records::store_name;

use std::fmt::Debug;

use serde::{Deserialize, Serialize};

/// One session as a store keeps it. Everything but the numbers is opaque ASCII made by the SDK: the store learns
/// neither tokens nor names, and what it gives back is checked.
///
/// ```
/// // A record survives any store that keeps five values; as JSON, for one that keeps text:
/// let session = genkan_sdk::StoredSession {
///     generation: 3,
///     expires_at: 1_800_000_000,
///     subject: "9Yl0…".into(),
///     sid: None,
///     sealed: "eyJhbGciOiJkaXIi…".into(),
/// };
/// let text = serde_json::to_string(&session)?;
/// assert_eq!(serde_json::from_str::<genkan_sdk::StoredSession>(&text)?, session);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredSession {
    /// Counts the refreshes; [`SessionStore::replace`] compares it. Up to `i64::MAX`, so that databases can hold it.
    pub generation: u64,
    /// When the record may be dropped, in seconds since the epoch; any number.
    pub expires_at: i64,
    /// Names the person, for [`SessionStore::delete_by_subject`]; 43 characters.
    pub subject: String,
    /// Names the provider's session, for [`SessionStore::delete_by_sid`], when the provider gave one; 43 characters.
    pub sid: Option<String>,
    /// The session, sealed with the cookie secret: up to some 20,000 characters.
    pub sealed: String,
}

/// What a store does not manage; the text is for the log.
///
/// ```
/// fn lost() -> genkan_sdk::StoreError {
///     "the database has no table `sessions`".into()
/// }
/// # assert!(lost().to_string().contains("sessions"));
/// ```
pub type StoreError = Box<dyn std::error::Error + Send + Sync>;

/// Keeps sessions on the server. Implement it for a database of your own in some 40 lines
/// (`crates/sdk/examples/sql_store.rs` does), then run [`testing::check_store`](crate::testing::check_store) on it.
///
/// Keys are 43 characters of `A-Z a-z 0-9 - _`. A failure of the store is never a sign-out: requests are answered with
/// `503` and everything is as before once the store is back. Times are compared with the SDK's clock: a store may drop
/// a record after `expires_at` and must not before; it need not hide expired ones.
///
/// ```
/// use std::collections::HashMap;
/// use std::sync::Mutex;
/// use genkan_sdk::{SessionStore, StoreError, StoredSession};
///
/// #[derive(Debug, Default)]
/// struct Sessions(Mutex<HashMap<String, StoredSession>>);
///
/// impl SessionStore for Sessions {
///     async fn load(&self, key: &str) -> Result<Option<StoredSession>, StoreError> {
///         Ok(self.0.lock().unwrap().get(key).cloned())
///     }
///     async fn create(&self, key: &str, session: &StoredSession) -> Result<(), StoreError> {
///         self.0.lock().unwrap().insert(key.to_owned(), session.clone());
///         Ok(())
///     }
///     async fn replace(&self, key: &str, generation: u64, session: &StoredSession) -> Result<bool, StoreError> {
///         let mut sessions = self.0.lock().unwrap();
///         let current = sessions.get_mut(key).filter(|current| current.generation == generation);
///         Ok(current.map(|current| *current = session.clone()).is_some())
///     }
///     async fn delete(&self, key: &str) -> Result<(), StoreError> {
///         self.0.lock().unwrap().remove(key);
///         Ok(())
///     }
///     async fn delete_by_sid(&self, sid: &str) -> Result<(), StoreError> {
///         self.0.lock().unwrap().retain(|_, session| session.sid.as_deref() != Some(sid));
///         Ok(())
///     }
///     async fn delete_by_subject(&self, subject: &str) -> Result<(), StoreError> {
///         self.0.lock().unwrap().retain(|_, session| session.subject != subject);
///         Ok(())
///     }
/// }
/// ```
pub trait SessionStore: Debug + Send + Sync + 'static {
    /// The session under `key`, exactly as it was last written.
    fn load(&self, key: &str) -> impl Future<Output = Result<Option<StoredSession>, StoreError>> + Send;

    /// Writes a session under a key that has never been used before.
    fn create(
        &self,
        key: &str,
        session: &StoredSession,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Compare and set, in one step: writes `session` only if there is a record under `key` and its generation is
    /// `generation`. `false` when not. A record that has been deleted must not come back.
    fn replace(
        &self,
        key: &str,
        generation: u64,
        session: &StoredSession,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// Deletes the session under `key`, if there is one.
    fn delete(&self, key: &str) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Deletes all sessions with this `sid` (OpenID Connect Back-Channel Logout §2.7).
    fn delete_by_sid(&self, sid: &str) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Deletes all sessions of this person.
    fn delete_by_subject(&self, subject: &str) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Claims `name` for one caller for `seconds` from now on: `true` for exactly one of all who ask until then or
    /// until [`release`](Self::release). With it, several processes share one refresh and a logout token counts once.
    ///
    /// The default gives it to everybody: right for one process, where the SDK keeps the order by itself.
    fn claim(&self, name: &str, seconds: u32) -> impl Future<Output = Result<bool, StoreError>> + Send {
        let _ = (name, seconds);
        async { Ok(true) }
    }

    /// Ends a claim before its time.
    fn release(&self, name: &str) -> impl Future<Output = Result<(), StoreError>> + Send {
        let _ = name;
        async { Ok(()) }
    }
}
