use serde::Serialize;

use super::ScopeView;
use crate::{
    api::shell::{Schema, boolean, number, object, required, text},
    ids::ResourceId,
    resources::Resource,
};

/// A resource as the API shows it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::api) struct ResourceView {
    tenant_id: &'static str,
    id: ResourceId,
    name: String,
    indicator: String,
    is_default: bool,
    access_token_ttl: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    scopes: Option<Vec<ScopeView>>,
}

impl ResourceView {
    /// With its scopes.
    pub(super) fn with_scopes(resource: Resource) -> Self {
        let scopes = resource.scopes.iter().cloned().map(ScopeView::from).collect();
        Self { scopes: Some(scopes), ..Self::from(resource) }
    }
}

impl From<Resource> for ResourceView {
    fn from(resource: Resource) -> Self {
        Self {
            tenant_id: "default",
            id: resource.id,
            name: resource.name,
            indicator: resource.indicator,
            is_default: resource.is_default,
            access_token_ttl: resource.access_token_ttl,
            scopes: None,
        }
    }
}

/// Its shape.
pub(in crate::api) fn resource() -> Schema {
    object([
        required("tenantId", text(..=21)),
        required("id", text(1..=21)),
        required("name", text(1..)),
        required("indicator", text(1..)),
        required("isDefault", boolean()),
        required("accessTokenTtl", number()),
    ])
}
