//! The one writer: each transaction is a savepoint inside an outer transaction that a group of them shares.
//!
//! Whoever holds the lock works alone. When nobody does, the outer transaction is open exactly if somebody waits for
//! its commit.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI32, Ordering},
    },
    time::Duration,
};

use rusqlite::hooks::Wal;
use tokio::{
    sync::{Mutex, OwnedMutexGuard, oneshot},
    time::timeout,
};

use super::{Location, checkpoint, committer::Committer, handle::Handle};
use crate::{DbError, Row, Value};

type Outcome = Result<(), DbError>;

pub(super) struct WriterQueue {
    state: Arc<Mutex<WriterState>>,
    committer: Committer,
    /// So that a transaction begun inside another one, or an overload, ends in an error and not in silence.
    wait: Duration,
}

impl WriterQueue {
    pub(super) fn open(location: &Location) -> Result<Self, DbError> {
        let mut state = WriterState {
            location: location.clone(),
            handle: None,
            closed: false,
            waiters: Vec::new(),
            log_pages: Arc::new(AtomicI32::new(0)),
        };
        state.handle()?;
        let state = Arc::new(Mutex::new(state));
        let committer = Committer::start(state.clone(), location.clone())?;
        Ok(Self { state, committer, wait: location.wait })
    }

    /// Waits for the lock, in fair order. There is no await after it is taken, so cancelling leaves nothing behind.
    pub(super) async fn begin(&self) -> Result<Writer, DbError> {
        let queued = self.state.clone().lock_owned();
        let mut state = timeout(self.wait, queued)
            .await
            .map_err(|_| DbError::Unavailable("the writer was not free in time".to_owned()))?;
        state.begin()?;
        Ok(Writer { state: Some(state), committer: self.committer.clone() })
    }

    pub(super) async fn close(&self) {
        let mut state = self.state.clone().lock_owned().await;
        state.commit_group().announce();
        state.closed = true;
        if let Some(handle) = state.handle.take() {
            checkpoint::truncate(&handle);
        }
    }
}

pub(super) struct WriterState {
    location: Location,
    /// Empty before the first use, after close, and after a failure that the connection did not survive.
    handle: Option<Handle>,
    closed: bool,
    waiters: Vec<oneshot::Sender<Outcome>>,
    /// The length of the write-ahead log, told by SQLite after each commit.
    log_pages: Arc<AtomicI32>,
}

impl WriterState {
    /// The connection, opened again if it was lost.
    fn handle(&mut self) -> Result<&mut Handle, DbError> {
        if self.closed {
            return Err(DbError::Unavailable("the database is closed".to_owned()));
        }
        match &mut self.handle {
            Some(handle) => Ok(handle),
            empty => {
                let mut handle = Handle::open_writer(&self.location)?;
                let log_pages = self.log_pages.clone();
                let hook = move |_: &mut Wal, pages| {
                    log_pages.store(pages, Ordering::Relaxed);
                    Ok(())
                };
                handle.connection.wal_hook(Some(hook)).map_err(super::error::from_sqlite)?;
                Ok(empty.insert(handle))
            }
        }
    }

    fn begin(&mut self) -> Result<(), DbError> {
        let handle = self.handle()?;
        if handle.connection.is_autocommit() {
            handle.control("BEGIN IMMEDIATE")?;
        }
        let outcome = handle.control("SAVEPOINT tx");
        if let Err(error) = &outcome {
            self.give_up_if_alone(error);
        }
        outcome
    }

    /// Ends the savepoint, keeping its changes for the group.
    fn release(&mut self) -> Result<(), DbError> {
        self.handle()?.control("RELEASE tx")
    }

    /// Undoes the savepoint. The rest of the group is not touched.
    fn rollback(&mut self) {
        let Some(handle) = &self.handle else { return };
        if handle.connection.is_autocommit() {
            return;
        }
        if self.waiters.is_empty() {
            self.abandon();
        } else if let Err(error) =
            handle.control("ROLLBACK TO tx").and_then(|()| handle.control("RELEASE tx"))
        {
            self.fail_group(&error);
        }
    }

    /// SQLite ends the whole transaction by itself on some errors (disk full, input/output). Then the group is lost.
    fn notice(&mut self, error: &DbError) {
        if self.handle.as_ref().is_none_or(|handle| handle.connection.is_autocommit()) {
            self.fail_group(error);
        }
    }

