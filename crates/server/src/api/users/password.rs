use serde::Deserialize;
use serde_json::json;

use super::{
    UserObject,
    create::busy,
    members::{self, account, user_id},
};
use crate::{
    api::shell::{Answer, ApiError, Call, Schema, object, required},
    credentials::{self, Password, Verdict},
    users,
    webhooks::Event,
};

pub(super) fn body() -> Schema {
    object([required("password", members::password())])
}

#[derive(Deserialize)]
struct Body {
    password: String,
}

/// `PATCH /users/{userId}/password`: any password, at once; sessions and tokens stay.
pub(super) async fn update(call: Call) -> Result<Answer, ApiError> {
    let Body { password } = call.body()?;
    let id = account(&call).await?.user.id;
    let hash = credentials::hash(&call.app, &Password::new(password)).await.map_err(busy)?;
    let mut tx = call.app.db.begin().await?;
    users::set_password_hash(&call.app, &mut tx, &id, &hash).await?;
    let account = users::find_account(&mut tx, &id).await?.ok_or_else(ApiError::not_found)?;
    let object = UserObject::new(&account);
    call.emit(&mut tx, Event::UserDataUpdated, Some(&object), &[]).await?;
    tx.commit().await?;
    Ok(Answer::json(200, &object))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Expiration {
    is_expired: bool,
}

/// `PATCH /users/{userId}/password/expiration`.
pub(super) async fn expire(call: Call) -> Result<Answer, ApiError> {
    let Expiration { is_expired } = call.body()?;
    if is_expired && !members::passwords_expire(&call.app).await? {
        return Err(ApiError::new(400, "sign_in_experiences.password_expiration_not_enabled"));
    }
    let ignore_case = members::usernames_ignore_case(&call.app).await?;
    let mut tx = call.app.db.begin().await?;
    let mut account =
        users::lock(&call.app, &mut tx, &user_id(&call)).await?.ok_or_else(ApiError::not_found)?;
    account.is_password_expired = is_expired;
    users::save(&mut tx, &account, ignore_case).await.map_err(members::refused)?;
    tx.commit().await?;
    Ok(Answer::json(200, &UserObject::new(&account)))
}

/// `POST /users/{userId}/password/verify`: for suspended users, too; failures are not counted. A password imported
/// from elsewhere is hashed anew when it is right.
pub(super) async fn verify(call: Call) -> Result<Answer, ApiError> {
    let Body { password } = call.body()?;
    let account = account(&call).await?;
    let stored = account.password.as_ref();
    let verdict = credentials::verify(&call.app, stored, &Password::new(password)).await.map_err(busy)?;
    let Verdict::Right { rehashed } = verdict else {
        return Err(ApiError::new(422, "session.invalid_credentials"));
    };
    if let (Some(old), Some(new)) = (stored, rehashed) {
        let mut tx = call.app.db.begin().await?;
        users::rehash_password(&mut tx, &account.user.id, &old.digest, &new).await?;
        tx.commit().await?;
    }
    Ok(Answer::no_content())
}

/// `GET /users/{userId}/has-password`.
pub(super) async fn has(call: Call) -> Result<Answer, ApiError> {
    let account = account(&call).await?;
    Ok(Answer::json(200, &json!({"hasPassword": account.password.is_some()})))
}
