//! The outbox and its delivery to a real server. The clock stands still; `deliver_due` is what the job does.

use std::collections::BTreeMap;

use aws_lc_rs::hmac;
use genkan::{
    app::App,
    audit_log,
    ids::HookId,
    webhooks::{self, Event, Hook, HookChanges, HookConfig, NewHook, deliver_due},
};
use genkan_database::{Engine, args};
use serde_json::{Value, json};

use crate::support::{Reaction, Receiver, TestApp};

async fn create_hook(app: &App, config: HookConfig, events: &[Event]) -> Hook {
    let mut tx = app.db.begin().await.unwrap();
    let new = NewHook { name: "Hook".into(), event: None, events: events.to_vec(), config, enabled: true };
    let hook = webhooks::create(app, &mut tx, new).await.unwrap();
    tx.commit().await.unwrap();
    hook
}

async fn tell(app: &App, event: Event, data: Value) {
    let mut tx = app.db.begin().await.unwrap();
    let Value::Object(payload) = json!({ "data": data }) else { unreachable!() };
    webhooks::enqueue(app, &mut tx, event, payload).await.unwrap();
    tx.commit().await.unwrap();
}

async fn waiting(app: &App) -> i64 {
    let (count,) =
        app.db.read().await.unwrap().one("SELECT COUNT(*) FROM hook_deliveries", args![]).await.unwrap();
    count
}

/// What the log says of a hook's deliveries, oldest first.
async fn logged(app: &App, hook: &HookId) -> Vec<Value> {
    audit_log::flush(app).await.unwrap();
    let mut conn = app.db.read().await.unwrap();
    let filter = audit_log::Filter::default();
    let mut entries = audit_log::list_of_hook(&mut conn, hook, &filter, 100, 0).await.unwrap();
    entries.reverse();
    entries.into_iter().map(|entry| Value::Object(entry.payload)).collect()
}

fn signature(hook: &Hook, body: &[u8]) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, hook.signing_key.expose().as_bytes());
    hmac::sign(&key, body).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

