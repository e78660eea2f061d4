use genkan_database::Conn;
use serde::{Deserialize, Serialize};

use super::view::Entity;
use crate::{
    api::shell::{Answer, ApiError, Call, Schema, list_of, object, optional, required, text},
    ids::{OrganizationId, OrganizationRoleId, UserId},
    organizations::{members, roles},
};

/// Organization and user of the path.
fn place(call: &Call) -> (OrganizationId, UserId) {
    (OrganizationId::from(call.param("id")), UserId::from(call.param("userId")))
}

/// Only members have roles; also said of users and organizations that do not exist.
async fn require_membership(
    conn: &mut Conn,
    organization: &OrganizationId,
    user: &UserId,
) -> Result<(), ApiError> {
    if members::is_member(conn, organization, user).await? {
        return Ok(());
    }
    Err(ApiError::new(422, "organization.require_membership"))
}

/// `GET /organizations/{id}/users/{userId}/roles`.
pub(super) async fn list(call: Call) -> Result<Answer, ApiError> {
    let ((id, user), window) = (place(&call), call.window());
    let mut conn = call.app.db.read().await?;
    require_membership(&mut conn, &id, &user).await?;
    let total = members::count_roles(&mut conn, &id, &user).await?;
    let roles = members::list_roles(&mut conn, &id, &user, window.limit, window.offset).await?;
    Ok(Answer::list(&call, &Entity::list(roles), total))
}

pub(super) fn body() -> Schema {
    object([
        optional("organizationRoleIds", list_of(text(1..)).at_most(1000)),
        optional("organizationRoleNames", list_of(text(1..)).at_most(1000)),
    ])
}

pub(super) fn added() -> Schema {
    object([required("organizationRoleIds", list_of(text(1..)))])
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    #[serde(default)]
    organization_role_ids: Vec<OrganizationRoleId>,
    #[serde(default)]
    organization_role_names: Vec<String>,
}

/// The ids, then those of the names, each once.
async fn resolve(conn: &mut Conn, body: Body) -> Result<Vec<OrganizationRoleId>, ApiError> {
    let named = roles::find_by_names(conn, &body.organization_role_names).await?.map_err(|missing| {
        ApiError::new(422, "organization.role_names_not_found").with_arg("names", missing.join(", "))
    })?;
    let mut resolved = Vec::new();
    for id in body.organization_role_ids.into_iter().chain(named) {
        if !resolved.contains(&id) {
            resolved.push(id);
        }
    }
    Ok(resolved)
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Added {
    organization_role_ids: Vec<OrganizationRoleId>,
}

/// `POST /organizations/{id}/users/{userId}/roles`.
pub(super) async fn add(call: Call) -> Result<Answer, ApiError> {
    let (body, (id, user)) = (call.body()?, place(&call));
    let mut tx = call.app.db.begin().await?;
    require_membership(&mut tx, &id, &user).await?;
    let organization_role_ids = resolve(&mut tx, body).await?;
    members::add_roles(&mut tx, &id, &[user], &organization_role_ids).await?;
    tx.commit().await?;
    Ok(Answer::json(201, &Added { organization_role_ids }))
}

/// `PUT /organizations/{id}/users/{userId}/roles`.
pub(super) async fn replace(call: Call) -> Result<Answer, ApiError> {
    let (body, (id, user)) = (call.body()?, place(&call));
    let mut tx = call.app.db.begin().await?;
    require_membership(&mut tx, &id, &user).await?;
    let roles = resolve(&mut tx, body).await?;
    members::replace_roles(&mut tx, &id, &user, &roles).await?;
    tx.commit().await?;
    Ok(Answer::no_content())
}

/// `DELETE /organizations/{id}/users/{userId}/roles/{organizationRoleId}`.
pub(super) async fn remove(call: Call) -> Result<Answer, ApiError> {
    let ((id, user), role) = (place(&call), OrganizationRoleId::from(call.param("organizationRoleId")));
    let mut tx = call.app.db.begin().await?;
    require_membership(&mut tx, &id, &user).await?;
    if !members::remove_role(&mut tx, &id, &user, &role).await? {
        return Err(ApiError::not_found());
    }
    tx.commit().await?;
    Ok(Answer::no_content())
}

/// `GET /organizations/{id}/users/{userId}/scopes`. Nobody but members has any.
pub(super) async fn list_scopes(call: Call) -> Result<Answer, ApiError> {
    let (id, user) = place(&call);
    let mut conn = call.app.db.read().await?;
    let scopes = members::list_scopes(&mut conn, &id, &user).await?;
    Ok(Answer::json(200, &Entity::list(scopes)))
}

pub(super) fn many_body() -> Schema {
    object([
        required("userIds", list_of(text(1..)).at_least(1).at_most(5000)),
        required("organizationRoleIds", list_of(text(1..)).at_least(1).at_most(1000)),
    ])
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ManyBody {
    user_ids: Vec<UserId>,
    organization_role_ids: Vec<OrganizationRoleId>,
}

/// `POST /organizations/{id}/users/roles`.
pub(super) async fn add_to_many(call: Call) -> Result<Answer, ApiError> {
    let (body, id) = (call.body::<ManyBody>()?, OrganizationId::from(call.param("id")));
    let mut tx = call.app.db.begin().await?;
    members::add_roles(&mut tx, &id, &body.user_ids, &body.organization_role_ids).await?;
    tx.commit().await?;
    Ok(Answer::text(201))
}
