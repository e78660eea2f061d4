use genkan_database::{Conn, DbError, Tx};

use super::{Event, Hook, HookChanges, NewHook, queue, store};
use crate::{
    app::Inner,
    changes::Topic,
    ids::{HookId, OrderedIds},
    secrets::Token,
};

/// Makes a webhook with a fresh signing key.
///
/// # Errors
/// Storage.
pub async fn create(app: &Inner, tx: &mut Tx, new: NewHook) -> Result<Hook, DbError> {
    let now = app.clock.now();
    let hook = Hook {
        // Hooks of one millisecond are listed in the order they were made.
        id: HookId::new(app.part::<OrderedIds>().next(now, &app.random)),
        name: new.name,
        event: new.event,
        events: without_repetition(new.events),
        config: new.config,
        signing_key: signing_key(app),
        enabled: new.enabled,
        created_at: now,
    };
    store::insert(app, tx, &hook).await?;
    app.changes.bump(tx, Topic::Webhooks).await?;
    Ok(hook)
}

/// Changes a webhook. `None`: unknown.
///
/// # Errors
/// Storage.
pub async fn update(
    app: &Inner,
    tx: &mut Tx,
    id: &HookId,
    mut changes: HookChanges,
) -> Result<Option<Hook>, DbError> {
    changes.events = changes.events.map(without_repetition);
    let hook = store::update(app, tx, id, &changes).await?;
    app.changes.bump(tx, Topic::Webhooks).await?;
    Ok(hook)
}

/// Gives a webhook another signing key; what is sent from then on is signed with it. `None`: unknown.
///
/// # Errors
/// Storage.
pub async fn renew_signing_key(app: &Inner, tx: &mut Tx, id: &HookId) -> Result<Option<Hook>, DbError> {
    store::update_signing_key(app, tx, id, &signing_key(app)).await
}

/// Gives a webhook that signing key. `None`: unknown.
///
/// # Errors
/// Storage.
pub async fn set_signing_key(
    app: &Inner,
    tx: &mut Tx,
    id: &HookId,
    key: &Token,
) -> Result<Option<Hook>, DbError> {
    store::update_signing_key(app, tx, id, key).await
}

/// Removes a webhook and what it has not been told yet. False: unknown.
///
/// # Errors
/// Storage.
pub async fn delete(app: &Inner, tx: &mut Tx, id: &HookId) -> Result<bool, DbError> {
    let existed = store::delete(tx, id).await?;
    queue::delete_of_hook(tx, id).await?;
    app.changes.bump(tx, Topic::Webhooks).await?;
    Ok(existed)
}

/// One webhook.
///
/// # Errors
/// Storage.
pub async fn find(app: &Inner, conn: &mut Conn, id: &HookId) -> Result<Option<Hook>, DbError> {
    store::find(app, conn, id).await
}

/// The webhooks, newest first.
///
/// # Errors
/// Storage.
pub async fn list(app: &Inner, conn: &mut Conn, limit: i64, offset: i64) -> Result<Vec<Hook>, DbError> {
    store::list(app, conn, limit, offset).await
}

/// How many there are.
///
/// # Errors
/// Storage.
pub async fn count(conn: &mut Conn) -> Result<i64, DbError> {
    store::count(conn).await
}

fn signing_key(app: &Inner) -> Token {
    Token::new(app.random.alphanumeric(32))
}

fn without_repetition(events: Vec<Event>) -> Vec<Event> {
    let mut once = Vec::with_capacity(events.len());
    for event in events {
        if !once.contains(&event) {
            once.push(event);
        }
    }
    once
}
