//! What webhooks are told of users.

use genkan_database::args;

use super::*;
use crate::support::TestApp;

/// Everything told since the last time.
async fn told(app: &TestApp) -> Vec<Value> {
    let mut tx = app.app.db.begin().await.unwrap();
    let rows: Vec<(String,)> =
        tx.all("SELECT body FROM hook_deliveries ORDER BY created_at, id", args![]).await.unwrap();
    tx.execute("DELETE FROM hook_deliveries", args![]).await.unwrap();
    tx.commit().await.unwrap();
    rows.iter().map(|(body,)| serde_json::from_str(body).unwrap()).collect()
}

/// The one thing told.
async fn one(app: &TestApp) -> Value {
    let told = told(app).await;
    assert_eq!(told.len(), 1, "{told:?}");
    told.into_iter().next().unwrap()
}

on_both_engines! {
    async fn changes_of_users_are_told(app: TestApp) {
        let api = app.management().await;
        let events = ["User.Created", "User.Deleted", "User.Data.Updated", "User.SuspensionStatus.Updated"];
        let hook = json!({"name": "users", "events": events, "config": {"url": "http://127.0.0.1:9/"}});
        api.post("/hooks", hook).await.expect(201);

        let user = create(&api, json!({"username": "ada", "password": "x"})).await;
        let id = user["id"].as_str().unwrap();
        let payload = one(&app).await;
        assert_eq!((&payload["event"], &payload["data"]), (&json!("User.Created"), &user));
        assert_eq!((&payload["path"], &payload["method"], &payload["status"]), (&json!("/users"), &json!("POST"), &json!(200)));

        for (method, rest, body) in [
            ("PATCH", "", json!({"name": "Ada"})),
            ("PATCH", "/password", json!({"password": "y"})),
            ("PATCH", "/custom-data", json!({"customData": {"a": 1}})),
            ("PATCH", "/profile", json!({"profile": {"nickname": "n"}})),
        ] {
            let answer = api.call(method, &format!("/users/{id}{rest}"), Some(body)).await.expect(200);
            let payload = one(&app).await;
            assert_eq!((&payload["event"], &payload["data"]), (&json!("User.Data.Updated"), &answer), "{rest}");
            assert_eq!(payload["params"], json!({"userId": id}));
            assert_eq!(payload["matchedRoute"], format!("/users/:userId{rest}"));
            assert!(!payload.to_string().contains("argon2"), "{payload}");
        }
        api.patch(&format!("/users/{id}/logto-configs"), json!({"mfa": {"skipped": true}})).await.expect(200);
        let payload = one(&app).await;
        assert_eq!((&payload["event"], &payload["data"]["id"]), (&json!("User.Data.Updated"), &json!(id)));
        assert!(["path", "method", "params"].iter().all(|member| payload.get(member).is_none()), "{payload}");

        let answer = api.patch(&format!("/users/{id}/is-suspended"), json!({"isSuspended": true})).await.expect(200);
        let payload = one(&app).await;
        assert_eq!((&payload["event"], &payload["data"]), (&json!("User.SuspensionStatus.Updated"), &answer));

        // none of these is told
        api.put(&format!("/users/{id}/identities/g"), json!({"userId": "x"})).await.expect(201);
        api.delete(&format!("/users/{id}/identities/g")).await.expect(200);
        api.post(&format!("/users/{id}/mfa-verifications"), json!({"type": "Totp"})).await.expect(200);
        api.put(&format!("/users/{id}/roles"), json!({"roleIds": []})).await.expect(200);
        api.patch(&format!("/users/{id}/password/expiration"), json!({"isExpired": false})).await.expect(200);
        // and nothing that was refused
        api.post("/users", json!({"username": "ada"})).await.expect(422);
        api.patch(&format!("/users/{id}"), json!({})).await.expect(422);
        api.delete("/users/nope").await.expect(404);
        assert_eq!(told(&app).await, Vec::<Value>::new());

        assert_eq!(api.delete(&format!("/users/{id}")).await.status, 204);
        let payload = one(&app).await;
        assert_eq!((&payload["event"], &payload["status"]), (&json!("User.Deleted"), &json!(204)));
        assert_eq!((&payload["data"]["username"], payload["data"].get("hasPassword")), (&json!("ada"), None));
    }
}
