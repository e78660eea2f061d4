use genkan_database::{DbError, Tx};
use serde::Deserialize;
use serde_json::json;

use super::role::{existing, id};
use crate::{
    api::{
        organizations::Entity,
        shell::{Answer, ApiError, Call, Schema, list_of, object, required, text},
    },
    ids::{OrganizationRoleId, OrganizationScopeId},
    organizations::roles,
    webhooks::Event,
};

/// `GET /organization-roles/{id}/scopes`.
pub(super) async fn list(call: Call) -> Result<Answer, ApiError> {
    let (id, window) = (id(&call), call.window());
    let mut conn = call.app.db.read().await?;
    existing(&mut conn, &id).await?;
    let total = roles::count_scopes(&mut conn, &id).await?;
    let scopes = roles::list_scopes(&mut conn, &id, window.limit, window.offset).await?;
    Ok(Answer::list(&call, &Entity::list(scopes), total))
}

pub(super) fn add_body() -> Schema {
    object([required("organizationScopeIds", list_of(text(1..)).at_most(1000).at_least(1))])
}

pub(super) fn replace_body() -> Schema {
    object([required("organizationScopeIds", list_of(text(1..)).at_most(1000))])
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    organization_scope_ids: Vec<OrganizationScopeId>,
}

async fn changed(call: &Call, tx: &mut Tx, id: &OrganizationRoleId) -> Result<(), DbError> {
    let more = [("organizationRoleId", json!(id))];
    call.emit(tx, Event::OrganizationRoleScopesUpdated, None::<&()>, &more).await
}

/// `POST /organization-roles/{id}/scopes`.
pub(super) async fn add(call: Call) -> Result<Answer, ApiError> {
    let (body, id) = (call.body::<Body>()?, id(&call));
    let mut tx = call.app.db.begin().await?;
    roles::add_scopes(&call.app, &mut tx, &id, &body.organization_scope_ids).await?;
    changed(&call, &mut tx, &id).await?;
    tx.commit().await?;
    Ok(Answer::text(201))
}

/// `PUT /organization-roles/{id}/scopes`. An unknown role loses nothing.
pub(super) async fn replace(call: Call) -> Result<Answer, ApiError> {
    let (body, id) = (call.body::<Body>()?, id(&call));
    let mut tx = call.app.db.begin().await?;
    roles::replace_scopes(&call.app, &mut tx, &id, &body.organization_scope_ids).await?;
    changed(&call, &mut tx, &id).await?;
    tx.commit().await?;
    Ok(Answer::no_content())
}

/// `DELETE /organization-roles/{id}/scopes/{organizationScopeId}`.
pub(super) async fn remove(call: Call) -> Result<Answer, ApiError> {
    let (id, scope) = (id(&call), OrganizationScopeId::from(call.param("organizationScopeId")));
    let mut tx = call.app.db.begin().await?;
    if !roles::remove_scope(&call.app, &mut tx, &id, &scope).await? {
        return Err(ApiError::not_found());
    }
    changed(&call, &mut tx, &id).await?;
    tx.commit().await?;
    Ok(Answer::no_content())
}
