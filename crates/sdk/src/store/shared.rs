use std::sync::Arc;

use super::{SessionStore, StoreError, StoredSession};

/// A store that the app goes on using itself.
impl<S: SessionStore> SessionStore for Arc<S> {
    async fn load(&self, key: &str) -> Result<Option<StoredSession>, StoreError> {
        S::load(self, key).await
    }

    async fn create(&self, key: &str, session: &StoredSession) -> Result<(), StoreError> {
        S::create(self, key, session).await
    }

    async fn replace(&self, key: &str, generation: u64, session: &StoredSession) -> Result<bool, StoreError> {
        S::replace(self, key, generation, session).await
    }

    async fn delete(&self, key: &str) -> Result<(), StoreError> {
        S::delete(self, key).await
    }

    async fn delete_by_sid(&self, sid: &str) -> Result<(), StoreError> {
        S::delete_by_sid(self, sid).await
    }

    async fn delete_by_subject(&self, subject: &str) -> Result<(), StoreError> {
        S::delete_by_subject(self, subject).await
    }

    async fn claim(&self, name: &str, seconds: u32) -> Result<bool, StoreError> {
        S::claim(self, name, seconds).await
    }

    async fn release(&self, name: &str) -> Result<(), StoreError> {
        S::release(self, name).await
    }
}
