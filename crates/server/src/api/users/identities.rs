use serde_json::{Value, json};

use super::{
    UserObject, identity_schema,
    members::{account, user_id},
    sso_identities, token_secret,
};
use crate::{
    api::shell::{Answer, ApiError, Call, Schema, any_text, list_of, object, optional, required, text},
    users::{self, Identity},
};

/// The shape of one identity.
pub(super) fn answer() -> Schema {
    object([required("identity", identity_schema()), optional("tokenSecret", token_secret())])
}

/// The shape of all identities.
pub(super) fn everything() -> Schema {
    let social = answer().with([required("target", any_text())]);
    let enterprise = sso_identities::answer().with([required("ssoConnectorId", text(1..))]);
    object([required("socialIdentities", list_of(social)), required("ssoIdentities", list_of(enterprise))])
}

fn missing() -> ApiError {
    ApiError::new(404, "user.identity_not_exist")
}

/// `GET /users/{userId}/identities/{target}`.
pub(super) async fn get(call: Call) -> Result<Answer, ApiError> {
    let account = account(&call).await?;
    let identity = account.user.identities.get(call.param("target")).ok_or_else(missing)?;
    Ok(Answer::json(200, &json!({"identity": identity})))
}

/// `PUT /users/{userId}/identities/{target}`: 201 when the user had none there.
pub(super) async fn replace(call: Call) -> Result<Answer, ApiError> {
    let identity: Identity = call.body()?;
    let mut tx = call.app.db.begin().await?;
    let mut account =
        users::lock(&call.app, &mut tx, &user_id(&call)).await?.ok_or_else(ApiError::not_found)?;
    let is_new = users::set_identity(&mut tx, &mut account, call.param("target"), &identity).await.map_err(
        |error| {
            if error.is_unique() { ApiError::new(422, "user.identity_already_in_use") } else { error.into() }
        },
    )?;
    tx.commit().await?;
    Ok(Answer::json(if is_new { 201 } else { 200 }, &account.user.identities))
}

/// `POST /users/{userId}/identities`: through a connector, and there are none.
pub(super) async fn create(call: Call) -> Result<Answer, ApiError> {
    account(&call).await?;
    Err(ApiError::not_found())
}

/// `DELETE /users/{userId}/identities/{target}`.
pub(super) async fn delete(call: Call) -> Result<Answer, ApiError> {
    let mut tx = call.app.db.begin().await?;
    let mut account =
        users::lock(&call.app, &mut tx, &user_id(&call)).await?.ok_or_else(ApiError::not_found)?;
    if !users::remove_identity(&mut tx, &mut account, call.param("target")).await? {
        return Err(missing());
    }
    tx.commit().await?;
    Ok(Answer::json(200, &UserObject::new(&account)))
}

/// `GET /users/{userId}/all-identities`.
pub(super) async fn all(call: Call) -> Result<Answer, ApiError> {
    let account = account(&call).await?;
    let social: Vec<Value> = account
        .user
        .identities
        .iter()
        .map(|(target, identity)| json!({"identity": identity, "target": target}))
        .collect();
    Ok(Answer::json(200, &json!({"socialIdentities": social, "ssoIdentities": []})))
}
