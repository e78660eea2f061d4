use std::collections::BTreeSet;

use genkan_database::{DbError, retry};

use super::{
    AuditLog, Entry,
    entry::Queued,
    queue::{Seen, Taken},
    store,
};
use crate::{app::App, ids::UserId};

/// Entries in one transaction: few, because the embedded database has one writer and requests wait for it.
const BATCH: usize = 128;
/// Seconds after a failure during which requests do not try to write a full queue out.
const PAUSE_SECONDS: i64 = 5;
const DAY_MILLIS: i64 = 86_400_000;

/// Queues an entry: no I/O, unless the queue is full; then this caller writes it out. Call it without holding a
/// connection or a transaction. Only a full queue that cannot be written (the database is down, too) loses entries,
/// and says so in the log.
pub async fn record(app: &App, mut entry: Entry) {
    let log = app.part::<AuditLog>();
    if !log.wants(&entry) || log.push(app, &mut entry) {
        return;
    }
    if !log.is_paused(app.clock.now()) {
        // Its failure shows as a queue that is still full.
        let _written = flush(app).await;
    }
    if !log.push(app, &mut entry) {
        tracing::error!(
            key = entry.key.as_ref(),
            "the audit log cannot be written and is full: an entry is lost"
        );
    }
}

/// Writes what is queued at this moment. Whoever calls it may be cancelled: nothing is lost or written twice.
///
/// # Errors
/// Storage; what was not written stays queued.
pub async fn flush(app: &App) -> Result<(), DbError> {
    let log = app.part::<AuditLog>();
    let mut seen = log.writing.lock().await;
    let mut left = log.len();
    while left > 0 {
        let taken = log.take(app, BATCH.min(left));
        left -= taken.batch.len();
        if taken.batch.is_empty() {
            break;
        }
        if let Err(error) = write(app, &mut seen, taken).await {
            log.pause(app.clock.now().plus_seconds(PAUSE_SECONDS));
            return Err(error);
        }
    }
    Ok(())
}

async fn write(app: &App, seen: &mut Seen, mut taken: Taken<'_>) -> Result<(), DbError> {
    let rows = match app.part::<AuditLog>().is_enabled() {
        true => taken.batch.iter().map(store::Row::from).collect(),
        false => Vec::new(),
    };
    let active = activity(&taken.batch, seen);
    let stored = retry(async || {
        let mut tx = app.db.begin().await?;
        store::insert(&mut tx, &rows).await?;
        for (day, user) in &active {
            store::insert_active_user(&mut tx, *day, user).await?;
        }
        tx.commit().await
    });
    match stored.await {
        Ok(()) => {}
        Err(error @ (DbError::Unavailable(_) | DbError::Conflict)) => return Err(error),
        Err(error) => {
            // It would fail for ever, and hold up those behind it.
            tracing::error!(%error, entries = taken.batch.len(), "audit log entries cannot be stored");
        }
    }
    taken.batch.clear();
    if let Some(day) = active.last().map(|(day, _)| *day) {
        let users = active.into_iter().filter(|(own, _)| *own == day).map(|(_, user)| user).collect();
        seen.remember(day, users);
    }
    Ok(())
}

/// Who is active on which day (UTC, days since the epoch) and not known to be.
fn activity(batch: &[Queued], seen: &Seen) -> BTreeSet<(i64, UserId)> {
    let active = |queued: &Queued| {
        let user = queued.entry.active_user()?;
        let day = queued.at.millis().div_euclid(DAY_MILLIS);
        (!seen.knew(day, user)).then(|| (day, user.clone()))
    };
    batch.iter().filter_map(active).collect()
}
