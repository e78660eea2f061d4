use std::collections::BTreeSet;

use serde::Deserialize;

use super::{check_writable, unknown};
use crate::{
    api::shell::{Answer, ApiError, Call, Schema, list_of, object, required, text},
    ids::{RoleId, UserId},
    roles::{self, RoleType},
    users,
};

pub(super) fn body() -> Schema {
    object([required("userIds", list_of(text(1..)).at_least(1))])
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
