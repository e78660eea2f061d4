//! Organizations.

mod applications;
mod joining;
mod members;
mod organization;

use genkan::ids::UserId;
use genkan_database::args;
use serde_json::{Value, json};

use crate::support::{Management, TestApp};

/// An organization with that name; its id.
pub async fn organization(api: &Management<'_>, name: &str) -> String {
    api.post("/organizations", json!({"name": name})).await.id(201)
}

/// A template role; its id.
pub async fn role(api: &Management<'_>, name: &str, role_type: &str) -> String {
    api.post("/organization-roles", json!({"name": name, "type": role_type})).await.id(201)
}

/// A member without roles; its id.
pub async fn member(api: &Management<'_>, organization: &str, username: &str) -> UserId {
    let user = api.server.create_user(username).await.id;
    api.post(&format!("/organizations/{organization}/users"), json!({"userIds": [user]})).await.expect(201);
    user
}

pub async fn set_email(app: &TestApp, user: &UserId, email: &str) {
    let mut tx = app.app.db.begin().await.unwrap();
    tx.execute("UPDATE users SET primary_email = $2 WHERE id = $1", args![user, email]).await.unwrap();
    tx.commit().await.unwrap();
}

/// The texts of one member of every item.
pub fn texts<'a>(list: &'a Value, name: &str) -> Vec<&'a str> {
    list.as_array().unwrap().iter().map(|item| item[name].as_str().unwrap()).collect()
}

/// From now on every event is noted.
pub async fn listen(api: &Management<'_>) {
    let events: Vec<&str> = genkan::webhooks::Event::ALL.iter().map(|event| event.as_str()).collect();
    let hook = json!({"name": "all", "events": events, "config": {"url": "http://127.0.0.1:1"}});
    api.post("/hooks", hook).await.expect(201);
}

/// The payloads noted since the last time, in the order they were written.
pub async fn heard(app: &TestApp) -> Vec<Value> {
    let mut tx = app.app.db.begin().await.unwrap();
    let rows: Vec<(String,)> = tx.all("SELECT body FROM hook_deliveries ORDER BY id", args![]).await.unwrap();
    tx.execute("DELETE FROM hook_deliveries", args![]).await.unwrap();
    tx.commit().await.unwrap();
    rows.into_iter().map(|(body,)| serde_json::from_str(&body).unwrap()).collect()
}
