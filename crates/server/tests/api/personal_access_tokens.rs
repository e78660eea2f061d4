//! Personal access tokens of users, and that tokens for people are nowhere in clear.

use serde_json::json;

use crate::{oidc::token_exchange as exchange, support::*};

const NOW: i64 = START.millis();

on_both_engines! {
    async fn a_token_is_made_and_always_shown(app: TestApp) {
        let (api, user) = (app.management().await, app.create_user("hana").await);
        let all = format!("/users/{}/personal-access-tokens", user.id);
        assert_eq!(api.get(&all).await.expect(200), json!([]));
        let token = api.post(&all, json!({"name": "ci"})).await.expect(201);
        let value = token["value"].as_str().unwrap();
        assert!(value.starts_with("pat_") && value.len() == 36, "{token}");
        assert!(value[4..].bytes().all(|b| b.is_ascii_alphanumeric()), "{token}");
        assert_eq!(
            token,
            json!({"tenantId": "default", "userId": user.id, "name": "ci", "value": value, "createdAt": NOW, "expiresAt": null})
        );
        let short = api.post(&all, json!({"name": "short", "expiresAt": NOW + 5000})).await.expect(201);
        assert_eq!(short["expiresAt"], NOW + 5000);
        app.advance(5);
        let listed = api.get(&all).await.expect(200);
        assert!(listed.as_array().unwrap().contains(&token) && listed.as_array().unwrap().contains(&short), "{listed}");
        let client = exchange::exchanger(&app).await;
        assert_eq!(exchange::trade(&app, &client, (exchange::PERSONAL, value), &[]).await.status, 200);
        let value = short["value"].as_str().unwrap();
        assert_eq!(exchange::trade(&app, &client, (exchange::PERSONAL, value), &[]).await.status, 400);
    }

    async fn names_are_unique_per_person(app: TestApp) {
        let (api, user, other) =
            (app.management().await, app.create_user("hana").await, app.create_user("neko").await);
        let all = format!("/users/{}/personal-access-tokens", user.id);
        let first = api.post(&all, json!({"name": "ci"})).await.expect(201);
        assert_eq!(
            api.post(&all, json!({"name": "ci"})).await.refusal(),
            "422 user.personal_access_token_name_exists"
        );
        let elsewhere = format!("/users/{}/personal-access-tokens", other.id);
        api.post(&elsewhere, json!({"name": "ci"})).await.expect(201);
        assert_eq!(
            api.post("/users/nope/personal-access-tokens", json!({"name": "ci"})).await.refusal(),
            "404 entity.relation_foreign_key_not_found"
        );
        assert_eq!(api.get("/users/nope/personal-access-tokens").await.refusal(), "404 entity.not_found");
        assert_eq!(
            api.post(&all, json!({"name": "past", "expiresAt": NOW})).await.refusal(),
            "400 request.invalid_input"
        );
        for body in [json!({}), json!({"name": ""}), json!({"name": "x".repeat(257)}), json!({"name": "x", "expiresAt": "soon"})] {
            assert_eq!(api.post(&all, body.clone()).await.refusal(), "400 guard.invalid_input", "{body}");
        }
        // Many at once: one has the name.
        let attempts = (0..8).map(|_| api.post(&all, json!({"name": "race"})));
        let made = futures_util::future::join_all(attempts).await;
        assert_eq!(made.iter().filter(|reply| reply.status == 201).count(), 1);
        assert!(made.iter().all(|reply| matches!(reply.status, 201 | 422)));

        api.post(&all, json!({"name": "a/b c"})).await.expect(201);
        let renamed = api.patch(&format!("{all}/ci"), json!({"name": "build"})).await.expect(200);
        assert_eq!((&renamed["name"], &renamed["value"]), (&json!("build"), &first["value"]));
        let renamed = api.patch(&format!("{all}/a%2Fb%20c"), json!({"name": "d"})).await.expect(200);
        assert_eq!(renamed["name"], "d");
        let taken = api.patch(&format!("{all}/d"), json!({"name": "build"})).await;
        assert_eq!(taken.refusal(), "422 user.personal_access_token_name_exists");
        let renamed = api.patch(&all, json!({"currentName": "d", "name": "e"})).await.expect(200);
        assert_eq!(renamed["name"], "e");
        assert_eq!(api.patch(&all, json!({"name": "e"})).await.expect(200)["name"], "e");
        for (path, body) in
            [(format!("{all}/nope"), json!({"name": "x"})), (all.clone(), json!({"name": "x", "currentName": "nope"}))]
        {
            assert_eq!(api.patch(&path, body).await.refusal(), "404 entity.not_exists", "{path}");
        }
        assert_eq!(api.delete(&format!("{all}/e")).await.status, 204);
        assert_eq!(api.delete(&format!("{all}/e")).await.refusal(), "404 entity.not_found");
        assert_eq!(api.post(&format!("{all}/delete"), json!({"name": "build"})).await.status, 204);
        assert_eq!(api.post(&format!("{all}/delete"), json!({"name": "build"})).await.refusal(), "404 entity.not_found");
        assert_eq!(api.get(&elsewhere).await.expect(200).as_array().unwrap().len(), 1, "nobody else's");
    }
}

#[tokio::test]
async fn no_token_is_in_the_database_in_clear() {
    let app = TestApp::sqlite().await;
    let (api, user) = (app.management().await, app.create_user("hana").await);
    let made = api.post("/subject-tokens", json!({"userId": user.id})).await.expect(201);
    let subject = made["subjectToken"].as_str().unwrap().to_owned();
    let made = api.post("/one-time-tokens", json!({"email": "look-for-me@example.com"})).await.expect(201);
    let one_time = made["token"].as_str().unwrap().to_owned();
    let path = format!("/users/{}/personal-access-tokens", user.id);
    let made = api.post(&path, json!({"name": "ci"})).await.expect(201);
    let personal = made["value"].as_str().unwrap().to_owned();
    let device = crate::oidc::device_flow::device(&app, false).await;
    let (device_code, user_code) = crate::oidc::device_flow::codes(&app, &device, "openid").await;

    let file = app.app.config.database.url.trim_start_matches("sqlite:").trim_start_matches("//").to_owned();
    let mut bytes = Vec::new();
    for suffix in ["", "-wal"] {
        bytes.extend(std::fs::read(format!("{file}{suffix}")).unwrap_or_default());
    }
    let holds = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(holds("look-for-me@example.com"), "this is the file");
    let bare = user_code.replace('-', "");
    for secret in [&subject, &one_time, &personal, &device_code, &user_code, &bare] {
        assert!(!holds(secret) && !holds(&secret[4..]), "{secret} is in the database");
    }
}
