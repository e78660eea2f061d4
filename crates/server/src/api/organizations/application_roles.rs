use genkan_database::Conn;
use serde::Deserialize;

use super::view::{Entity, some_ids};
use crate::{
    api::shell::{Answer, ApiError, Call, Schema, list_of, object, required, text},
    ids::{ClientId, OrganizationId, OrganizationRoleId},
    organizations::applications,
};

/// Organization and application of the path.
fn place(call: &Call) -> (OrganizationId, ClientId) {
    (OrganizationId::from(call.param("id")), ClientId::from(call.param("applicationId")))
}

async fn require_membership(
    conn: &mut Conn,
    organization: &OrganizationId,
    application: &ClientId,
) -> Result<(), ApiError> {
    if applications::is_member(conn, organization, application).await? {
        return Ok(());
    }
    Err(ApiError::new(422, "organization.require_membership"))
}

/// `GET /organizations/{id}/applications/{applicationId}/roles`.
pub(super) async fn list(call: Call) -> Result<Answer, ApiError> {
    let ((id, application), window) = (place(&call), call.window());
    let mut conn = call.app.db.read().await?;
    require_membership(&mut conn, &id, &application).await?;
    let total = applications::count_roles(&mut conn, &id, &application).await?;
    let roles = applications::list_roles(&mut conn, &id, &application, window.limit, window.offset).await?;
    Ok(Answer::list(&call, &Entity::list(roles), total))
}

pub(super) fn body() -> Schema {
    some_ids("organizationRoleIds")
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    organization_role_ids: Vec<OrganizationRoleId>,
}

/// `POST /organizations/{id}/applications/{applicationId}/roles`.
pub(super) async fn add(call: Call) -> Result<Answer, ApiError> {
    let (body, (id, application)) = (call.body::<Body>()?, place(&call));
    let mut tx = call.app.db.begin().await?;
    require_membership(&mut tx, &id, &application).await?;
    applications::add_roles(&call.app, &mut tx, &id, &[application], &body.organization_role_ids).await?;
    tx.commit().await?;
    Ok(Answer::text(201))
}

/// `PUT /organizations/{id}/applications/{applicationId}/roles`.
pub(super) async fn replace(call: Call) -> Result<Answer, ApiError> {
    let (body, (id, application)) = (call.body::<Body>()?, place(&call));
    let mut tx = call.app.db.begin().await?;
    require_membership(&mut tx, &id, &application).await?;
    applications::replace_roles(&call.app, &mut tx, &id, &application, &body.organization_role_ids).await?;
    tx.commit().await?;
    Ok(Answer::no_content())
}

/// `DELETE /organizations/{id}/applications/{applicationId}/roles/{organizationRoleId}`.
pub(super) async fn remove(call: Call) -> Result<Answer, ApiError> {
    let ((id, application), role) =
        (place(&call), OrganizationRoleId::from(call.param("organizationRoleId")));
    let mut tx = call.app.db.begin().await?;
    require_membership(&mut tx, &id, &application).await?;
    if !applications::remove_role(&call.app, &mut tx, &id, &application, &role).await? {
        return Err(ApiError::not_found());
    }
    tx.commit().await?;
    Ok(Answer::no_content())
}

pub(super) fn many_body() -> Schema {
    object([
        required("applicationIds", list_of(text(1..)).at_least(1).at_most(1000)),
        required("organizationRoleIds", list_of(text(1..)).at_least(1).at_most(1000)),
    ])
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ManyBody {
    application_ids: Vec<ClientId>,
    organization_role_ids: Vec<OrganizationRoleId>,
}

/// `POST /organizations/{id}/applications/roles`.
pub(super) async fn add_to_many(call: Call) -> Result<Answer, ApiError> {
    let (body, id) = (call.body::<ManyBody>()?, OrganizationId::from(call.param("id")));
    let mut tx = call.app.db.begin().await?;
    applications::add_roles(&call.app, &mut tx, &id, &body.application_ids, &body.organization_role_ids)
        .await?;
    tx.commit().await?;
    Ok(Answer::text(201))
}
