//! Moving the write-ahead log into the database file, beside the writers.

use std::time::Duration;

use rusqlite::wal::CheckpointMode;
use tokio::sync::Mutex;

use super::{Location, error::from_sqlite, handle::Handle, writer::WriterState};
use crate::DbError;

/// The length of the log, in pages of 4 KiB, from which a checkpoint is worth its two fsyncs.
pub(super) const LOG_PAGES: i32 = 4_000;

/// Copies most of the log while the writer goes on, then the rest under the writer's lock, so that the log starts
/// again from its beginning. Readers are never kept waiting.
pub(super) fn run(writer: &Mutex<WriterState>, location: &Location) {
    // Waiting for a slow reader would keep the writers waiting, too; the next checkpoint tries again.
    let impatient = Location { wait: Duration::from_millis(20), ..location.clone() };
    let outcome = Handle::open_writer(&impatient).and_then(|handle| {
        checkpoint(&handle, CheckpointMode::PASSIVE)?;
        let mut state = writer.blocking_lock();
        state.commit_group().announce();
        checkpoint(&handle, CheckpointMode::RESTART)
    });
    if let Err(error) = outcome {
        tracing::info!(%error, "the SQLite checkpoint was not complete; the log grows until one is");
    }
}

/// The last checkpoint, at close. Failing is harmless: the log is read again at the next start.
pub(super) fn truncate(handle: &Handle) {
    if let Err(error) = checkpoint(handle, CheckpointMode::TRUNCATE) {
        tracing::debug!(%error, "the SQLite log was not emptied at close");
    }
}

fn checkpoint(handle: &Handle, mode: CheckpointMode) -> Result<(), DbError> {
    handle.connection.wal_checkpoint_v2(None::<&str>, mode).map(drop).map_err(from_sqlite)
}
