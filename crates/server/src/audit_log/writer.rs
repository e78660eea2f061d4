use std::time::Duration;

use tokio::{sync::watch, time::MissedTickBehavior};

use super::{AuditLog, flush, prune};
use crate::app::App;

/// How long an entry may wait.
const PERIOD: Duration = Duration::from_millis(200);
/// How often old entries are looked for.
const PRUNE: Duration = Duration::from_secs(600);

/// Writes what requests queue, until `stop` turns true or its sender is gone; then once more, to the end. Stop it
/// after the last request.
pub async fn run(app: App, stop: watch::Receiver<bool>) {
    tokio::select! {
        () = write(&app, stop) => {}
        () = prune_now_and_then(&app) => {}
    }
    if let Err(error) = flush(&app).await {
        let entries = app.part::<AuditLog>().len();
        tracing::error!(%error, entries, "the last audit log entries cannot be written");
    }
}

/// A flush is never interrupted by the signal.
async fn write(app: &App, mut stop: watch::Receiver<bool>) {
    let log = app.part::<AuditLog>();
    let mut ticks = tokio::time::interval(PERIOD);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            () = log.wake.notified() => {}
            _ = stop.wait_for(|stopped| *stopped) => return,
        }
        if let Err(error) = flush(app).await {
            tracing::warn!(%error, "the audit log cannot be written now; entries wait");
            ticks.reset();
        }
    }
}

async fn prune_now_and_then(app: &App) {
    let mut ticks = tokio::time::interval(PRUNE);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        if let Err(error) = prune(app).await {
            tracing::warn!(%error, "cannot remove old audit log entries");
        }
    }
}
