//! A webhook as the API shows it.

use serde::Serialize;

use crate::{
    api::shell::{
        Schema, any_text, boolean, integer, list_of, map_of, milliseconds, nullable, number, object, one_of,
        optional, required, text,
    },
    audit_log::HookStats,
    clock::Timestamp,
    webhooks::{Event, Hook, HookConfig},
};

/// `TrustedDevice.*` and whatever else is none of ours is refused.
pub(super) static EVENTS: [&str; 29] = Event::NAMES;

pub(super) fn hook() -> Schema {
    object([
        required("tenantId", text(..=21)),
        required("id", text(1..=21)),
        required("name", text(..=256)),
        required("event", nullable(one_of(&EVENTS))),
        required("events", list_of(one_of(&EVENTS))),
        required("config", config()),
        required("signingKey", text(..=64)),
        required("enabled", boolean()),
        required("createdAt", milliseconds()),
    ])
}

/// With `includeExecutionStats`.
pub(super) fn hook_with_stats() -> Schema {
    let stats = object([required("successCount", number()), required("requestCount", number())]);
    hook().with([optional("executionStats", stats)])
}

/// Any text is a URL here: whether it can be called shows when it is.
pub(super) fn config() -> Schema {
    object([
        required("url", any_text()),
        optional("headers", map_of(any_text())),
        optional("retries", integer(0..=3)),
    ])
}

pub(super) fn events() -> Schema {
    list_of(one_of(&EVENTS)).at_least(1)
}

/// The events of a guarded list.
pub(super) fn parse_events(names: &[String]) -> Vec<Event> {
    names.iter().filter_map(|name| Event::parse(name)).collect()
}

/// The wire form.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct HookDocument<'a> {
    tenant_id: &'static str,
    id: &'a str,
    name: &'a str,
    event: Option<&'static str>,
    events: Vec<&'static str>,
    config: &'a HookConfig,
    signing_key: &'a str,
    enabled: bool,
    created_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    execution_stats: Option<Stats>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Stats {
    success_count: i64,
    request_count: i64,
}

impl<'a> HookDocument<'a> {
    pub(super) fn new(hook: &'a Hook, stats: Option<HookStats>) -> Self {
        Self {
            tenant_id: "default",
            id: hook.id.as_str(),
            name: &hook.name,
            event: hook.event.map(Event::as_str),
            events: hook.events.iter().map(|event| event.as_str()).collect(),
            config: &hook.config,
            signing_key: hook.signing_key.expose(),
            enabled: hook.enabled,
            created_at: hook.created_at,
            execution_stats: stats
                .map(|HookStats { success_count, request_count }| Stats { success_count, request_count }),
        }
    }
}
