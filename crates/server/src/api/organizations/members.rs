use serde::{Deserialize, Serialize};

use super::{
    membership::users_changed,
    view::{contains, ids, role_name, some_ids},
};
use crate::{
    api::shell::{Answer, ApiError, Call, Schema, list_of, object, optional, required, text},
    api::users::user,
    ids::{OrganizationId, OrganizationRoleId, UserId},
    organizations::members::{self, Changed, Member, MemberFilter},
};

pub(super) fn query() -> Schema {
    object([optional("q", contains()), optional("organizationRoleId", text(1..))])
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Query {
    q: Option<String>,
    organization_role_id: Option<OrganizationRoleId>,
}

pub(super) fn shape() -> Schema {
    user().with([required("organizationRoles", list_of(role_name()))])
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Item {
    #[serde(flatten)]
    member: Member,
    /// Clients described by a metadata document are not supported.
    cimd_client_id: Option<String>,
}

/// `GET /organizations/{id}/users`. An unknown organization has none.
pub(super) async fn list(call: Call) -> Result<Answer, ApiError> {
    let query: Query = call.query()?;
    let filter = MemberFilter { q: query.q.as_deref(), role: query.organization_role_id.as_ref() };
    let (id, window) = (OrganizationId::from(call.param("id")), call.window());
    let mut conn = call.app.db.read().await?;
    let (members, total) = members::page(&mut conn, &id, filter, window.limit, window.offset).await?;
    let items: Vec<Item> = members.into_iter().map(|member| Item { member, cimd_client_id: None }).collect();
    Ok(Answer::list(&call, &items, total))
}

pub(super) fn add_body() -> Schema {
    some_ids("userIds")
}

pub(super) fn replace_body() -> Schema {
    ids("userIds")
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    user_ids: Vec<UserId>,
}

/// `POST /organizations/{id}/users`.
pub(super) async fn add(call: Call) -> Result<Answer, ApiError> {
    let (Body { user_ids }, id) = (call.body()?, OrganizationId::from(call.param("id")));
    let mut tx = call.app.db.begin().await?;
    let added = members::add(&mut tx, &id, &user_ids).await?;
    users_changed(&call, &mut tx, &id, &Changed { added, removed: Vec::new() }).await?;
    tx.commit().await?;
    Ok(Answer::json(201, call.body_value()))
}

/// `PUT /organizations/{id}/users`.
pub(super) async fn replace(call: Call) -> Result<Answer, ApiError> {
    let (Body { user_ids }, id) = (call.body()?, OrganizationId::from(call.param("id")));
    let mut tx = call.app.db.begin().await?;
    let changed = members::replace(&mut tx, &id, &user_ids).await?;
    users_changed(&call, &mut tx, &id, &changed).await?;
    tx.commit().await?;
    Ok(Answer::no_content())
}

/// `DELETE /organizations/{id}/users/{userId}`.
pub(super) async fn remove(call: Call) -> Result<Answer, ApiError> {
    let (id, user) = (OrganizationId::from(call.param("id")), UserId::from(call.param("userId")));
    let mut tx = call.app.db.begin().await?;
    if !members::remove(&mut tx, &id, &user).await? {
        return Err(ApiError::not_found());
    }
    users_changed(&call, &mut tx, &id, &Changed { added: Vec::new(), removed: vec![user] }).await?;
    tx.commit().await?;
    Ok(Answer::no_content())
}
