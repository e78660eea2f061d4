//! The thread that commits for the group, and its companion that checkpoints.

use std::{
    sync::{
        Arc,
        mpsc::{SyncSender, sync_channel},
    },
    thread,
};

use tokio::sync::Mutex;

use super::{Location, checkpoint, writer::WriterState};
use crate::DbError;

/// Wakes the committing thread. The threads end when the last clone is gone.
#[derive(Clone)]
pub(super) struct Committer(SyncSender<()>);

impl Committer {
    pub(super) fn start(state: Arc<Mutex<WriterState>>, location: Location) -> Result<Self, DbError> {
        // Room for one: a pending wake-up already covers everybody who comes before it is heard.
        let (wake_committer, commit_wanted) = sync_channel(1);
        let (wake_checkpoint, checkpoint_wanted) = sync_channel(1);
        let writer = state.clone();
        spawn("sqlite-commit", move || {
            for () in commit_wanted {
                // The lock is fair: everybody who asked for it before now joins this commit.
                let mut state = writer.blocking_lock();
                let announcement = state.commit_group();
                let log_pages = state.log_pages();
                drop(state);
                announcement.announce();
                if log_pages >= checkpoint::LOG_PAGES {
                    let _already_pending = wake_checkpoint.try_send(());
                }
            }
        })?;
        spawn("sqlite-checkpoint", move || {
            for () in checkpoint_wanted {
                checkpoint::run(&state, &location);
            }
        })?;
        Ok(Self(wake_committer))
    }

    pub(super) fn wake(&self) {
        let _already_pending = self.0.try_send(());
    }
}

fn spawn(name: &str, body: impl FnOnce() + Send + 'static) -> Result<(), DbError> {
    thread::Builder::new()
        .name(name.to_owned())
        .stack_size(256 * 1024)
        .spawn(body)
        .map(drop)
        .map_err(|error| DbError::Unavailable(format!("cannot start the thread {name}: {error}")))
}
