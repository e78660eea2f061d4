use std::time::Duration;

use genkan_database::{DbError, retry};
use tokio::{sync::watch, task::JoinSet, time::MissedTickBehavior};

use super::{
    Outbox, delivery, overflow,
    queue::{self, Delivery},
};
use crate::{app::App, webhooks::Hook};

/// How often other nodes' deliveries, repetitions and expired leases are looked for.
const POLL: Duration = Duration::from_secs(1);
/// The first look after the bell, which rings before the commit; each further one comes after twice the time.
const AFTER_BELL: Duration = Duration::from_millis(10);
/// How often it is looked whether too many wait.
const OVERFLOW: Duration = Duration::from_secs(30);
/// Requests at once, to as many hooks.
const AT_ONCE: usize = 16;
/// How long requests under way may finish at the end.
const FAREWELL: Duration = Duration::from_secs(3);

/// Delivers until `stop` turns true or its sender is gone.
pub async fn run(app: App, mut stop: watch::Receiver<bool>) {
    let outbox = app.part::<Outbox>();
    let mut sending = JoinSet::new();
    let mut pause = AFTER_BELL;
    let mut overflow = tokio::time::interval(OVERFLOW);
    overflow.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let mut look_for_overflow = false;
        tokio::select! {
            () = outbox.bell.notified() => pause = AFTER_BELL,
            () = tokio::time::sleep(pause) => pause = (pause * 2).min(POLL),
            Some(_ended) = sending.join_next(), if !sending.is_empty() => pause = AFTER_BELL,
            _ = overflow.tick() => look_for_overflow = true,
            _ = stop.wait_for(|stopped| *stopped) => break,
        }
        if look_for_overflow && let Err(error) = overflow::give_up(&app).await {
            tracing::warn!(%error, "cannot give up webhook deliveries");
        }
        match look(&app, AT_ONCE - sending.len()).await {
            Ok(leased) => {
                for (delivery, hook) in leased {
                    let app = app.clone();
                    sending.spawn(async move { delivery::attempt(&app, delivery, hook).await });
                }
            }
            Err(error) => {
                tracing::warn!(%error, "cannot look for webhook deliveries");
                pause = POLL;
            }
        }
    }
    let farewell = async { while sending.join_next().await.is_some() {} };
    if tokio::time::timeout(FAREWELL, farewell).await.is_err() {
        sending.shutdown().await;
    }
    if let Err(error) = release(&app).await {
        tracing::warn!(%error, "cannot give webhook deliveries back; they are due when their lease ends");
    }
}

/// Makes every delivery that is due, in rounds, until none is. For tests, and for whoever runs no [`run`]. How many
/// attempts that were.
///
/// # Errors
/// Storage.
pub async fn deliver_due(app: &App) -> Result<usize, DbError> {
    overflow::give_up(app).await?;
    let mut attempts = 0;
    loop {
        let leased = look(app, AT_ONCE).await?;
        if leased.is_empty() {
            return Ok(attempts);
        }
        attempts += leased.len();
        let round = leased.into_iter().map(|(delivery, hook)| delivery::attempt(app, delivery, hook));
        futures_util::future::join_all(round).await;
    }
}

async fn look(app: &App, room: usize) -> Result<Vec<(Delivery, Hook)>, DbError> {
    app.part::<Outbox>().keep_listeners(app).await?;
    let empty = queue::is_empty(&mut app.db.read().await?).await?;
    if empty || room == 0 {
        return Ok(Vec::new());
    }
    let room = i64::try_from(room).unwrap_or(i64::MAX);
    retry(async || queue::lease(app, room).await).await
}

async fn release(app: &App) -> Result<(), DbError> {
    if queue::is_empty(&mut app.db.read().await?).await? {
        return Ok(());
    }
    let mut tx = app.db.begin().await?;
    queue::release(&mut tx, app.node(), app.clock.now()).await?;
    tx.commit().await
}
