//! The audit log beside the flows, and its writer.

use std::{future::poll_fn, task::Poll, time::Duration};

use genkan::{
    app::App,
    applications::ApplicationType,
    audit_log::{self, Entry, Filter, LogEntry},
    ids::UserId,
};
use genkan_database::{Engine, args};

use crate::support::{PASSWORD, TestApp, exchange, token};

async fn entries(app: &App) -> Vec<LogEntry> {
    audit_log::flush(app).await.unwrap();
    let mut conn = app.db.read().await.unwrap();
    let mut entries = audit_log::list(&mut conn, &Filter::default(), 10_000, 0).await.unwrap();
    entries.reverse();
    entries
}

async fn count(app: &App) -> i64 {
    let mut conn = app.db.read().await.unwrap();
    audit_log::count(&mut conn, &Filter::default(), i64::MAX).await.unwrap()
}

fn keys(entries: &[LogEntry]) -> Vec<&str> {
    entries.iter().map(|entry| entry.key.as_str()).collect()
}

on_both_engines! {
    async fn a_sign_in_and_its_tokens_are_kept_without_their_secrets(app: TestApp) {
        let client = app.create_app(ApplicationType::Traditional).await;
        let user = app.create_user("alice").await;
        let mut browser = app.browser();
        let scope = [("scope", "openid offline_access"), ("prompt", "consent")];
        let back = browser.sign_in_with(&client, &user, &scope).await;
        let tokens = exchange(&app, &client, &back["code"]).await.json();
        let refresh = tokens["refresh_token"].as_str().unwrap();
        let fields = [("grant_type", "refresh_token"), ("refresh_token", refresh), ("client_secret", "")];
        let renewed = token(&app, &client, &fields).await;
        assert_eq!(renewed.status, 200, "{renewed:?}");
        let renewed = renewed.json();
        token(&app, &client, &[("grant_type", "refresh_token"), ("refresh_token", "x".repeat(43).as_str())]).await;
        let revoked = renewed["refresh_token"].as_str().unwrap();
        let request = app
            .browser()
            .request("POST".parse().unwrap(), "/oidc/token/revocation")
            .basic_auth(client.id.as_str(), Some(&client.secret))
            .header("user-agent", "Tester/1.0")
            .form(&[("token", revoked)]);
        assert_eq!(app.browser().send(request).await.status, 200);

        let found = entries(&app.app).await;
        assert_eq!(
            keys(&found),
            [
                "Interaction.SignIn.Identifier.Password.Submit",
                "Interaction.SignIn.Submit",
                "ExchangeTokenBy.AuthorizationCode",
                "ExchangeTokenBy.RefreshToken",
                "ExchangeTokenBy.RefreshToken",
                "RevokeToken",
            ]
        );
        for (entry, result) in found.iter().zip(["Success", "Success", "Success", "Success", "Error", "Success"]) {
            assert_eq!(entry.payload["result"], result, "{entry:?}");
            assert_eq!(entry.payload["key"], entry.key.as_str());
            assert_eq!(entry.payload["ip"], "127.0.0.1");
            assert_eq!(entry.payload["applicationId"], client.id.as_str());
            assert_eq!(entry.created_at, app.app.clock.now());
            assert_eq!(entry.id.as_str().len(), 21);
        }
        assert_eq!(found[0].payload["userId"], user.id.as_str());
        assert_eq!(found[2].payload["userId"], user.id.as_str());
        assert_eq!(found[3].payload["params"]["grant_type"], "refresh_token");
        assert_eq!(found[4].payload["error"], "oidc.invalid_grant");
        assert_eq!(found[5].payload["userAgent"], "Tester/1.0");
        let text = format!("{found:?}");
        let access = tokens["access_token"].as_str().unwrap();
        for secret in [&client.secret, PASSWORD, refresh, revoked, access, &back["code"]] {
            assert!(!text.contains(secret), "a secret is in the log");
        }
    }

    async fn secrets_in_the_body_are_masked_and_failures_named(app: TestApp) {
        let client = app.create_app(ApplicationType::MachineToMachine).await;
        let fields = [
            ("grant_type", "client_credentials"),
            ("client_id", client.id.as_str()),
            ("client_secret", "very-wrong-secret"),
        ];
        let request = app.browser().request("POST".parse().unwrap(), "/oidc/token").form(&fields);
        assert_eq!(app.browser().send(request).await.status, 401);
        let [entry] = entries(&app.app).await.try_into().unwrap();
        assert_eq!(entry.key, "ExchangeTokenBy.ClientCredentials");
        assert_eq!(entry.payload["error"], "oidc.invalid_client");
        assert_eq!(entry.payload["params"]["client_secret"], "******");
        assert!(!format!("{entry:?}").contains("very-wrong-secret"));
    }

    async fn wrong_passwords_and_registrations_are_kept(app: TestApp) {
        let client = app.create_app(ApplicationType::Traditional).await;
        let user = app.create_user("alice").await;
        let mut browser = app.browser();
        let page = browser.authorize(&client, &[]).await;
        let typed = [("identifier", user.username.as_str()), ("password", "hunter2-hunter2")];
        let page = browser.submit(&page, &typed).await;
        assert_eq!(page.status, 422, "{page:?}");
        let page = browser.get("/register").await;
        browser.submit(&page, &[("identifier", "bob_new"), ("password", "a quite long pass phrase 7")]).await;
        let found = entries(&app.app).await;
        assert_eq!(
            keys(&found),
            [
                "Interaction.SignIn.Identifier.Password.Submit",
                "Interaction.Register.Profile.Create",
                "Interaction.Register.Submit",
            ]
        );
        assert_eq!(found[0].payload["error"], "session.invalid_credentials");
        assert_eq!(found[0].payload["userId"], user.id.as_str(), "operators see whom it was tried on");
        assert!(found[2].payload["userId"].is_string());
        assert!(!format!("{found:?}").contains("hunter2"));
    }

    async fn who_finds_the_queue_full_writes_it_and_nothing_is_lost(app: TestApp) {
        // Nobody runs the writer here.
        for number in 0..9_000 {
            audit_log::record(&app.app, Entry::new(format!("Unknown.{number}"))).await;
        }
        assert_eq!(count(&app.app).await, 8_192);
        audit_log::flush(&app.app).await.unwrap();
        let found = entries(&app.app).await;
        let expected: Vec<String> = (0..9_000).map(|number| format!("Unknown.{number}")).collect();
        assert_eq!(keys(&found), expected, "in order");
    }

    async fn a_cancelled_flush_neither_loses_nor_repeats(app: TestApp) {
        for _ in 0..1_000 {
            audit_log::record(&app.app, Entry::new("Unknown")).await;
        }
        let mut cancelled = 0;
        for polls in 0..40 {
            let mut flush = Box::pin(audit_log::flush(&app.app));
            for _ in 0..polls {
                let done = poll_fn(|context| Poll::Ready(flush.as_mut().poll(context).is_ready())).await;
                if done {
                    break;
                }
                tokio::task::yield_now().await;
            }
            cancelled += 1;
        }
        assert_eq!(cancelled, 40);
        audit_log::flush(&app.app).await.unwrap();
        assert_eq!(count(&app.app).await, 1_000);
    }

    async fn the_writer_writes_to_the_end_when_it_is_stopped(app: TestApp) {
        let (stop, stopped) = tokio::sync::watch::channel(false);
        let writer = tokio::spawn(audit_log::run(app.app.clone(), stopped));
        for _ in 0..700 {
            audit_log::record(&app.app, Entry::new("Unknown")).await;
        }
        stop.send(true).unwrap();
        writer.await.unwrap();
        assert_eq!(count(&app.app).await, 700);
    }

    async fn old_entries_go_and_only_one_node_looks_for_them(app: TestApp) {
        audit_log::record(&app.app, Entry::new("Unknown.Old")).await;
        audit_log::flush(&app.app).await.unwrap();
        app.advance(90 * 86_400);
        audit_log::record(&app.app, Entry::new("Unknown.New")).await;
        audit_log::flush(&app.app).await.unwrap();
        assert_eq!(audit_log::prune(&app.app).await.unwrap(), 0, "ninety days are kept");
        app.advance(1);
        let other = app.second_node().await;
        assert_eq!(audit_log::prune(&other.app).await.unwrap(), 0, "the lease is the first node's");
        assert_eq!(audit_log::prune(&app.app).await.unwrap(), 1);
        assert_eq!(keys(&entries(&app.app).await), ["Unknown.New"]);
    }

    async fn a_user_is_active_once_a_day(app: TestApp) {
        let today = app.app.clock.now().seconds().div_euclid(86_400);
        let received = async |user: &str, error: Option<&'static str>| {
            let entry = Entry {
                user_id: Some(UserId::new(user)),
                error: error.map(Into::into),
                ..Entry::new("ExchangeTokenBy.RefreshToken")
            };
            audit_log::record(&app.app, entry).await;
            audit_log::flush(&app.app).await.unwrap();
        };
        received("a", None).await;
        received("a", None).await;
        received("b", None).await;
        received("c", Some("oidc.invalid_grant")).await;
        app.advance(86_400);
        received("a", None).await;
        let mut conn = app.app.db.read().await.unwrap();
        let by_day = audit_log::active_users_by_day(&mut conn, today - 5, today + 5).await.unwrap();
        assert_eq!(by_day, [(today, 2), (today + 1, 1)]);
        assert_eq!(audit_log::active_users(&mut conn, today, today + 1).await.unwrap(), 2);
    }

    async fn long_and_strange_input_is_kept_short_and_breaks_nothing(app: TestApp) {
        let client = app.create_app(ApplicationType::MachineToMachine).await;
        let long = "é".repeat(5_000);
        let fields = [("grant_type", "client_credentials"), ("scope", long.as_str()), ("resource", "\u{1}")];
        token(&app, &client, &fields).await;
        let request = app
            .browser()
            .request("POST".parse().unwrap(), "/oidc/token")
            .header("user-agent", "x".repeat(4_000))
            .body("\u{0}\u{0}");
        app.browser().send(request).await;
        let found = entries(&app.app).await;
        assert_eq!(keys(&found), ["ExchangeTokenBy.ClientCredentials", "ExchangeTokenBy.Unknown"]);
        assert!(found.iter().all(|entry| serde_json::to_string(&entry.payload).unwrap().len() < 2_000));
    }
}

#[tokio::test]
async fn switched_off_it_keeps_nothing_but_activity() {
    let app = TestApp::with(Engine::Sqlite, |config| config.audit_log.enabled = false).await;
    let entry = Entry { user_id: Some(UserId::new("a")), ..Entry::new("ExchangeTokenBy.RefreshToken") };
    audit_log::record(&app.app, entry).await;
    audit_log::record(&app.app, Entry::new("Unknown")).await;
    assert!(entries(&app.app).await.is_empty());
    let (active,): (i64,) = app
        .app
        .db
        .read()
        .await
        .unwrap()
        .one("SELECT COUNT(*) FROM daily_active_users", args![])
        .await
        .unwrap();
    assert_eq!(active, 1);
}

/// The clock of a test stands; the writer's own pace is real time.
#[tokio::test]
async fn the_writer_does_not_wait_for_many() {
    let app = TestApp::sqlite().await;
    let (_stop, stopped) = tokio::sync::watch::channel(false);
    let writer = tokio::spawn(audit_log::run(app.app.clone(), stopped));
    audit_log::record(&app.app, Entry::new("Unknown")).await;
    while count(&app.app).await == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    writer.abort();
}
