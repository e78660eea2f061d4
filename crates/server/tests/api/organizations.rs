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
pub async fn listen(app: &TestApp) {
    let events: Vec<&str> = genkan::webhooks::Event::ALL.iter().map(|event| event.as_str()).collect();
    let mut tx = app.app.db.begin().await.unwrap();
    tx.execute(
        "INSERT INTO hooks (id, name, events, config, sealed_signing_key, enabled, created_at)
         VALUES ('listener', 'all', $1, '{\"url\": \"http://127.0.0.1:1\"}', $2, TRUE, 0)",
        args![json!(events).to_string(), vec![0_u8]],
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
}

/// The payloads noted since the last time, by event name.
pub async fn heard(app: &TestApp) -> Vec<Value> {
    let mut tx = app.app.db.begin().await.unwrap();
    let rows: Vec<(genkan_database::Json<Value>,)> =
        tx.all("SELECT payload FROM hook_deliveries ORDER BY event", args![]).await.unwrap();
    tx.execute("DELETE FROM hook_deliveries", args![]).await.unwrap();
    tx.commit().await.unwrap();
    rows.into_iter().map(|(payload,)| payload.0).collect()
}
