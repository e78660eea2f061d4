use serde::Serialize;

use crate::{
    api::shell::{Schema, boolean, object, one_of, required, text},
    ids::RoleId,
    roles::{Role, RoleType},
};

/// A role as the API shows it.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::api) struct RoleView {
    tenant_id: &'static str,
    id: RoleId,
    name: String,
    description: String,
    r#type: RoleType,
    is_default: bool,
}

impl From<Role> for RoleView {
    fn from(role: Role) -> Self {
        Self {
            tenant_id: "default",
            id: role.id,
            name: role.name,
            description: role.description,
            r#type: role.role_type,
            is_default: role.is_default,
        }
    }
}

/// Its shape.
pub(in crate::api) fn role() -> Schema {
    object([
        required("tenantId", text(..=21)),
        required("id", text(1..=21)),
        required("name", text(1..=128)),
        required("description", text(1..=128)),
        required("type", role_type()),
        required("isDefault", boolean()),
    ])
}

/// Whom a role is for.
pub(super) fn role_type() -> Schema {
    one_of(&["User", "MachineToMachine"])
}

/// What a search for roles looks at.
pub(in crate::api) const FIELDS: [&str; 3] = ["id", "name", "description"];

/// The roles a search finds, all without one.
pub(in crate::api) fn found(search: Option<&crate::search::Search>, mut roles: Vec<Role>) -> Vec<Role> {
    if let Some(search) = search {
        roles.retain(|own| search.matches(&[Some(own.id.as_str()), Some(&own.name), Some(&own.description)]));
    }
    roles
}
