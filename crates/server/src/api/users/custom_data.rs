use serde_json::Value;

use super::members::{self, account, user_id};
use crate::{
    api::shell::{Answer, ApiError, Call},
    users,
    webhooks::Event,
};

/// `GET /users/{userId}/custom-data`.
pub(super) async fn get(call: Call) -> Result<Answer, ApiError> {
    Ok(Answer::json(200, &account(&call).await?.user.custom_data))
}

/// `PATCH /users/{userId}/custom-data`: the given members replace those of the same name.
pub(super) async fn update(call: Call) -> Result<Answer, ApiError> {
    let ignore_case = members::usernames_ignore_case(&call.app).await?;
    let mut tx = call.app.db.begin().await?;
    let mut account =
        users::lock(&call.app, &mut tx, &user_id(&call)).await?.ok_or_else(ApiError::not_found)?;
    if let Some(Value::Object(patch)) = call.body_value().get("customData") {
        account.user.custom_data.extend(patch.clone());
    }
    users::save(&mut tx, &account, ignore_case).await.map_err(members::refused)?;
    let custom_data = &account.user.custom_data;
    call.emit(&mut tx, Event::UserDataUpdated, Some(custom_data), &[]).await?;
    tx.commit().await?;
    Ok(Answer::json(200, custom_data))
}
