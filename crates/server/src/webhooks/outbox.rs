use genkan_database::{DbError, Json, Tx, args};
use serde_json::{Map, Value};

use super::Event;
use crate::{app::Inner, ids::HookId};

/// Writes one delivery per enabled hook that wants to know, in the transaction of what it tells of: it is sent if and
/// only if that commits. `payload` is the JSON body without `event`, `createdAt` and `hookId`.
///
/// # Errors
/// Storage.
pub async fn enqueue(
    app: &Inner,
    tx: &mut Tx,
    event: Event,
    payload: Map<String, Value>,
) -> Result<(), DbError> {
    let now = app.clock.now();
    let hooks: Vec<(HookId, Option<String>, Json<Vec<String>>)> =
        tx.all("SELECT id, event, events FROM hooks WHERE enabled", args![]).await?;
    let name = event.as_str();
    for (hook, legacy, Json(events)) in hooks {
        let wanted = if events.is_empty() {
            legacy.as_deref() == Some(name)
        } else {
            events.iter().any(|own| own == name)
        };
        if !wanted {
            continue;
        }
        let mut body = Map::new();
        body.insert("event".into(), name.into());
        body.insert("createdAt".into(), now.to_string().into());
        body.extend(payload.clone());
        body.insert("hookId".into(), hook.as_str().into());
        tx.execute(
            "INSERT INTO hook_deliveries (id, hook_id, event, payload, created_at, next_attempt_at)
             VALUES ($1, $2, $3, $4, $5, $5)",
            args![app.random.id(21), hook, name, Json(&body), now],
        )
        .await?;
    }
    Ok(())
}
