use std::collections::BTreeSet;

use serde::Deserialize;

use super::{check_writable, unknown};
use crate::{
    api::{
        shell::{Answer, ApiError, Call, Schema, list_of, object, required, search_params, text},
        users::UserObject,
    },
    ids::{RoleId, UserId},
    roles::{self, RoleType},
    users::{self, Among, SEARCH_FIELDS},
};

pub(super) fn query() -> Schema {
    object([search_params()])
}

/// `GET /roles/{id}/users`: the youngest first.
pub(super) async fn list(call: Call) -> Result<Answer, ApiError> {
    let (search, id) = (call.search(&SEARCH_FIELDS)?, RoleId::from(call.param("id")));
    let window = call.window();
    let mut conn = call.app.db.read().await?;
    roles::find(&mut conn, &id).await?.ok_or_else(|| unknown(&id))?;
    let among = Among::WithRole(&id);
    let (accounts, total) =
        users::list(&mut conn, among, search.as_ref(), window.limit, window.offset).await?;
    drop(conn);
    let objects: Vec<_> = accounts.iter().map(UserObject::new).collect();
    Ok(Answer::list(&call, &objects, total))
}

pub(super) fn body() -> Schema {
    object([required("userIds", list_of(text(1..)).at_least(1).at_most(5000))])
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    user_ids: BTreeSet<UserId>,
}

/// `POST /roles/{id}/users`.
pub(super) async fn add(call: Call) -> Result<Answer, ApiError> {
    let (Body { user_ids }, id) = (call.body()?, RoleId::from(call.param("id")));
    check_writable(&id)?;
    let mut tx = call.app.db.begin().await?;
    let role = roles::find(&mut tx, &id).await?.ok_or_else(|| unknown(&id))?;
    if role.role_type != RoleType::User {
        return Err(ApiError::constraint_violated());
    }
    for user in &user_ids {
        users::find(&mut tx, user).await?.ok_or_else(ApiError::not_found)?;
        if !roles::add_user(&mut tx, &id, user).await? {
            return Err(ApiError::new(422, "role.user_exists").with_arg("userId", user.as_str()));
        }
    }
    tx.commit().await?;
    Ok(Answer::text(201))
}

/// `DELETE /roles/{id}/users/{userId}`.
pub(super) async fn remove(call: Call) -> Result<Answer, ApiError> {
    let (id, user) = (RoleId::from(call.param("id")), UserId::from(call.param("userId")));
    let mut tx = call.app.db.begin().await?;
    if !roles::remove_from_user(&mut tx, &id, &user).await? {
        return Err(ApiError::not_found());
    }
    tx.commit().await?;
    Ok(Answer::no_content())
}
