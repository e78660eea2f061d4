use serde::{Deserialize, Deserializer, Serialize};

use crate::{
    api::shell::{
        Member, Schema, any_object, any_text, boolean, list_of, nullable, number, object, one_of, optional,
        required, text, text_where, url,
    },
    organizations::OrganizationWithRoles,
};

/// Something of this tenant: its own members after `tenantId`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::api) struct Entity<T> {
    tenant_id: &'static str,
    #[serde(flatten)]
    entity: T,
}

impl<T> Entity<T> {
    pub(in crate::api) fn new(entity: T) -> Self {
        Self { tenant_id: "default", entity }
    }

    pub(in crate::api) fn list(entities: Vec<T>) -> Vec<Self> {
        entities.into_iter().map(Self::new).collect()
    }
}

/// For `Option<Option<T>>`: outer `None` for an absent member, inner for null. With `#[serde(default)]`.
pub(in crate::api) fn present<'de, T, D>(deserializer: D) -> Result<Option<Option<T>>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    Option::deserialize(deserializer).map(Some)
}

/// A search text. Nothing that is searched holds more characters.
pub(in crate::api) fn contains() -> Schema {
    text(..=256)
}

pub(in crate::api) fn role_name() -> Schema {
    object([required("id", any_text()), required("name", any_text())])
}

/// `id`s in a body: as many as a webhook tells of.
pub(super) fn ids(name: &'static str) -> Schema {
    object([required(name, list_of(text(1..)).at_most(5000))])
}

/// At least one.
pub(super) fn some_ids(name: &'static str) -> Schema {
    object([required(name, list_of(text(1..)).at_least(1).at_most(5000))])
}

fn is_hex_color(text: &str) -> bool {
    let digits = text.strip_prefix('#').unwrap_or_default();
    matches!(digits.len(), 3 | 6) && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// `color` of an organization or an application.
pub(in crate::api) fn color() -> Schema {
    object([
        optional("primaryColor", text_where("regex", is_hex_color)),
        optional("isDarkModeEnabled", boolean()),
        optional("darkPrimaryColor", text_where("regex", is_hex_color)),
    ])
}

/// `branding` of an organization or an application.
pub(in crate::api) fn branding() -> Schema {
    object([
        optional("logoUrl", url()),
        optional("darkLogoUrl", url()),
        optional("favicon", url()),
        optional("darkFavicon", url()),
    ])
}

pub(super) fn organization_members() -> [Member; 10] {
    [
        required("tenantId", text(..=21)),
        required("id", text(1..=21)),
        required("name", text(1..=128)),
        required("description", nullable(text(..=256))),
        required("customData", any_object()),
        required("isMfaRequired", boolean()),
        required("color", color()),
        required("branding", branding()),
        required("customCss", nullable(any_text())),
        required("createdAt", number()),
    ]
}

pub(in crate::api) fn organization() -> Schema {
    object(organization_members())
}

pub(super) fn organization_with_roles() -> Schema {
    let roles = required("organizationRoles", list_of(role_name()));
    object(organization_members().into_iter().chain([roles]))
}

pub(super) fn role() -> Schema {
    object([
        required("tenantId", text(..=21)),
        required("id", text(1..=21)),
        required("name", text(1..=128)),
        required("description", nullable(text(..=256))),
        required("type", one_of(&["User", "MachineToMachine"])),
    ])
}

pub(super) fn scope() -> Schema {
    object([
        required("tenantId", text(..=21)),
        required("id", text(1..=21)),
        required("name", text(1..=128)),
        required("description", nullable(text(..=256))),
    ])
}

pub(super) fn with_roles(list: Vec<OrganizationWithRoles>) -> Vec<Entity<OrganizationWithRoles>> {
    Entity::list(list)
}
