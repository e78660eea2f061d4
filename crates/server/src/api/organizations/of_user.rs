use super::view::with_roles;
use crate::{
    api::shell::{Answer, ApiError, Call},
    ids::UserId,
    organizations, users,
};

/// `GET /users/{userId}/organizations`.
pub(super) async fn handle(call: Call) -> Result<Answer, ApiError> {
    let user = UserId::from(call.param("userId"));
    let mut conn = call.app.db.read().await?;
    users::find(&mut conn, &user).await?.ok_or_else(ApiError::not_found)?;
    let list = organizations::list_of_user(&mut conn, &user).await?;
    Ok(Answer::json(200, &with_roles(list)))
}
