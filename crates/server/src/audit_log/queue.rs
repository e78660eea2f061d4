use std::{
    collections::{HashSet, VecDeque},
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
};

use tokio::sync::Notify;

use super::{Entry, entry::Queued};
use crate::{
    app::Inner,
    clock::Timestamp,
    ids::{OrderedIds, UserId},
};

/// Entries that may wait for the writer.
const CAPACITY: usize = 8192;
/// So many wake the writer before its time.
const PLENTY: usize = 512;
/// Users whose activity of today is remembered, to be written once. More are written again, which changes nothing.
const REMEMBERED_USERS: usize = 100_000;

/// The queue between requests and the writer. An [`App`](crate::app::App) part.
#[derive(Debug)]
pub struct AuditLog {
    enabled: bool,
    queue: Mutex<VecDeque<Queued>>,
    ids: OrderedIds,
    pub(super) wake: Notify,
    /// Held while a batch is being written, so that [`flush`](super::flush) returns only after its predecessors.
    pub(super) writing: tokio::sync::Mutex<Seen>,
    /// Until then (milliseconds) nobody but the writer tries: it failed a moment ago.
    pause_until: AtomicI64,
}

impl AuditLog {
    /// `enabled`: `audit_log.enabled`. Activity is counted either way.
    pub fn new(enabled: bool) -> Self {
        Self {
            enabled,
            queue: Mutex::default(),
            ids: OrderedIds::default(),
            wake: Notify::new(),
            writing: tokio::sync::Mutex::default(),
            pause_until: AtomicI64::new(i64::MIN),
        }
    }

    /// Whether the entry has anything to be written.
    pub(super) fn wants(&self, entry: &Entry) -> bool {
        self.enabled || entry.active_user().is_some()
    }

    pub(super) fn is_enabled(&self) -> bool {
        self.enabled
    }

    /// False: full.
    pub(super) fn push(&self, app: &Inner, entry: &mut Entry) -> bool {
        let at = app.clock.now();
        let mut queue = self.lock();
        if queue.len() >= CAPACITY {
            return false;
        }
        queue.push_back(Queued { id: String::new(), at, entry: std::mem::take(entry) });
        if queue.len() == PLENTY {
            self.wake.notify_one();
        }
        true
    }

    pub(super) fn len(&self) -> usize {
        self.lock().len()
    }

    /// The oldest ones, at most `limit`, each with an id. They return to the queue when they are dropped unwritten, and
    /// keep the id: if the commit succeeded and only its answer was lost, the next attempt finds them there.
    pub(super) fn take(&self, app: &Inner, limit: usize) -> Taken<'_> {
        let mut batch: Vec<Queued> = {
            let mut queue = self.lock();
            let count = limit.min(queue.len());
            queue.drain(..count).collect()
        };
        for queued in batch.iter_mut().filter(|queued| queued.id.is_empty()) {
            queued.id = self.ids.next(queued.at, &app.random);
        }
        Taken { log: self, batch }
    }

    pub(super) fn pause(&self, until: Timestamp) {
        self.pause_until.store(until.millis(), Ordering::Relaxed);
    }

    pub(super) fn is_paused(&self, now: Timestamp) -> bool {
        now.millis() < self.pause_until.load(Ordering::Relaxed)
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Queued>> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Entries that are being written. A failed or cancelled attempt leaves them at the head of the queue.
pub(super) struct Taken<'a> {
    log: &'a AuditLog,
    pub(super) batch: Vec<Queued>,
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        let mut queue = self.log.lock();
        for queued in self.batch.drain(..).rev() {
            queue.push_front(queued);
        }
    }
}

/// Whose activity of a day this node has written.
#[derive(Debug, Default)]
pub(super) struct Seen {
    day: i64,
    users: HashSet<UserId>,
}

impl Seen {
    /// Whether this was known. It is from now on.
    pub(super) fn knew(&self, day: i64, user: &UserId) -> bool {
        self.day == day && self.users.contains(user)
    }

    /// After the commit.
    pub(super) fn remember(&mut self, day: i64, users: Vec<UserId>) {
        if self.day != day || self.users.len() + users.len() > REMEMBERED_USERS {
            self.users.clear();
            self.day = day;
        }
        self.users.extend(users);
    }
}
