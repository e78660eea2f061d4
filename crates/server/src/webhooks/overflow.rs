//! An endpoint that is dead for long must not fill the database.

use std::collections::BTreeMap;

use genkan_database::{DbError, retry};
use serde_json::Map;

use super::queue;
use crate::{
    app::App,
    audit_log::{self, Entry},
    ids::HookId,
};

/// Gives up the oldest of too many waiting deliveries; the log says so, once per hook and event.
pub(super) async fn give_up(app: &App) -> Result<(), DbError> {
    if !queue::overflows(&mut app.db.read().await?).await? {
        return Ok(());
    }
    let given_up = retry(async || {
        let mut tx = app.db.begin().await?;
        let given_up = queue::give_up_overflow(&mut tx).await?;
        tx.commit().await?;
        Ok::<_, DbError>(given_up)
    })
    .await?;
    let mut counts: BTreeMap<(HookId, String), u64> = BTreeMap::new();
    for own in given_up {
        *counts.entry(own).or_default() += 1;
    }
    for ((hook, event), count) in counts {
        tracing::warn!(%hook, event, count, "too many webhook deliveries wait; the oldest are given up");
        let entry = Entry {
            error: Some("Too many deliveries wait; the oldest were given up.".into()),
            hook_id: Some(hook),
            payload: Map::from_iter([("givenUp".to_owned(), count.into())]),
            ..Entry::new(format!("TriggerHook.{event}"))
        };
        audit_log::record(app, entry).await;
    }
    Ok(())
}
