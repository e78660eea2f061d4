use serde::Deserialize;

use super::{
    read::unknown,
    view::{Entity, ids, some_ids},
};
use crate::{
    api::shell::{Answer, ApiError, Call, Schema},
    ids::{OrganizationId, OrganizationRoleId},
    organizations::{self, jit},
};

/// `GET /organizations/{id}/jit/roles`.
pub(super) async fn list(call: Call) -> Result<Answer, ApiError> {
    let (id, window) = (OrganizationId::from(call.param("id")), call.window());
    let mut conn = call.app.db.read().await?;
    organizations::find(&mut conn, &id).await?.ok_or_else(|| unknown(&id))?;
    let total = jit::count_roles(&mut conn, &id).await?;
    let roles = jit::list_roles(&mut conn, &id, window.limit, window.offset).await?;
    Ok(Answer::list(&call, &Entity::list(roles), total))
}

pub(super) fn add_body() -> Schema {
    some_ids("organizationRoleIds")
}

pub(super) fn replace_body() -> Schema {
    ids("organizationRoleIds")
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    organization_role_ids: Vec<OrganizationRoleId>,
}

/// `POST /organizations/{id}/jit/roles`.
pub(super) async fn add(call: Call) -> Result<Answer, ApiError> {
    let (body, id) = (call.body::<Body>()?, OrganizationId::from(call.param("id")));
    let mut tx = call.app.db.begin().await?;
    jit::add_roles(&mut tx, &id, &body.organization_role_ids).await?;
    tx.commit().await?;
    Ok(Answer::text(201))
}

/// `PUT /organizations/{id}/jit/roles`.
pub(super) async fn replace(call: Call) -> Result<Answer, ApiError> {
    let (body, id) = (call.body::<Body>()?, OrganizationId::from(call.param("id")));
    let mut tx = call.app.db.begin().await?;
    jit::replace_roles(&mut tx, &id, &body.organization_role_ids).await?;
    tx.commit().await?;
    Ok(Answer::no_content())
}

/// `DELETE /organizations/{id}/jit/roles/{organizationRoleId}`.
pub(super) async fn remove(call: Call) -> Result<Answer, ApiError> {
    let (id, role) =
        (OrganizationId::from(call.param("id")), OrganizationRoleId::from(call.param("organizationRoleId")));
    let mut tx = call.app.db.begin().await?;
    if !jit::remove_role(&mut tx, &id, &role).await? {
        return Err(ApiError::not_found());
    }
    tx.commit().await?;
    Ok(Answer::no_content())
}
