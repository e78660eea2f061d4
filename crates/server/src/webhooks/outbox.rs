use std::sync::Arc;

use genkan_database::{DbError, Tx};
use serde::Serialize;
use serde_json::{Map, Value};
use tokio::sync::Notify;

use super::{Event, hook::Listener, queue, store};
use crate::{
    app::{App, Inner},
    cache::CachedOne,
    changes::Topic,
    ids::OrderedIds,
};

/// Who listens, and the bell of the node that has something to send. An [`App`] part.
#[derive(Debug)]
pub struct Outbox {
    listeners: CachedOne<Vec<Listener>>,
    pub(super) bell: Notify,
}

impl Default for Outbox {
    fn default() -> Self {
        Self { listeners: CachedOne::new(Topic::Webhooks), bell: Notify::new() }
    }
}

impl Outbox {
    /// Reads who listens, if that changed. Not within a transaction: what [`enqueue`] reads there may be rolled back,
    /// so it is not kept.
    pub(super) async fn keep_listeners(&self, app: &App) -> Result<(), DbError> {
        self.listeners.get(app, |_| true, async |conn| store::listeners(conn).await).await?;
        Ok(())
    }
}

/// Writes one delivery per enabled hook that wants to know, in the transaction of what it tells of: it is sent if and
/// only if that commits. `payload` is the JSON body without `event`, `createdAt` and `hookId`.
///
/// Without a hook that wants it, this costs nothing. A hook that another node makes is known here within a second.
///
/// # Errors
/// Storage.
pub async fn enqueue(
    app: &Inner,
    tx: &mut Tx,
    event: Event,
    payload: Map<String, Value>,
) -> Result<(), DbError> {
    let outbox = app.part::<Outbox>();
    let listeners = match outbox.listeners.peek(app, |_| true) {
        Some(listeners) => listeners,
        None => Arc::new(store::listeners(tx).await?),
    };
    let now = app.clock.now();
    for listener in listeners.iter().filter(|listener| listener.wants(event)) {
        let hook_id = listener.id.as_str();
        let body = Body { event: event.as_str(), created_at: now.to_iso_8601(), payload: &payload, hook_id }
            .to_json();
        let id = app.part::<OrderedIds>().next(now, &app.random);
        queue::insert(tx, &id, &listener.id, event, &body, now).await?;
        // Heard before the commit; the worker looks again until it finds something.
        outbox.bell.notify_one();
    }
    Ok(())
}

/// What a webhook is sent.
#[derive(Serialize)]
pub(super) struct Body<'a> {
    pub(super) event: &'static str,
    #[serde(rename = "createdAt")]
    pub(super) created_at: String,
    #[serde(flatten)]
    pub(super) payload: &'a Map<String, Value>,
    #[serde(rename = "hookId")]
    pub(super) hook_id: &'a str,
}

impl Body<'_> {
    pub(super) fn to_json(&self) -> String {
        serde_json::to_string(self).expect("strings and JSON values are JSON")
    }
}
