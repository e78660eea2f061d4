use serde::Deserialize;

use super::{UserObject, members::user_id};
use crate::{
    api::shell::{Answer, ApiError, Call},
    grants, sessions, users,
    webhooks::Event,
};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    is_suspended: bool,
}

/// `PATCH /users/{userId}/is-suspended`: suspension ends sessions and tokens at once, and lifting it restores none of
/// them. What was granted stays on record.
pub(super) async fn handle(call: Call) -> Result<Answer, ApiError> {
    let Body { is_suspended } = call.body()?;
    let (app, id) = (&call.app, user_id(&call));
    let mut tx = app.db.begin().await?;
    if !users::set_suspended(app, &mut tx, &id, is_suspended).await? {
        return Err(ApiError::not_found());
    }
    if is_suspended {
        sessions::end_all(&mut tx, &id).await?;
        grants::revoke_tokens_of_user(&mut tx, &id).await?;
    }
    let account = users::find_account(&mut tx, &id).await?.ok_or_else(ApiError::not_found)?;
    let object = UserObject::new(&account);
    call.emit(&mut tx, Event::UserSuspensionStatusUpdated, Some(&object), &[]).await?;
    tx.commit().await?;
    Ok(Answer::json(200, &object))
}
