use serde::Deserialize;

use super::role::{existing, id};
use crate::{
    api::{
        organizations::Entity,
        shell::{
            Answer, ApiError, Call, Schema, any_text, list_of, nullable, number, object, required, text,
        },
    },
    ids::ScopeId,
    organizations::roles,
};

pub(super) fn shape() -> Schema {
    object([
        required("tenantId", text(..=21)),
        required("id", text(1..=21)),
        required("resourceId", text(1..=21)),
        required("name", text(1..=256)),
        required("description", nullable(any_text())),
        required("createdAt", number()),
    ])
}

/// `GET /organization-roles/{id}/resource-scopes`.
pub(super) async fn list(call: Call) -> Result<Answer, ApiError> {
    let (id, window) = (id(&call), call.window());
    let mut conn = call.app.db.read().await?;
    existing(&mut conn, &id).await?;
    let total = roles::count_resource_scopes(&mut conn, &id).await?;
    let scopes = roles::list_resource_scopes(&mut conn, &id, window.limit, window.offset).await?;
    Ok(Answer::list(&call, &Entity::list(scopes), total))
}

pub(super) fn add_body() -> Schema {
    object([required("scopeIds", list_of(text(1..)).at_most(1000).at_least(1))])
}

pub(super) fn replace_body() -> Schema {
    object([required("scopeIds", list_of(text(1..)).at_most(1000))])
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    scope_ids: Vec<ScopeId>,
}

/// `POST /organization-roles/{id}/resource-scopes`. Webhooks are not told, as in the reference.
pub(super) async fn add(call: Call) -> Result<Answer, ApiError> {
    let Body { scope_ids } = call.body()?;
    let mut tx = call.app.db.begin().await?;
    roles::add_resource_scopes(&call.app, &mut tx, &id(&call), &scope_ids).await?;
    tx.commit().await?;
    Ok(Answer::text(201))
}

/// `PUT /organization-roles/{id}/resource-scopes`. An unknown role loses nothing.
pub(super) async fn replace(call: Call) -> Result<Answer, ApiError> {
    let Body { scope_ids } = call.body()?;
    let mut tx = call.app.db.begin().await?;
    roles::replace_resource_scopes(&call.app, &mut tx, &id(&call), &scope_ids).await?;
    tx.commit().await?;
    Ok(Answer::no_content())
}

/// `DELETE /organization-roles/{id}/resource-scopes/{scopeId}`.
pub(super) async fn remove(call: Call) -> Result<Answer, ApiError> {
    let scope = ScopeId::from(call.param("scopeId"));
    let mut tx = call.app.db.begin().await?;
    if !roles::remove_resource_scope(&call.app, &mut tx, &id(&call), &scope).await? {
        return Err(ApiError::not_found());
    }
    tx.commit().await?;
    Ok(Answer::no_content())
}
