//! Values read on every request, kept until their topic changes.

use std::{fmt, hash::Hash, sync::Arc};

use arc_swap::ArcSwapOption;
use genkan_database::{Conn, DbError};

use crate::{
    app::Inner,
    changes::{Changes, Topic},
};

struct Versioned<V> {
    version: i64,
    value: Arc<V>,
}

impl<V> Clone for Versioned<V> {
    fn clone(&self) -> Self {
        Self { version: self.version, value: Arc::clone(&self.value) }
    }
}

/// A bounded map of values of one topic. Unknown keys are not remembered.
pub struct CachedMap<K, V> {
    topic: Topic,
    entries: moka::sync::Cache<K, Versioned<V>>,
}

impl<K, V> fmt::Debug for CachedMap<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CachedMap").field("topic", &self.topic).finish_non_exhaustive()
    }
}

impl<K: Hash + Eq + Clone + Send + Sync + 'static, V: Send + Sync + 'static> CachedMap<K, V> {
    /// An empty map of at most `capacity` values.
    pub fn new(topic: Topic, capacity: u64) -> Self {
        Self { topic, entries: moka::sync::Cache::new(capacity) }
    }

    /// The value for `key`, loaded when absent or outdated.
    ///
    /// # Errors
    /// Storage.
    pub async fn get(
        &self,
        app: &Inner,
        key: &K,
        load: impl AsyncFnOnce(&mut Conn) -> Result<Option<V>, DbError>,
    ) -> Result<Option<Arc<V>>, DbError> {
        let required = app.changes.required(self.topic);
        if let Some(entry) = self.entries.get(key)
            && entry.version >= required
        {
            return Ok(Some(entry.value));
        }
        let mut conn = app.db.read().await?;
        let version = Changes::version(&mut conn, self.topic).await?;
        let Some(value) = load(&mut conn).await?.map(Arc::new) else { return Ok(None) };
        self.entries.insert(key.clone(), Versioned { version, value: Arc::clone(&value) });
        Ok(Some(value))
    }
}

/// One value of one topic.
pub struct CachedOne<V> {
    topic: Topic,
    entry: ArcSwapOption<Versioned<V>>,
}

impl<V> fmt::Debug for CachedOne<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CachedOne").field("topic", &self.topic).finish_non_exhaustive()
    }
}

impl<V: Send + Sync + 'static> CachedOne<V> {
    /// Nothing loaded yet.
    pub fn new(topic: Topic) -> Self {
        Self { topic, entry: ArcSwapOption::empty() }
    }

    /// The value, if it is there, current and `fresh`.
    pub fn peek(&self, app: &Inner, fresh: impl Fn(&V) -> bool) -> Option<Arc<V>> {
        let required = app.changes.required(self.topic);
        let entry = self.entry.load();
        let entry = entry.as_ref()?;
        (entry.version >= required && fresh(&entry.value)).then(|| Arc::clone(&entry.value))
    }

    /// The value, loaded when absent, outdated or no longer `fresh`.
    ///
    /// # Errors
    /// Storage.
    pub async fn get(
        &self,
        app: &Inner,
        fresh: impl Fn(&V) -> bool,
        load: impl AsyncFnOnce(&mut Conn) -> Result<V, DbError>,
    ) -> Result<Arc<V>, DbError> {
        if let Some(value) = self.peek(app, &fresh) {
            return Ok(value);
        }
        let mut conn = app.db.read().await?;
        let version = Changes::version(&mut conn, self.topic).await?;
        let value = Arc::new(load(&mut conn).await?);
        self.entry.store(Some(Arc::new(Versioned { version, value: Arc::clone(&value) })));
        Ok(value)
    }
}
