use std::collections::BTreeSet;

use genkan_database::Tx;
use serde::Deserialize;
use serde_json::{Value, json};

use super::members::{account, user_id};
use crate::{
    api::shell::{Answer, ApiError, Call, Schema, boolean, list_of, object, one_of, required, text},
    ids::{RoleId, UserId},
    roles::{self, Role, RoleType},
    users,
};

/// What roles are searched by.
const SEARCH_FIELDS: [&str; 3] = ["id", "name", "description"];

pub(super) fn ids() -> Schema {
    list_of(text(1..))
}

pub(super) fn body() -> Schema {
    object([required("roleIds", ids().at_most(1000))])
}

pub(super) fn role() -> Schema {
    object([
        required("tenantId", text(..=21)),
        required("id", text(1..=21)),
        required("name", text(1..=128)),
        required("description", text(1..=128)),
        required("type", one_of(&["User", "MachineToMachine"])),
        required("isDefault", boolean()),
    ])
}

fn shown(role: &Role) -> Value {
    json!({
        "tenantId": "default",
        "id": role.id,
        "name": role.name,
        "description": role.description,
        "type": role.role_type.as_str(),
        "isDefault": role.is_default,
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    role_ids: Vec<RoleId>,
}

/// `GET /users/{userId}/roles`.
pub(super) async fn list(call: Call) -> Result<Answer, ApiError> {
    let id = account(&call).await?.user.id;
    let search = call.search(&SEARCH_FIELDS)?;
    let mut conn = call.app.db.read().await?;
    let mut of_user = roles::of_user(&mut conn, &id).await?;
    drop(conn);
    if let Some(search) = search {
        of_user.retain(|role| {
            search.matches(&[Some(role.id.as_str()), Some(&role.name), Some(&role.description)])
        });
    }
    let (page, total) = call.window().of(of_user);
    let page: Vec<Value> = page.iter().map(shown).collect();
    Ok(Answer::list(&call, &page, total))
}

/// `POST /users/{userId}/roles`.
pub(super) async fn assign(call: Call) -> Result<Answer, ApiError> {
    let Body { role_ids } = call.body()?;
    let mut tx = call.app.db.begin().await?;
    let id = locked(&call, &mut tx).await?;
    let mut added = Vec::new();
    for role_id in distinct(&role_ids) {
        let role = role_of(&mut tx, role_id).await?;
        if role.role_type != RoleType::User {
            return Err(ApiError::new(422, "user.invalid_role_type"));
        }
        if roles::add_user(&mut tx, role_id, &id).await? {
            added.push(role_id);
        }
    }
    tx.commit().await?;
    Ok(Answer::json(201, &json!({"roleIds": role_ids, "addedRoleIds": added})))
}

/// `PUT /users/{userId}/roles`: exactly these, or nothing changes.
pub(super) async fn replace(call: Call) -> Result<Answer, ApiError> {
    let Body { role_ids } = call.body()?;
    let mut tx = call.app.db.begin().await?;
    let id = locked(&call, &mut tx).await?;
    let wanted = distinct(&role_ids);
    for had in roles::of_user(&mut tx, &id).await? {
        if !wanted.contains(&&had.id) {
            roles::remove_from_user(&mut tx, &had.id, &id).await?;
        }
    }
    for role_id in &wanted {
        if role_of(&mut tx, role_id).await?.role_type != RoleType::User {
            return Err(ApiError::constraint_violated());
        }
        roles::add_user(&mut tx, role_id, &id).await?;
    }
    tx.commit().await?;
    Ok(Answer::json(200, &json!({"roleIds": wanted})))
}

/// `DELETE /users/{userId}/roles/{roleId}`.
pub(super) async fn remove(call: Call) -> Result<Answer, ApiError> {
    let mut tx = call.app.db.begin().await?;
    if !roles::remove_from_user(&mut tx, &call.param("roleId").into(), &user_id(&call)).await? {
        return Err(ApiError::not_found());
    }
    tx.commit().await?;
    Ok(Answer::no_content())
}

/// The user of the path, kept from other changes of its roles.
async fn locked(call: &Call, tx: &mut Tx) -> Result<UserId, ApiError> {
    let account = users::lock(&call.app, tx, &user_id(call)).await?;
    Ok(account.ok_or_else(ApiError::not_found)?.user.id)
}

async fn role_of(tx: &mut Tx, id: &RoleId) -> Result<Role, ApiError> {
    roles::find(tx, id).await?.ok_or_else(|| ApiError::not_exists_with_id("roles", id.as_str()))
}

/// Without repetitions, in order.
fn distinct(ids: &[RoleId]) -> Vec<&RoleId> {
    let mut seen = BTreeSet::new();
    ids.iter().filter(|id| seen.insert(*id)).collect()
}
