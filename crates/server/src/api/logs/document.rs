//! An entry as the API shows it.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::{
    api::shell::{
        Member, Schema, any_object, any_text, either, milliseconds, object, one_of, optional, required, text,
    },
    audit_log::LogEntry,
    clock::Timestamp,
};

pub(super) fn log() -> Schema {
    object([required("tenantId", text(..=21))]).with(log_members())
}

pub(in crate::api) fn log_members() -> [Member; 4] {
    let payload = object([
        required("key", any_text()),
        required("result", one_of(&["Success", "Error"])),
        optional("error", either([any_object(), any_text()])),
        optional("ip", any_text()),
        optional("userAgent", any_text()),
        optional("userId", any_text()),
        optional("applicationId", any_text()),
        optional("sessionId", any_text()),
        optional("params", any_object()),
    ]);
    [
        required("id", text(1..=21)),
        required("key", text(1..=128)),
        required("payload", payload),
        required("createdAt", milliseconds()),
    ]
}

/// The wire form.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::api) struct LogDocument<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    tenant_id: Option<&'static str>,
    id: &'a str,
    key: &'a str,
    payload: &'a Map<String, Value>,
    created_at: Timestamp,
}

impl<'a> LogDocument<'a> {
    pub(super) fn new(entry: &'a LogEntry) -> Self {
        Self { tenant_id: Some("default"), ..Self::without_tenant(entry) }
    }

    pub(in crate::api) fn without_tenant(entry: &'a LogEntry) -> Self {
        Self {
            tenant_id: None,
            id: entry.id.as_str(),
            key: &entry.key,
            payload: &entry.payload,
            created_at: entry.created_at,
        }
    }
}