    fn give_up_if_alone(&mut self, error: &DbError) {
        if self.waiters.is_empty() {
            self.abandon();
        } else {
            self.notice(error);
        }
    }

    fn fail_group(&mut self, error: &DbError) {
        self.abandon();
        let outcome = Err(DbError::Unavailable(format!("the group commit failed: {error}")));
        Announcement { waiters: std::mem::take(&mut self.waiters), outcome }.announce();
    }

    /// Ends the outer transaction without its changes, by closing the connection if need be.
    fn abandon(&mut self) {
        if let Some(handle) = &self.handle
            && !handle.connection.is_autocommit()
            && let Err(error) = handle.control("ROLLBACK")
        {
            tracing::warn!(%error, "the SQLite writer could not roll back and is opened again");
            self.handle = None;
        }
    }

    /// Commits for everybody who waits. One fsync.
    pub(super) fn commit_group(&mut self) -> Announcement {
        if self.waiters.is_empty() {
            return Announcement { waiters: Vec::new(), outcome: Ok(()) };
        }
        let outcome = match &self.handle {
            Some(handle) => handle.control("COMMIT"),
            None => Err(DbError::Unavailable("the writer was lost".to_owned())),
        };
        let outcome = outcome.map_err(|error| {
            self.abandon();
            match error {
                DbError::Unavailable(reason) => DbError::Unavailable(reason),
                other => DbError::Unavailable(format!("the group commit failed: {other}")),
            }
        });
        Announcement { waiters: std::mem::take(&mut self.waiters), outcome }
    }

    pub(super) fn log_pages(&self) -> i32 {
        self.log_pages.load(Ordering::Relaxed)
    }
}

/// The result of a commit, still to be told to those who wait for it.
#[must_use]
pub(super) struct Announcement {
    waiters: Vec<oneshot::Sender<Outcome>>,
    outcome: Outcome,
}

impl Announcement {
    /// A waiter that is gone (its future was dropped) does not need to know.
    pub(super) fn announce(self) {
        for waiter in self.waiters {
            let _gone = waiter.send(self.outcome.clone());
        }
    }
}

/// An open transaction: the lock on the writer and a savepoint.
pub(crate) struct Writer {
    /// Taken by `commit`.
    state: Option<OwnedMutexGuard<WriterState>>,
    committer: Committer,
}

impl Writer {
    pub(crate) fn execute(&mut self, sql: &'static str, args: &[Value<'_>]) -> Result<u64, DbError> {
        self.with(|handle| handle.execute(sql, args))
    }

    pub(crate) fn query(
        &mut self,
        sql: &'static str,
        args: &[Value<'_>],
        each: impl FnMut(&Row<'_>),
    ) -> Result<(), DbError> {
        self.with(|handle| handle.query(sql, args, false, each))
    }

    pub(crate) fn prepare(&mut self, sql: &str) -> Result<(), DbError> {
        self.with(|handle| handle.check(sql))
    }

    /// Runs one statement of a migration, given in SQLite's words.
    pub(crate) fn run(&mut self, sql: &str) -> Result<(), DbError> {
        self.with(|handle| handle.batch(sql))
    }

    /// Leaves the changes to the group and waits until it is durable.
    pub(crate) async fn commit(mut self) -> Result<(), DbError> {
        let (waiter, committed) = oneshot::channel();
        {
            let Some(mut state) = self.state.take() else { return Ok(()) };
            if let Err(error) = state.release() {
                state.rollback();
                return Err(error);
            }
            state.waiters.push(waiter);
            self.committer.wake();
        }
        let lost = || DbError::Unavailable("the committer is gone".to_owned());
        committed.await.unwrap_or_else(|_| Err(lost()))
    }

    fn with<T>(&mut self, work: impl FnOnce(&mut Handle) -> Result<T, DbError>) -> Result<T, DbError> {
        let Some(state) = &mut self.state else {
            return Err(DbError::Sql("the transaction is over".to_owned()));
        };
        let outcome = state.handle().and_then(work);
        if let Err(error) = &outcome {
            state.notice(error);
        }
        outcome
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        if let Some(state) = &mut self.state {
            state.rollback();
        }
    }
}
