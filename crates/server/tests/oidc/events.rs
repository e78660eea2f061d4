//! What webhooks are told of signing in: written with what it tells of, or not at all.

use genkan::applications::{ApplicationType, NewApplication};
use genkan_database::{Json, args};
use serde_json::Value;

use super::{flow, organizations::write};
use crate::support::*;

const EVENTS: &str =
    r#"["PostSignIn","PostRegister","User.Created","Identifier.Lockout","Grant.LimitExceeded"]"#;

async fn hook(app: &TestApp) {
    let events: Value = serde_json::from_str(EVENTS).unwrap();
    write(
        app,
        "INSERT INTO hooks (id, name, events, config, sealed_signing_key, created_at)
         VALUES ('hook', 'hook', $1, $2, $3, 1)",
        args![Json(events), Json(serde_json::json!({"url": "https://hooks.example"})), vec![0_u8]],
    )
    .await;
}

/// What is waiting to be told about that event.
async fn told(app: &TestApp, event: &str) -> Vec<Value> {
    let mut conn = app.app.db.read().await.unwrap();
    let rows: Vec<(String,)> = conn
        .all("SELECT body FROM hook_deliveries WHERE event = $1 ORDER BY id", args![event])
        .await
        .unwrap();
    rows.into_iter().map(|(body,)| serde_json::from_str(&body).unwrap()).collect()
}

on_both_engines! {
    async fn a_sign_in_is_told_once(app: TestApp) {
        hook(&app).await;
        let (client, user) = (app.create_app(ApplicationType::Traditional).await, app.create_user("neko").await);
        let mut browser = app.browser();
        flow::ask(&mut browser, &client, &[]).await;
        flow::record_login(&app, &browser, &user).await;
        assert!(told(&app, "PostSignIn").await.is_empty(), "nobody has signed in yet");
        let page = flow::resume(&mut browser).await;
        assert!(flow::answer(&page, &client).contains_key("code"));
        // Silent sign-ins and going back are none.
        flow::resume(&mut browser).await;
        flow::ask(&mut browser, &client, &[("prompt", "none")]).await;
        let told = told(&app, "PostSignIn").await;
        let [payload] = &told[..] else { panic!("{told:#?}") };
        assert_eq!((payload["interactionEvent"].as_str(), payload["userIp"].as_str()), (Some("SignIn"), Some("127.0.0.1")));
        assert_eq!((payload["userId"].as_str(), payload["user"]["id"].as_str()), (Some(user.id.as_str()), Some(user.id.as_str())));
        assert_eq!(payload["user"]["username"], "neko");
        assert_eq!(payload["user"]["lastSignInAt"], START.millis());
        assert_eq!(payload["user"]["applicationId"], client.id.as_str());
        assert_eq!(payload["application"]["id"], client.id.as_str());
        assert_eq!(payload["application"]["type"], "Traditional");
        assert!(payload["sessionId"].is_string() && payload["createdAt"].as_str().unwrap().starts_with("2026-01-01T00:00:00"));
        assert!(!payload.to_string().contains("$argon2id"), "{payload}");
        assert!(!payload.to_string().contains(flow::interaction_uid(&browser).as_str()));
    }

    async fn an_account_and_its_first_sign_in_are_told(app: TestApp) {
        hook(&app).await;
        let client = app.create_app(ApplicationType::Traditional).await;
        let mut browser = app.browser();
        let page = browser.authorize(&client, &[("first_screen", "register")]).await;
        let typed = [("identifier", "hana_new"), ("password", "a quite unusual 7 pangolins")];
        let page = browser.submit(&page, &typed).await;
        assert!(page.callback(&client).contains_key("code"), "{page:?}");
        let created = told(&app, "User.Created").await;
        assert_eq!((created.len(), &created[0]["data"]["username"]), (1, &"hana_new".into()));
        assert_eq!(created[0]["interactionEvent"], "Register");
        let registered = told(&app, "PostRegister").await;
        assert_eq!((registered.len(), &registered[0]["userId"]), (1, &created[0]["data"]["id"]));
        assert!(told(&app, "PostSignIn").await.is_empty());
    }

    async fn a_lock_is_told_when_it_begins(app: TestApp) {
        hook(&app).await;
        let client = app.create_app(ApplicationType::Traditional).await;
        app.create_user("neko").await;
        let mut browser = app.browser();
        let mut page = browser.authorize(&client, &[]).await;
        for _ in 0..app.app.config.limits.lockout_attempts + 3 {
            page = browser.submit(&page, &[("identifier", "neko"), ("password", "wrong")]).await;
        }
        assert_eq!(page.status, 429);
        let told = told(&app, "Identifier.Lockout").await;
        assert_eq!(told.len(), 1, "{told:#?}");
        assert_eq!((told[0]["type"].as_str(), told[0]["value"].as_str()), (Some("username"), Some("neko")));
    }

    async fn a_grant_that_makes_room_is_told(app: TestApp) {
        hook(&app).await;
        let user = app.create_user("neko").await;
        let mut new = NewApplication::new("Web", ApplicationType::Traditional);
        new.redirect_uris = vec!["https://app.example/callback".into()];
        new.metadata.max_allowed_grants = Some(1);
        let client = app.register(new).await;
        for expected in [0, 1] {
            flow::sign_in(&app, &mut app.browser(), &client, &user, &[]).await;
            assert_eq!(told(&app, "Grant.LimitExceeded").await.len(), expected);
        }
        assert_eq!(told(&app, "Grant.LimitExceeded").await[0]["userId"], user.id.as_str());
    }
}
