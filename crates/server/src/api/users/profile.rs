use super::{
    members::{self, user_id},
    update::read_profile,
};
use crate::{
    api::shell::{Answer, ApiError, Call},
    users,
    webhooks::Event,
};

/// `PATCH /users/{userId}/profile`: the given members replace those of the same name; empty text stays empty text.
pub(super) async fn update(call: Call) -> Result<Answer, ApiError> {
    let ignore_case = members::usernames_ignore_case(&call.app).await?;
    let mut tx = call.app.db.begin().await?;
    let mut account =
        users::lock(&call.app, &mut tx, &user_id(&call)).await?.ok_or_else(ApiError::not_found)?;
    if let Some(patch) = call.body_value().get("profile") {
        account.user.profile.merge(read_profile(patch)?);
    }
    users::save(&mut tx, &account, ignore_case).await.map_err(members::refused)?;
    let profile = &account.user.profile;
    call.emit(&mut tx, Event::UserDataUpdated, Some(profile), &[]).await?;
    tx.commit().await?;
    Ok(Answer::json(200, profile))
}
