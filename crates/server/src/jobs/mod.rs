//! Work beside the requests: following what other nodes changed, and sweeping out what has expired.

mod lease;

use std::time::Duration;

use futures_util::future::BoxFuture;
use genkan_database::{DbError, Tx};
use tokio::{
    sync::watch,
    task::JoinSet,
    time::{Interval, MissedTickBehavior},
};

pub use self::lease::acquire;
use crate::{app::App, clock::Timestamp};

/// How often a node looks for others' changes: the staleness of its caches.
const POLL: Duration = Duration::from_millis(500);
/// How often expired rows are removed, by whichever node holds the lease.
const SWEEP: Duration = Duration::from_secs(60);

/// Removes a slice's expired rows; the number removed.
pub type Sweep = for<'a> fn(&'a mut Tx, Timestamp) -> BoxFuture<'a, Result<u64, DbError>>;

/// A slice's sweep and what it is called in the log.
pub type NamedSweep = (&'static str, Sweep);

/// Runs until `stop` turns true or its sender is gone. A failure is logged and tried again at the next tick.
pub async fn run(app: App, sweeps: &'static [NamedSweep], stop: watch::Receiver<bool>) {
    let mut tasks = JoinSet::new();
    tasks.spawn(until_stopped(stop.clone(), follow_changes(app.clone())));
    tasks.spawn(until_stopped(stop, sweep_now_and_then(app, sweeps)));
    while tasks.join_next().await.is_some() {}
}

async fn follow_changes(app: App) {
    let mut ticks = every(POLL);
    loop {
        ticks.tick().await;
        if let Err(error) = app.changes.poll(&app.db).await {
            tracing::warn!(%error, "cannot look for changes of other nodes");
        }
    }
}

async fn sweep_now_and_then(app: App, sweeps: &'static [NamedSweep]) {
    let mut ticks = every(SWEEP);
    loop {
        ticks.tick().await;
        if let Err(error) = sweep(&app, sweeps).await {
            tracing::warn!(%error, "cannot remove what has expired");
        }
    }
}

fn every(period: Duration) -> Interval {
    let mut ticks = tokio::time::interval(period);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticks
}

/// Drops `work` wherever it waits when the signal comes: a transaction it had begun rolls back.
async fn until_stopped(mut stop: watch::Receiver<bool>, work: impl Future<Output = ()>) {
    tokio::select! {
        () = work => {}
        _ = stop.wait_for(|stopped| *stopped) => {}
    }
}

/// One round of all sweeps, each in its own transaction, if this node gets the lease.
///
/// # Errors
/// Storage; what was swept before the error stays swept.
pub async fn sweep(app: &App, sweeps: &[NamedSweep]) -> Result<(), DbError> {
    let seconds = i64::try_from(SWEEP.as_secs()).unwrap_or(i64::MAX);
    let mut tx = app.db.begin().await?;
    let ours = acquire(&mut tx, "sweep", app.node(), app.clock.now(), seconds).await?;
    tx.commit().await?;
    if !ours {
        return Ok(());
    }
    for (name, sweep) in sweeps {
        let mut tx = app.db.begin().await?;
        let removed = sweep(&mut tx, app.clock.now()).await?;
        tx.commit().await?;
        tracing::debug!(name, removed, "removed what has expired");
    }
    Ok(())
}
