use serde_json::Value;

use super::{
    UserObject,
    members::{self, clearable, text_member, user_id},
};
use crate::{
    api::shell::{Answer, ApiError, Call, Schema, any_object, any_text, object, optional},
    users::{self, Profile, User},
    webhooks::Event,
};

pub(super) fn body() -> Schema {
    object([
        optional("username", clearable(members::username())),
        optional("primaryEmail", clearable(members::email())),
        optional("primaryPhone", clearable(members::phone())),
        optional("name", clearable(any_text())),
        optional("avatar", members::avatar()),
        optional("customData", any_object()),
        optional("profile", members::profile_schema()),
    ])
}

/// `PATCH /users/{userId}`. Custom data and profile are replaced as a whole.
pub(super) async fn handle(call: Call) -> Result<Answer, ApiError> {
    let body = call.body_value();
    let ignore_case = members::usernames_ignore_case(&call.app).await?;
    let mut tx = call.app.db.begin().await?;
    let mut account =
        users::lock(&call.app, &mut tx, &user_id(&call)).await?.ok_or_else(ApiError::not_found)?;
    if body.as_object().is_none_or(serde_json::Map::is_empty) {
        return Err(ApiError::empty_update());
    }
    apply(&mut account.user, body)?;
    users::save(&mut tx, &account, ignore_case).await.map_err(members::refused)?;
    let object = UserObject::new(&account);
    call.emit(&mut tx, Event::UserDataUpdated, Some(&object), &[]).await?;
    tx.commit().await?;
    Ok(Answer::json(200, &object))
}

fn apply(user: &mut User, body: &Value) -> Result<(), ApiError> {
    if let Some(username) = text_member(body, "username") {
        user.username = members::name(username)?;
    }
    if let Some(email) = text_member(body, "primaryEmail") {
        user.primary_email = members::name(email)?;
        // The operator says whose it is.
        user.email_verified = user.primary_email.is_some();
    }
    if let Some(phone) = text_member(body, "primaryPhone") {
        user.primary_phone = members::phone_column(phone)?;
        user.phone_verified = user.primary_phone.is_some();
    }
    if let Some(name) = text_member(body, "name") {
        user.name = members::name(name)?;
    }
    if let Some(avatar) = text_member(body, "avatar") {
        user.avatar = members::avatar_column(avatar)?;
    }
    if let Some(Value::Object(custom_data)) = body.get("customData") {
        user.custom_data = custom_data.clone();
    }
    if let Some(profile) = body.get("profile") {
        user.profile = read_profile(profile)?;
    }
    Ok(())
}

/// A profile as the guard left it.
pub(super) fn read_profile(value: &Value) -> Result<Profile, ApiError> {
    serde::Deserialize::deserialize(value).map_err(|_| ApiError::value_does_not_fit())
}
