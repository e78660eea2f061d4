//! Read-only connections, used in place on the caller's thread.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{Location, handle::Handle};
use crate::{DbError, Row, Value};

pub(super) struct ReaderPool {
    location: Location,
    permits: Arc<Semaphore>,
    idle: Mutex<Vec<Handle>>,
}

impl ReaderPool {
    /// Opens the first connection, so that an unreadable file is noticed now.
    pub(super) fn open(location: &Location, limit: usize) -> Result<Arc<Self>, DbError> {
        let first = Handle::open_reader(location)?;
        Ok(Arc::new(Self {
            location: location.clone(),
            permits: Arc::new(Semaphore::new(limit.clamp(1, Semaphore::MAX_PERMITS))),
            idle: Mutex::new(vec![first]),
        }))
    }

    pub(super) async fn reader(pool: &Arc<Self>) -> Result<Reader, DbError> {
        let permit = match pool.permits.clone().try_acquire_owned() {
            Ok(permit) => permit,
            Err(_) => tokio::time::timeout(pool.location.wait, pool.permits.clone().acquire_owned())
                .await
                .map_err(|_| DbError::Unavailable("all read connections are in use".to_owned()))?
                .map_err(|_| DbError::Unavailable("the database is closed".to_owned()))?,
        };
        let idle = pool.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let handle = match idle {
            Some(handle) => handle,
            None => Handle::open_reader(&pool.location)?,
        };
        Ok(Reader { handle: Some(handle), pool: pool.clone(), _permit: permit })
    }

    pub(super) fn close(&self) {
        self.permits.close();
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

/// A borrowed read connection.
pub(crate) struct Reader {
    /// Taken when it goes back to the pool, or when it is broken.
    handle: Option<Handle>,
    pool: Arc<ReaderPool>,
    _permit: OwnedSemaphorePermit,
}

impl Reader {
    pub(crate) fn execute(&mut self, sql: &'static str, args: &[Value<'_>]) -> Result<u64, DbError> {
        self.with(|handle| handle.execute(sql, args))
    }

    pub(crate) fn query(
        &mut self,
        sql: &'static str,
        args: &[Value<'_>],
        first_only: bool,
        each: impl FnMut(&Row<'_>),
    ) -> Result<(), DbError> {
        self.with(|handle| handle.query(sql, args, first_only, each))
    }

    pub(crate) fn prepare(&mut self, sql: &str) -> Result<(), DbError> {
        self.with(|handle| handle.check(sql))
    }

    /// A connection that failed at the file is not used again: a fresh one finds out for itself.
    fn with<T>(&mut self, work: impl FnOnce(&mut Handle) -> Result<T, DbError>) -> Result<T, DbError> {
        let handle = match &mut self.handle {
            Some(handle) => handle,
            empty => empty.insert(Handle::open_reader(&self.pool.location)?),
        };
        let outcome = work(handle);
        if matches!(outcome, Err(DbError::Unavailable(_))) {
            self.handle = None;
        }
        outcome
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        if let Some(handle) = self.handle.take()
            && !self.pool.permits.is_closed()
        {
            self.pool.idle.lock().unwrap_or_else(PoisonError::into_inner).push(handle);
        }
    }
}
