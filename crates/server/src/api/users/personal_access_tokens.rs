//! A user's personal access tokens. Names stand in the path, or, for names that a path cannot carry, in the body.

use serde::{Deserialize, Serialize};

use crate::{
    api::shell::{
        Answer, ApiError, Call, Operation, Schema, any_text, list_of, milliseconds, nullable, number, object,
        optional, required, text,
    },
    clock::Timestamp,
    ids::UserId,
    personal_access_tokens::{self, PersonalAccessToken},
    users,
};

const ALL: &str = "/users/{userId}/personal-access-tokens";
const ONE: &str = "/users/{userId}/personal-access-tokens/{name}";
const DELETE: &str = "/users/{userId}/personal-access-tokens/delete";

pub(super) fn operations() -> Vec<Operation> {
    let name = || required("name", text(1..=256));
    vec![
        Operation::get(ALL, "ListUserPersonalAccessTokens", list).returns(200, list_of(shape())),
        Operation::post(ALL, "CreateUserPersonalAccessToken", create)
            .body(object([name(), optional("expiresAt", nullable(milliseconds()))]))
            .returns(201, shape()),
        Operation::patch(ALL, "UpdatePersonalAccessTokenName", rename)
            .body(object([name(), optional("currentName", any_text())]))
            .returns(200, shape()),
        Operation::post(DELETE, "DeletePersonalAccessTokenPost", delete_named)
            .body(object([required("name", any_text())]))
            .returns_nothing(204),
        Operation::patch(ONE, "UpdateUserPersonalAccessToken", rename_one)
            .body(object([name()]))
            .returns(200, shape()),
        Operation::delete(ONE, "DeleteUserPersonalAccessToken", delete_one).returns_nothing(204),
    ]
}

fn shape() -> Schema {
    object([
        required("tenantId", any_text()),
        required("userId", any_text()),
        required("name", any_text()),
        required("value", any_text()),
        required("createdAt", number()),
        required("expiresAt", nullable(number())),
    ])
}

/// A token on the wire, always with its value.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct View<'a> {
    tenant_id: &'static str,
    user_id: &'a UserId,
    name: &'a str,
    value: &'a str,
    created_at: i64,
    expires_at: Option<i64>,
}

impl<'a> From<&'a PersonalAccessToken> for View<'a> {
    fn from(token: &'a PersonalAccessToken) -> Self {
        Self {
            tenant_id: "default",
            user_id: &token.user_id,
            name: &token.name,
            value: token.value.expose(),
            created_at: token.created_at.millis(),
            expires_at: token.expires_at.map(Timestamp::millis),
        }
    }
}

fn user_id(call: &Call) -> UserId {
    UserId::from(call.param("userId"))
}

/// `GET /users/{userId}/personal-access-tokens`.
async fn list(call: Call) -> Result<Answer, ApiError> {
    let user_id = user_id(&call);
    let mut conn = call.app.db.read().await?;
    if users::find(&mut conn, &user_id).await?.is_none() {
        return Err(ApiError::not_found());
    }
    let tokens = personal_access_tokens::list(&call.app, &mut conn, &user_id).await?;
    let views: Vec<View<'_>> = tokens.iter().map(View::from).collect();
    Ok(Answer::json(200, &views))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct NewToken {
    name: String,
    expires_at: Option<i64>,
}

/// `POST /users/{userId}/personal-access-tokens`.
async fn create(call: Call) -> Result<Answer, ApiError> {
    let new: NewToken = call.body()?;
    let expires_at = new.expires_at.map(Timestamp::from_millis);
    if expires_at.is_some_and(|at| at <= call.app.clock.now()) {
        return Err(ApiError::request_invalid(400, "Expiration date must be in the future."));
    }
    let mut tx = call.app.db.begin().await?;
    let token =
        personal_access_tokens::create(&call.app, &mut tx, &user_id(&call), &new.name, expires_at).await;
    let token = token.map_err(name_taken)?;
    tx.commit().await?;
    Ok(Answer::json(201, &View::from(&token)))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct NewName {
    name: String,
    current_name: Option<String>,
}

/// `PATCH /users/{userId}/personal-access-tokens`. Without `currentName` the name is the one it has.
async fn rename(call: Call) -> Result<Answer, ApiError> {
    let NewName { name, current_name } = call.body()?;
    let current_name = current_name.as_deref().unwrap_or(&name);
    change_name(&call, current_name, &name).await
}

/// `PATCH /users/{userId}/personal-access-tokens/{name}`.
async fn rename_one(call: Call) -> Result<Answer, ApiError> {
    let NewName { name, .. } = call.body()?;
    change_name(&call, call.param("name"), &name).await
}

async fn change_name(call: &Call, current_name: &str, name: &str) -> Result<Answer, ApiError> {
    let mut tx = call.app.db.begin().await?;
    let changed =
        personal_access_tokens::rename(&call.app, &mut tx, &user_id(call), current_name, name).await;
    let token = changed.map_err(name_taken)?.ok_or_else(|| ApiError::not_exists("personal_access_token"))?;
    tx.commit().await?;
    Ok(Answer::json(200, &View::from(&token)))
}

#[derive(Deserialize)]
struct Named {
    name: String,
}

/// `POST /users/{userId}/personal-access-tokens/delete`.
async fn delete_named(call: Call) -> Result<Answer, ApiError> {
    let Named { name } = call.body()?;
    delete(&call, &name).await
}

/// `DELETE /users/{userId}/personal-access-tokens/{name}`.
async fn delete_one(call: Call) -> Result<Answer, ApiError> {
    delete(&call, call.param("name")).await
}

async fn delete(call: &Call, name: &str) -> Result<Answer, ApiError> {
    let mut tx = call.app.db.begin().await?;
    if !personal_access_tokens::delete(&mut tx, &user_id(call), name).await? {
        return Err(ApiError::not_found());
    }
    tx.commit().await?;
    Ok(Answer::no_content())
}

fn name_taken(error: genkan_database::DbError) -> ApiError {
    if error.is_unique() {
        ApiError::new(422, "user.personal_access_token_name_exists")
    } else {
        error.into()
    }
}
