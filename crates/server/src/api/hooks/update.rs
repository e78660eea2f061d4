use serde_json::Value;

use super::document::{EVENTS, HookDocument, config, events};
use crate::{
    api::shell::{
        Answer, ApiError, Call, Schema, boolean, milliseconds, nullable, object, one_of, optional, text,
    },
    clock::Timestamp,
    ids::HookId,
    webhooks::{self, Event, HookChanges, HookConfig},
};

pub(super) fn body() -> Schema {
    object([
        optional("tenantId", text(..=21)),
        optional("name", text(1..=256)),
        optional("event", nullable(one_of(&EVENTS))),
        optional("events", events()),
        optional("config", config()),
        optional("enabled", boolean()),
        optional("createdAt", milliseconds()),
    ])
}

/// `PATCH /hooks/{id}`: members that are absent stay; without any it is refused before the hook is looked for.
pub(super) async fn handle(call: Call) -> Result<Answer, ApiError> {
    let body = call.body_value();
    if body.as_object().is_none_or(|members| members.is_empty()) {
        return Err(ApiError::empty_update());
    }
    if body["tenantId"].as_str().is_some_and(|tenant| tenant != "default") {
        return Err(ApiError::constraint_violated());
    }
    let changes = changes(body)?;
    let mut tx = call.app.db.begin().await?;
    let hook = webhooks::update(&call.app, &mut tx, &HookId::new(call.param("id")), changes).await?;
    let hook = hook.ok_or_else(|| ApiError::not_exists("hook"))?;
    tx.commit().await?;
    Ok(Answer::json(200, &HookDocument::new(&hook, None)))
}

fn changes(body: &Value) -> Result<HookChanges, ApiError> {
    let parse = |value: &Value| value.as_str().and_then(Event::parse);
    let config = body.get("config").map(|config| serde_json::from_value::<HookConfig>(config.clone()));
    let created_at = body.get("createdAt").map(|at| at.as_i64().ok_or_else(ApiError::value_does_not_fit));
    Ok(HookChanges {
        name: body["name"].as_str().map(str::to_owned),
        event: body.get("event").map(parse),
        events: body["events"].as_array().map(|events| events.iter().filter_map(parse).collect()),
        config: config.transpose().map_err(|_| ApiError::value_does_not_fit())?,
        enabled: body["enabled"].as_bool(),
        created_at: created_at.transpose()?.map(Timestamp::from_millis),
    })
}