on_both_engines! {
    async fn of_too_many_that_wait_the_oldest_are_given_up(app: TestApp) {
        let hook = create_hook(&app.app, HookConfig::new("http://127.0.0.1:9/"), &[Event::RoleCreated]).await;
        let mut tx = app.app.db.begin().await.unwrap();
        tx.execute(
            "INSERT INTO hook_deliveries (id, hook_id, event, body, created_at, next_attempt_at)
             WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10003)
             SELECT 'd' || CAST(100000 + i AS TEXT), CAST($1 AS TEXT), 'Role.Created', '{}', CAST($2 AS BIGINT),
                 CAST($2 AS BIGINT) + 1000 FROM n",
            args![hook.id, app.app.clock.now()],
        )
        .await
        .unwrap();
        tx.commit().await.unwrap();
        assert_eq!(deliver_due(&app.app).await.unwrap(), 0, "none is due");
        assert_eq!(waiting(&app.app).await, 10_000);
        let mut conn = app.app.db.read().await.unwrap();
        let (oldest,): (String,) = conn.one("SELECT MIN(id) FROM hook_deliveries", args![]).await.unwrap();
        drop(conn);
        assert_eq!(oldest, "d100004");
        let [entry] = logged(&app.app, &hook.id).await.try_into().unwrap();
        assert_eq!((&entry["key"], &entry["givenUp"]), (&json!("TriggerHook.Role.Created"), &json!(3)));
        assert_eq!(entry["result"], "Error");
        deliver_due(&app.app).await.unwrap();
        assert_eq!(waiting(&app.app).await, 10_000, "as many may wait");
    }

    async fn what_is_sent_is_signed_to_the_byte(app: TestApp) {
        let receiver = Receiver::start().await;
        let headers = [("User-Agent", "mine"), ("X-Key", "é"), ("logto-signature-sha-256", "forged")];
        let config = HookConfig {
            headers: Some(headers.map(|(name, value)| (name.to_owned(), value.to_owned())).into()),
            ..HookConfig::new(&receiver.url)
        };
        let hook = create_hook(&app.app, config, &[Event::UserCreated]).await;
        tell(&app.app, Event::UserCreated, json!({ "name": "é \u{0} \" \\u0000", "z": 1, "a": 1.5 })).await;
        assert_eq!(deliver_due(&app.app).await.unwrap(), 1);
        let [request] = receiver.received().try_into().unwrap();
        assert_eq!(request.header("logto-signature-sha-256"), signature(&hook, &request.body));
        assert_eq!(request.header("content-type"), "application/json");
        assert_eq!(request.header("user-agent"), "mine");
        assert_eq!(request.headers["x-key"].as_bytes(), "é".as_bytes());
        assert_eq!(
            request.json(),
            json!({
                "event": "User.Created",
                "createdAt": "2026-01-01T00:00:00.000Z",
                "data": { "name": "é \u{0} \" \\u0000", "z": 1, "a": 1.5 },
                "hookId": hook.id.as_str(),
            })
        );
        assert_eq!(waiting(&app.app).await, 0);
        let [entry] = logged(&app.app, &hook.id).await.try_into().unwrap();
        assert_eq!(entry["key"], "TriggerHook.User.Created");
        assert_eq!(entry["result"], "Success");
        assert_eq!(entry["hookRequest"]["url"], receiver.url.as_str());
        assert_eq!(entry["hookRequest"]["body"]["event"], "User.Created");
        assert_eq!(entry["response"], json!({ "statusCode": 204, "body": "" }));
        assert!(!entry.to_string().contains(hook.signing_key.expose()));
    }

    async fn nobody_is_told_of_what_was_rolled_back_or_is_not_theirs(app: TestApp) {
        let receiver = Receiver::start().await;
        let hook = create_hook(&app.app, HookConfig::new(&receiver.url), &[Event::UserCreated]).await;
        let mut tx = app.app.db.begin().await.unwrap();
        webhooks::enqueue(&app.app, &mut tx, Event::UserCreated, serde_json::Map::new()).await.unwrap();
        drop(tx);
        tell(&app.app, Event::UserDeleted, json!(1)).await;
        assert_eq!(deliver_due(&app.app).await.unwrap(), 0);

        let mut tx = app.app.db.begin().await.unwrap();
        let off = HookChanges { enabled: Some(false), ..HookChanges::default() };
        webhooks::update(&app.app, &mut tx, &hook.id, off).await.unwrap();
        tx.commit().await.unwrap();
        tell(&app.app, Event::UserCreated, json!(2)).await;
        assert_eq!(deliver_due(&app.app).await.unwrap(), 0);
        assert!(receiver.received().is_empty());
    }

    async fn one_event_of_the_old_form_counts_only_without_a_list(app: TestApp) {
        let receiver = Receiver::start().await;
        for events in [vec![], vec![Event::RoleCreated]] {
            let new = NewHook {
                name: String::new(),
                event: Some(Event::PostSignIn),
                events,
                config: HookConfig::new(&receiver.url),
                enabled: true,
            };
            let mut tx = app.app.db.begin().await.unwrap();
            webhooks::create(&app.app, &mut tx, new).await.unwrap();
            tx.commit().await.unwrap();
        }
        tell(&app.app, Event::PostSignIn, json!({})).await;
        assert_eq!(deliver_due(&app.app).await.unwrap(), 1);
    }

    async fn a_hook_is_told_in_order_and_a_dead_one_holds_nobody_up(app: TestApp) {
        let receiver = Receiver::start().await;
        let events = [Event::RoleScopesUpdated, Event::RoleCreated, Event::RoleDeleted];
        // Nothing listens there.
        let dead = create_hook(&app.app, HookConfig::new("http://127.0.0.1:9/"), &events).await;
        let hook = create_hook(&app.app, HookConfig::new(&receiver.url), &events).await;
        for event in events {
            tell(&app.app, event, json!({})).await;
        }
        assert_eq!(deliver_due(&app.app).await.unwrap(), 6);
        assert_eq!(receiver.events(), ["Role.Scopes.Updated", "Role.Created", "Role.Deleted"]);
        assert_eq!(logged(&app.app, &hook.id).await.len(), 3);
        let failed = logged(&app.app, &dead.id).await;
        assert_eq!(failed.len(), 3);
        assert!(failed.iter().all(|entry| entry["result"] == "Error" && entry["error"].is_string()));
        assert_eq!(waiting(&app.app).await, 3, "they are tried again");
    }

    async fn a_failure_is_repeated_three_times_with_growing_pauses(app: TestApp) {
        let receiver = Receiver::start().await;
        let hook = create_hook(&app.app, HookConfig::new(&receiver.url), &[Event::RoleCreated]).await;
        receiver.react(&[503, 429, 500, 502].map(Reaction::Status));
        tell(&app.app, Event::RoleCreated, json!({})).await;
        for (made, pause) in [(1, 5), (2, 30), (3, 180), (4, 86_400)] {
            assert_eq!(deliver_due(&app.app).await.unwrap(), 1);
            assert_eq!(receiver.received().len(), made);
            app.advance(pause - 1);
            assert_eq!(deliver_due(&app.app).await.unwrap(), 0, "before {pause} seconds are over");
            app.advance(1);
        }
        assert_eq!(waiting(&app.app).await, 0, "given up");
        let bodies: Vec<_> = receiver.received().into_iter().map(|request| request.body).collect();
        assert!(bodies.windows(2).all(|pair| pair[0] == pair[1]), "always the same bytes");
        let entries = logged(&app.app, &hook.id).await;
        let statuses: Vec<_> = entries.iter().map(|entry| entry["response"]["statusCode"].clone()).collect();
        assert_eq!(statuses, [503, 429, 500, 502]);
    }

    async fn what_the_endpoint_refuses_is_not_repeated_and_redirects_are_not_followed(app: TestApp) {
        let receiver = Receiver::start().await;
        create_hook(&app.app, HookConfig::new(&receiver.url), &[Event::RoleCreated]).await;
        for reaction in [Reaction::Status(400), Reaction::Status(410), Reaction::Redirect] {
            receiver.react(&[reaction]);
            tell(&app.app, Event::RoleCreated, json!({})).await;
            assert_eq!(deliver_due(&app.app).await.unwrap(), 1);
            assert_eq!(waiting(&app.app).await, 0, "{reaction:?}");
        }
        assert!(receiver.received().iter().all(|request| request.path == "/hook"));
    }

    async fn an_endless_answer_is_not_read_to_its_end(app: TestApp) {
        let receiver = Receiver::start().await;
        let hook = create_hook(&app.app, HookConfig::new(&receiver.url), &[Event::RoleCreated]).await;
        receiver.react(&[Reaction::Endless]);
        tell(&app.app, Event::RoleCreated, json!({})).await;
        assert_eq!(deliver_due(&app.app).await.unwrap(), 1);
        let [entry] = logged(&app.app, &hook.id).await.try_into().unwrap();
        assert_eq!(entry["response"]["statusCode"], 500);
        assert_eq!(entry["response"]["body"].as_str().unwrap().len(), 4096);
    }

    async fn hostile_urls_and_headers_are_refused_once_and_for_all(app: TestApp) {
        let bad_headers = HookConfig {
            headers: Some(BTreeMap::from([("a b".to_owned(), "x\r\ny: z".to_owned())])),
            ..HookConfig::new("http://127.0.0.1:9/")
        };
        let long = format!("http://127.0.0.1:9/{}", "x".repeat(100_000));
        let urls = ["", "x", "file:///etc/passwd", "javascript:alert(1)", "http://", "http://[::1", long.as_str(), "http://a b/"];
        let configs = urls.map(HookConfig::new).into_iter().chain([bad_headers]);
        for config in configs {
            let shown = format!("{config:?}");
            let hook = create_hook(&app.app, config, &[Event::RoleCreated]).await;
            tell(&app.app, Event::RoleCreated, json!({})).await;
            assert_eq!(deliver_due(&app.app).await.unwrap(), 1, "{shown}");
            let [entry] = logged(&app.app, &hook.id).await.try_into().unwrap();
            assert_eq!(entry["result"], "Error", "{shown}");
            assert_eq!(waiting(&app.app).await, 0, "{shown}");
            let mut tx = app.app.db.begin().await.unwrap();
            assert!(webhooks::delete(&app.app, &mut tx, &hook.id).await.unwrap());
            tx.commit().await.unwrap();
        }
    }

    async fn a_deleted_hook_takes_its_deliveries_along(app: TestApp) {
        let receiver = Receiver::start().await;
        let hook = create_hook(&app.app, HookConfig::new(&receiver.url), &[Event::RoleCreated]).await;
        tell(&app.app, Event::RoleCreated, json!({})).await;
        let mut tx = app.app.db.begin().await.unwrap();
        assert!(webhooks::delete(&app.app, &mut tx, &hook.id).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(waiting(&app.app).await, 0);
        assert_eq!(deliver_due(&app.app).await.unwrap(), 0);
        assert!(receiver.received().is_empty());
    }

    async fn a_hook_that_was_deleted_elsewhere_fails_nothing(app: TestApp) {
        let receiver = Receiver::start().await;
        let hook = create_hook(&app.app, HookConfig::new(&receiver.url), &[Event::RoleCreated]).await;
        let other = app.second_node().await;
        // The other node has it in its cache.
        deliver_due(&other.app).await.unwrap();
        let mut tx = app.app.db.begin().await.unwrap();
        webhooks::delete(&app.app, &mut tx, &hook.id).await.unwrap();
        tx.commit().await.unwrap();
        tell(&other.app, Event::RoleCreated, json!({})).await;
        assert_eq!(waiting(&app.app).await, 0);
    }

    async fn two_nodes_deliver_each_event_once(app: TestApp) {
        let receiver = Receiver::start().await;
        for _ in 0..4 {
            create_hook(&app.app, HookConfig::new(&receiver.url), &[Event::RoleCreated]).await;
        }
        for number in 0..5 {
            tell(&app.app, Event::RoleCreated, json!(number)).await;
        }
        let other = app.second_node().await;
        let (one, two) = tokio::join!(deliver_due(&app.app), deliver_due(&other.app));
        // Whoever finds all hooks busy stops early; the other may have stopped just before.
        let rest = deliver_due(&app.app).await.unwrap();
        assert_eq!(one.unwrap() + two.unwrap() + rest, 20);
        let mut seen: Vec<String> = receiver
            .received()
            .iter()
            .map(|request| format!("{} {}", request.json()["hookId"], request.json()["data"]))
            .collect();
        seen.sort();
        seen.dedup();
        assert_eq!((seen.len(), receiver.received().len()), (20, 20));
    }

    async fn what_a_node_was_sending_when_it_died_is_sent_again(app: TestApp) {
        let receiver = Receiver::start().await;
        create_hook(&app.app, HookConfig::new(&receiver.url), &[Event::RoleCreated]).await;
        tell(&app.app, Event::RoleCreated, json!({})).await;
        receiver.react(&[Reaction::Silence]);
        tokio::select! {
            _ = deliver_due(&app.app) => panic!("it never answers"),
            () = receiver.arrival() => {}
        }
        let other = app.second_node().await;
        assert_eq!(deliver_due(&other.app).await.unwrap(), 0, "it may still be on its way");
        app.advance(31);
        other.app.clock.advance(std::time::Duration::from_secs(31));
        assert_eq!(deliver_due(&other.app).await.unwrap(), 1);
        let [first, second] = receiver.received().try_into().unwrap();
        assert_eq!(first.body, second.body);
        assert_eq!(waiting(&app.app).await, 0);
    }

    async fn a_new_hook_is_known_to_other_nodes_after_their_poll(app: TestApp) {
        let receiver = Receiver::start().await;
        let other = app.second_node().await;
        deliver_due(&other.app).await.unwrap();
        create_hook(&app.app, HookConfig::new(&receiver.url), &[Event::RoleCreated]).await;
        other.app.changes.poll(&other.app.db).await.unwrap();
        tell(&other.app, Event::RoleCreated, json!({})).await;
        assert_eq!(deliver_due(&other.app).await.unwrap(), 1);
    }

    async fn the_job_delivers_by_itself_and_stops_when_told(app: TestApp) {
        let receiver = Receiver::start().await;
        create_hook(&app.app, HookConfig::new(&receiver.url), &[Event::RoleCreated]).await;
        let (stop, stopped) = tokio::sync::watch::channel(false);
        let job = tokio::spawn(webhooks::run(app.app.clone(), stopped));
        tell(&app.app, Event::RoleCreated, json!({})).await;
        receiver.arrival().await;
        stop.send(true).unwrap();
        job.await.unwrap();
        assert_eq!(waiting(&app.app).await, 0, "the request under way was brought to its end");
    }

    async fn deliveries_of_no_hook_are_swept(app: TestApp) {
        let receiver = Receiver::start().await;
        let hook = create_hook(&app.app, HookConfig::new(&receiver.url), &[Event::RoleCreated]).await;
        tell(&app.app, Event::RoleCreated, json!({})).await;
        let mut tx = app.app.db.begin().await.unwrap();
        assert_eq!(webhooks::sweep(&mut tx, app.app.clock.now()).await.unwrap(), 0);
        tx.execute("DELETE FROM hooks WHERE id = $1", args![hook.id]).await.unwrap();
        assert_eq!(webhooks::sweep(&mut tx, app.app.clock.now()).await.unwrap(), 1);
        tx.commit().await.unwrap();
    }
}

#[tokio::test]
async fn private_addresses_are_not_called_unless_allowed() {
    let app = TestApp::with(Engine::Sqlite, |config| config.security.allow_private_addresses = false).await;
    let receiver = Receiver::start().await;
    let port = receiver.url.split(':').next_back().unwrap().to_owned();
    for host in ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0x7f.1", "169.254.169.254"] {
        let config = HookConfig { retries: Some(0), ..HookConfig::new(format!("http://{host}:{port}")) };
        let hook = create_hook(&app.app, config, &[Event::RoleCreated]).await;
        tell(&app.app, Event::RoleCreated, json!({})).await;
        deliver_due(&app.app).await.unwrap();
        let entries = logged(&app.app, &hook.id).await;
        assert_eq!(entries.len(), 1, "{host}");
        assert!(entries[0]["error"].as_str().unwrap().contains("public"), "{host}: {}", entries[0]);
        let mut tx = app.app.db.begin().await.unwrap();
        webhooks::delete(&app.app, &mut tx, &hook.id).await.unwrap();
        tx.commit().await.unwrap();
    }
    assert!(receiver.received().is_empty());
}
