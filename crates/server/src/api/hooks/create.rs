use serde::Deserialize;

use super::document::{EVENTS, HookDocument, config, events, parse_events};
use crate::{
    api::shell::{
        Answer, ApiError, Call, Schema, boolean, milliseconds, object, one_of, optional, required, text,
    },
    webhooks::{self, Event, HookConfig},
};

pub(super) fn body() -> Schema {
    object([
        required("config", config()),
        optional("tenantId", text(..=21)),
        optional("name", text(1..=256)),
        optional("event", one_of(&EVENTS)),
        optional("events", events()),
        optional("enabled", boolean()),
        optional("createdAt", milliseconds()),
    ])
}

#[derive(Deserialize)]
struct NewHook {
    #[serde(default)]
    name: String,
    event: Option<String>,
    #[serde(default)]
    events: Vec<String>,
    config: HookConfig,
    enabled: Option<bool>,
}

/// `POST /hooks`.
pub(super) async fn handle(call: Call) -> Result<Answer, ApiError> {
    let new: NewHook = call.body()?;
    if new.event.is_none() && new.events.is_empty() {
        return Err(ApiError::new(400, "hook.missing_events"));
    }
    let new = webhooks::NewHook {
        name: new.name,
        event: new.event.as_deref().and_then(Event::parse),
        events: parse_events(&new.events),
        config: new.config,
        enabled: new.enabled.unwrap_or(true),
    };
    let mut tx = call.app.db.begin().await?;
    let hook = webhooks::create(&call.app, &mut tx, new).await?;
    tx.commit().await?;
    Ok(Answer::json(201, &HookDocument::new(&hook, None)))
}
