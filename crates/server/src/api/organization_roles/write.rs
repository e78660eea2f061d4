use serde::Deserialize;
use serde_json::json;

use super::role::{id, role_type};
use crate::{
    api::{
        organizations::{Entity, present},
        shell::{
            Answer, ApiError, Call, Member, Schema, any_text, list_of, nullable, object, optional, required,
            text,
        },
    },
    ids::{OrganizationScopeId, ScopeId},
    organizations::roles::{self, RoleUpdate},
    roles::RoleType,
    webhooks::Event,
};

fn members() -> [Member; 3] {
    [
        optional("tenantId", text(..=21)),
        optional("description", nullable(text(..=256))),
        optional("type", role_type()),
    ]
}

pub(super) fn create_body() -> Schema {
    object(
        [
            required("name", text(1..=128)),
            optional("organizationScopeIds", list_of(any_text())),
            optional("resourceScopeIds", list_of(any_text())),
        ]
        .into_iter()
        .chain(members()),
    )
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct New {
    name: String,
    description: Option<String>,
    r#type: Option<Type>,
    #[serde(default)]
    organization_scope_ids: Vec<OrganizationScopeId>,
    #[serde(default)]
    resource_scope_ids: Vec<ScopeId>,
}

#[derive(Clone, Copy, Deserialize)]
enum Type {
    User,
    MachineToMachine,
}

impl From<Type> for RoleType {
    fn from(own: Type) -> Self {
        match own {
            Type::User => Self::User,
            Type::MachineToMachine => Self::MachineToMachine,
        }
    }
}

/// `POST /organization-roles`. With its scopes or not at all.
pub(super) async fn create(call: Call) -> Result<Answer, ApiError> {
    let new: New = call.body()?;
    let role_type = new.r#type.map_or(RoleType::User, RoleType::from);
    let mut tx = call.app.db.begin().await?;
    let role = roles::create(&call.app, &mut tx, &new.name, new.description.as_deref(), role_type).await?;
    roles::add_scopes(&call.app, &mut tx, &role.id, &new.organization_scope_ids).await?;
    roles::add_resource_scopes(&call.app, &mut tx, &role.id, &new.resource_scope_ids).await?;
    if !new.organization_scope_ids.is_empty() || !new.resource_scope_ids.is_empty() {
        let more = [("organizationRoleId", json!(role.id))];
        call.emit(&mut tx, Event::OrganizationRoleScopesUpdated, None::<&()>, &more).await?;
    }
    let role = Entity::new(role);
    call.emit(&mut tx, Event::OrganizationRoleCreated, Some(&role), &[]).await?;
    tx.commit().await?;
    Ok(Answer::json(201, &role))
}

pub(super) fn update_body() -> Schema {
    object([optional("name", text(1..=128))].into_iter().chain(members()))
}

/// `tenantId` is dropped.
#[derive(Deserialize)]
struct Update {
    name: Option<String>,
    #[serde(default, deserialize_with = "present")]
    description: Option<Option<String>>,
    r#type: Option<Type>,
}

/// `PATCH /organization-roles/{id}`.
pub(super) async fn update(call: Call) -> Result<Answer, ApiError> {
    let update: Update = call.body()?;
    if update.name.is_none() && update.description.is_none() && update.r#type.is_none() {
        return Err(ApiError::empty_update());
    }
    let update = RoleUpdate {
        name: update.name,
        description: update.description,
        role_type: update.r#type.map(RoleType::from),
    };
    let mut tx = call.app.db.begin().await?;
    let role = roles::update(&call.app, &mut tx, &id(&call), update)
        .await?
        .map(Entity::new)
        .ok_or_else(|| ApiError::not_exists("organization_role"))?;
    call.emit(&mut tx, Event::OrganizationRoleDataUpdated, Some(&role), &[]).await?;
    tx.commit().await?;
    Ok(Answer::json(200, &role))
}
