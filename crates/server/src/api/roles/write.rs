use genkan_database::DbError;
use serde::Deserialize;
use serde_json::json;

use super::{RoleView, check_writable, role::role_type, scopes, unknown};
use crate::{
    api::{
        resources::ScopeView,
        shell::{Answer, ApiError, Call, Schema, boolean, list_of, object, optional, required, text},
    },
    ids::{RoleId, ScopeId},
    resources,
    roles::{self, Role, RoleChanges, RoleType},
    webhooks::Event,
};

/// `GET /roles/{id}`.
pub(super) async fn get(call: Call) -> Result<Answer, ApiError> {
    let id = RoleId::from(call.param("id"));
    let role = roles::find(&mut call.app.db.read().await?, &id).await?.ok_or_else(|| unknown(&id))?;
    Ok(Answer::json(200, &RoleView::from(role)))
}

pub(super) fn create_body() -> Schema {
    object([
        optional("tenantId", text(..=21)),
        required("name", text(1..=128)),
        required("description", text(1..=128)),
        optional("type", role_type()),
        optional("isDefault", boolean()),
        optional("scopeIds", list_of(text(1..)).at_most(1000)),
    ])
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct NewRole {
    name: String,
    description: String,
    #[serde(default = "for_users")]
    r#type: RoleType,
    #[serde(default)]
    is_default: bool,
    #[serde(default)]
    scope_ids: Vec<ScopeId>,
}

fn for_users() -> RoleType {
    RoleType::User
}

/// `POST /roles`. A role whose scopes are unknown exists all the same, as the field's clients expect.
pub(super) async fn create(call: Call) -> Result<Answer, ApiError> {
    let new: NewRole = call.body()?;
    let mut tx = call.app.db.begin().await?;
    let known = scopes::known(&mut tx, &new.scope_ids).await?;
    if let Ok(scopes) = &known {
        scopes::check_assignable(new.r#type, scopes)?;
    }
    let id = roles::create(&call.app, &mut tx, &new.name, &new.description, new.r#type, new.is_default)
        .await
        .map_err(|error| name_in_use(error, &new.name))?;
    let scopes = match known {
        Ok(scopes) => scopes,
        Err(unknown) => {
            tx.commit().await?;
            return Err(ApiError::not_exists_with_id("scopes", unknown.as_str()));
        }
    };
    roles::attach_scopes(&call.app, &mut tx, &id, scopes.iter().map(|scope| &scope.id)).await?;
    if !scopes.is_empty() {
        let views: Vec<ScopeView> =
            resources::scopes_of_role(&mut tx, &id).await?.into_iter().map(ScopeView::from).collect();
        call.emit(&mut tx, Event::RoleScopesUpdated, Some(&views), &[("roleId", json!(id))]).await?;
    }
    let role = RoleView::from(Role {
        id,
        name: new.name,
        description: new.description,
        role_type: new.r#type,
        is_default: new.is_default,
    });
    call.emit(&mut tx, Event::RoleCreated, Some(&role), &[]).await?;
    tx.commit().await?;
    Ok(Answer::json(200, &role))
}

pub(super) fn update_body() -> Schema {
    object([
        optional("name", text(1..=128)),
        optional("description", text(1..=128)),
        optional("isDefault", boolean()),
    ])
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Update {
    name: Option<String>,
    description: Option<String>,
    is_default: Option<bool>,
}

/// `PATCH /roles/{id}`.
pub(super) async fn update(call: Call) -> Result<Answer, ApiError> {
    let update: Update = call.body()?;
    let id = RoleId::from(call.param("id"));
    check_writable(&id)?;
    let mut tx = call.app.db.begin().await?;
    roles::find(&mut tx, &id).await?.ok_or_else(|| unknown(&id))?;
    if update.name.is_none() && update.description.is_none() && update.is_default.is_none() {
        return Err(ApiError::empty_update());
    }
    let name = update.name.clone().unwrap_or_default();
    let changes =
        RoleChanges { name: update.name, description: update.description, is_default: update.is_default };
    let updated = roles::update(&call.app, &mut tx, &id, &changes)
        .await
        .map_err(|error| name_in_use(error, &name))?
        .ok_or_else(|| unknown(&id))?;
    let role = RoleView::from(updated);
    call.emit(&mut tx, Event::RoleDataUpdated, Some(&role), &[]).await?;
    tx.commit().await?;
    Ok(Answer::json(200, &role))
}

/// `DELETE /roles/{id}`.
pub(super) async fn delete(call: Call) -> Result<Answer, ApiError> {
    let id = RoleId::from(call.param("id"));
    check_writable(&id)?;
    let mut tx = call.app.db.begin().await?;
    roles::delete(&call.app, &mut tx, &id).await?.ok_or_else(|| unknown(&id))?;
    call.emit(&mut tx, Event::RoleDeleted, None::<&()>, &[]).await?;
    tx.commit().await?;
    Ok(Answer::no_content())
}

fn name_in_use(error: DbError, name: &str) -> ApiError {
    if error.is_unique() {
        return ApiError::new(422, "role.name_in_use").with_arg("name", name);
    }
    error.into()
}
