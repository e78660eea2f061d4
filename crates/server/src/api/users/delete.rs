use super::{UserObject, members::user_id};
use crate::{
    api::shell::{Answer, ApiError, Call},
    users,
    webhooks::Event,
};

/// `DELETE /users/{userId}`: everything of the user goes, and nothing it was given works any more.
pub(super) async fn handle(call: Call) -> Result<Answer, ApiError> {
    let id = user_id(&call);
    if call.principal.as_str() == id.as_str() {
        return Err(ApiError::new(400, "user.cannot_delete_self"));
    }
    let mut tx = call.app.db.begin().await?;
    let account = users::delete(&mut tx, &id).await?.ok_or_else(ApiError::not_found)?;
    call.emit(&mut tx, Event::UserDeleted, Some(&UserObject::bare(&account.user)), &[]).await?;
    tx.commit().await?;
    Ok(Answer::no_content())
}
