//! Users.

mod access;
mod account;
mod deletion;
mod events;
mod factors;
mod identities;
mod list;
mod passwords;
mod sessions;

use serde_json::{Value, json};

use crate::support::{Management, Reply};

/// A user with that body.
async fn create(api: &Management<'_>, body: Value) -> Value {
    api.post("/users", body).await.expect(200)
}

/// The id of a user with that username.
async fn named(api: &Management<'_>, username: &str) -> String {
    api.post("/users", json!({"username": username})).await.id(200)
}

/// `GET /users/{id}`.
async fn read(api: &Management<'_>, id: &str) -> Value {
    api.get(&format!("/users/{id}")).await.expect(200)
}

/// The refusal of `POST /users`.
async fn refused(api: &Management<'_>, body: Value) -> String {
    api.post("/users", body).await.refusal()
}

fn names(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

/// The usernames of a list, in order.
fn usernames(reply: &Reply) -> Vec<&str> {
    reply.body.as_array().unwrap().iter().filter_map(|user| user["username"].as_str()).collect()
}
