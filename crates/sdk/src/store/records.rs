use std::sync::Arc;

use genkan_oauth::secret::{base64url, sha256};

use super::{ErasedStore, StoreUnavailable, StoredSession};
use crate::clock::Random;
use crate::config::Config;
use crate::seal::{Purpose, Sealer};
use crate::session::SessionRecord;

/// The store with the SDK's rules: keys are hashes, records are sealed and bound to their id
/// (`docs/SESSION-FORMAT.md` §6).
#[derive(Debug)]
pub(crate) struct StoredRecords {
    store: Arc<dyn ErasedStore>,
    sealer: Sealer,
    random: Arc<dyn Random>,
    app_id: String,
}

impl StoredRecords {
    pub(crate) fn new(store: Arc<dyn ErasedStore>, config: &Config) -> Self {
        Self {
            store,
            sealer: Sealer::new(Purpose::StoredSession, config),
            random: Arc::clone(&config.random),
            app_id: config.app_id.clone(),
        }
    }

    /// The session `id`. `None` for an id the store does not know and for a record that is not ours to open.
    pub(crate) async fn load(&self, id: &str) -> Result<Option<SessionRecord>, StoreUnavailable> {
        let stored = self.store.load(&self.name("session", &[id])).await?;
        let record = stored.and_then(|stored| self.sealer.open::<SessionRecord>(&stored.sealed));
        // A record copied under another key is nobody's session.
        Ok(record.filter(|record| record.id == id))
    }

    /// Writes a new session. One that is there already was written by an attempt whose answer was lost.
    pub(crate) async fn create(&self, record: &SessionRecord) -> Result<(), StoreUnavailable> {
        let key = self.name("session", &[&record.id]);
        match self.store.create(&key, &self.stored(record)?).await {
            Err(error) => match self.store.load(&key).await {
                Ok(Some(_)) => Ok(()),
                _ => Err(error),
            },
            created => created,
        }
    }

    /// Writes `record` over generation `generation`; `false` when another one, or none, is there.
    pub(crate) async fn replace(
        &self,
        generation: u64,
        record: &SessionRecord,
    ) -> Result<bool, StoreUnavailable> {
        self.store.replace(&self.name("session", &[&record.id]), generation, &self.stored(record)?).await
    }

    pub(crate) async fn delete(&self, id: &str) -> Result<(), StoreUnavailable> {
        self.store.delete(&self.name("session", &[id])).await
    }

    pub(crate) async fn delete_by_sid(&self, issuer: &str, sid: &str) -> Result<(), StoreUnavailable> {
        self.store.delete_by_sid(&self.name("sid", &[issuer, sid])).await
    }

    pub(crate) async fn delete_by_subject(&self, issuer: &str, sub: &str) -> Result<(), StoreUnavailable> {
        self.store.delete_by_subject(&self.name("subject", &[issuer, sub])).await
    }

    /// Claims one refresh of the session `id` among all processes.
    pub(crate) async fn claim_refresh(&self, id: &str, seconds: u32) -> Result<bool, StoreUnavailable> {
        self.store.claim(&self.name("refresh", &[id]), seconds).await
    }

    pub(crate) async fn release_refresh(&self, id: &str) -> Result<(), StoreUnavailable> {
        self.store.release(&self.name("refresh", &[id])).await
    }

    /// Takes a logout token's `jti` once.
    pub(crate) async fn claim_logout(&self, jti: &str, seconds: u32) -> Result<bool, StoreUnavailable> {
        self.store.claim(&self.name("logout", &[jti]), seconds).await
    }

    pub(crate) async fn release_logout(&self, jti: &str) -> Result<(), StoreUnavailable> {
        self.store.release(&self.name("logout", &[jti])).await
    }

    fn stored(&self, record: &SessionRecord) -> Result<StoredSession, StoreUnavailable> {
        let issuer = record.claims.issuer();
        // Tokens can be had again, the refresh token cannot: what is too much to seal goes without them.
        let sealed = self.sealer.seal(record, self.random.as_ref()).or_else(|_| {
            let mut smaller = record.clone();
            smaller.access_tokens.clear();
            self.sealer.seal(&smaller, self.random.as_ref())
        });
        Ok(StoredSession {
            generation: record.generation,
            expires_at: record.exp,
            subject: self.name("subject", &[issuer, &record.sub]),
            sid: record.claims.get::<String>("sid").map(|sid| self.name("sid", &[issuer, &sid])),
            sealed: sealed.map_err(|error| {
                StoreUnavailable(format!("the session is too large to be sealed: {} bytes", error.length))
            })?,
        })
    }

    fn name(&self, kind: &str, parts: &[&str]) -> String {
        store_name(kind, &self.app_id, parts)
    }
}

/// A name that tells nothing: the hash of what it is for, the app, and the parts, each with its length.
pub(crate) fn store_name(kind: &str, app_id: &str, parts: &[&str]) -> String {
    let mut text = format!("genkan-{kind}/1/{app_id}");
    for part in parts {
        text.push_str(&format!("\n{}:{part}", part.len()));
    }
    base64url(sha256(text.as_bytes()))
}
