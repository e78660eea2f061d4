use serde::Serialize;

use crate::{
    api::shell::{Schema, any_text, nullable, number, object, required, text},
    clock::Timestamp,
    ids::{ResourceId, ScopeId},
    resources::ResourceScope,
};

/// A permission as the API shows it.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::api) struct ScopeView {
    tenant_id: &'static str,
    id: ScopeId,
    resource_id: ResourceId,
    name: String,
    description: Option<String>,
    created_at: Timestamp,
}

impl From<ResourceScope> for ScopeView {
    fn from(scope: ResourceScope) -> Self {
        Self {
            tenant_id: "default",
            id: scope.id,
            resource_id: scope.resource_id,
            name: scope.name,
            description: scope.description,
            created_at: scope.created_at,
        }
    }
}

/// Its shape.
pub(in crate::api) fn scope() -> Schema {
    object([
        required("tenantId", text(..=21)),
        required("id", text(1..=21)),
        required("resourceId", text(1..=21)),
        required("name", text(1..=256)),
        required("description", nullable(any_text())),
        required("createdAt", number()),
    ])
}
