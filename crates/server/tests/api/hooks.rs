//! Webhooks.

use genkan::{
    audit_log::{self, Entry},
    ids::HookId,
    webhooks::deliver_due,
};
use genkan_database::Engine;
use serde_json::{Value, json};

use crate::support::{Reaction, Receiver, TestApp};

fn new_hook(url: &str) -> Value {
    json!({ "name": "Hook", "events": ["User.Created", "User.Created", "PostSignIn"], "config": { "url": url } })
}

on_both_engines! {
    async fn a_hook_is_made_changed_and_removed(app: TestApp) {
        let api = app.management().await;
        let mut body = new_hook("any text");
        body["config"] = json!({ "url": "any text", "headers": { "a": "b" }, "retries": 3, "more": 1 });
        body["signingKey"] = json!("mine");
        body["createdAt"] = json!(7);
        body["tenantId"] = json!("zz");
        let made = api.post("/hooks", body).await.expect(201);
        let id = made["id"].as_str().unwrap().to_owned();
        let key = made["signingKey"].as_str().unwrap().to_owned();
        assert!(id.len() == 21 && id.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_lowercase()), "{id}");
        assert!(key.len() == 32 && key.bytes().all(|b| b.is_ascii_alphanumeric()), "{key}");
        assert_eq!(
            made,
            json!({
                "tenantId": "default", "id": id, "name": "Hook", "event": null,
                "events": ["User.Created", "PostSignIn"],
                "config": { "url": "any text", "headers": { "a": "b" }, "retries": 3 },
                "signingKey": key, "enabled": true, "createdAt": 1_767_225_600_000_i64,
            })
        );
        let path = format!("/hooks/{id}");
        assert_eq!(api.get(&path).await.expect(200), made);

        let changes = json!({
            "name": "Other", "event": "PostRegister", "events": ["Role.Created"],
            "config": { "url": "https://a.example" }, "enabled": false, "signingKey": "mine", "id": "mine",
        });
        let changed = api.patch(&path, changes).await.expect(200);
        assert_eq!(
            changed,
            json!({
                "tenantId": "default", "id": id, "name": "Other", "event": "PostRegister",
                "events": ["Role.Created"], "config": { "url": "https://a.example" },
                "signingKey": key, "enabled": false, "createdAt": 1_767_225_600_000_i64,
            })
        );
        let changed = api.patch(&path, json!({ "event": null, "tenantId": "default", "createdAt": 7 })).await;
        let changed = changed.expect(200);
        assert_eq!((&changed["event"], &changed["createdAt"]), (&Value::Null, &json!(7)));
        assert_eq!(changed["name"], "Other");

        let renewed = api.patch(&format!("{path}/signing-key"), json!({})).await.expect(200);
        assert_ne!(renewed["signingKey"], key.as_str());
        assert_eq!(renewed["signingKey"].as_str().unwrap().len(), 32);
        assert_eq!(api.get(&path).await.expect(200)["signingKey"], renewed["signingKey"]);

        let removed = api.delete(&path).await;
        assert_eq!((removed.status, &removed.body), (204, &json!("")));
        assert_eq!(api.delete(&path).await.refusal(), "404 entity.not_found");
        assert_eq!(api.get(&path).await.refusal(), "404 entity.not_exists_with_id");
    }

    async fn what_is_not_a_hook_is_refused(app: TestApp) {
        let api = app.management().await;
        let config = json!({ "url": "x" });
        assert_eq!(api.post("/hooks", json!({ "config": config })).await.refusal(), "400 hook.missing_events");
        for body in [
            json!({ "config": config, "events": [] }),
            json!({ "config": config, "events": ["TrustedDevice.Created"] }),
            json!({ "config": config, "events": ["User.Created", 1] }),
            json!({ "config": config, "event": null }),
            json!({ "config": {}, "events": ["User.Created"] }),
            json!({ "config": { "url": 1 }, "events": ["User.Created"] }),
            json!({ "config": { "url": "x", "headers": { "a": 1 } }, "events": ["User.Created"] }),
            json!({ "config": { "url": "x", "retries": 4 }, "events": ["User.Created"] }),
            json!({ "config": { "url": "x", "retries": -1 }, "events": ["User.Created"] }),
            json!({ "config": config, "events": ["User.Created"], "name": "" }),
            json!({ "config": config, "events": ["User.Created"], "name": "x".repeat(257) }),
            json!({ "config": config, "events": ["User.Created"], "enabled": "yes" }),
            json!({ "events": ["User.Created"] }),
        ] {
            assert_eq!(api.post("/hooks", body.clone()).await.refusal(), "400 guard.invalid_input", "{body}");
        }
        assert!(api.get("/hooks").await.expect(200).as_array().unwrap().is_empty());
        let made = api.post("/hooks", json!({ "config": config, "event": "PostSignIn" })).await.expect(201);
        assert_eq!((&made["name"], &made["event"], &made["events"]), (&json!(""), &json!("PostSignIn"), &json!([])));

        let path = format!("/hooks/{}", made["id"].as_str().unwrap());
        for (path, body, refusal) in [
            ("/hooks/nope", json!({ "name": "x" }), "404 entity.not_exists"),
            ("/hooks/nope", json!({}), "422 entity.invalid_input"),
            ("/hooks/nope/signing-key", json!({}), "404 entity.not_exists"),
            (&path, json!({ "signingKey": "mine" }), "422 entity.invalid_input"),
            (&path, json!({ "events": [] }), "400 guard.invalid_input"),
            (&path, json!({ "config": { "url": null } }), "400 guard.invalid_input"),
            (&path, json!({ "tenantId": "zz" }), "422 entity.db_constraint_violated"),
        ] {
            assert_eq!(api.patch(path, body.clone()).await.refusal(), refusal, "{path} {body}");
        }
        assert_eq!(api.get(&path).await.expect(200), made, "nothing of it happened");
    }

    async fn hooks_are_listed_newest_first_and_pages_are_optional(app: TestApp) {
        let api = app.management().await;
        let mut ids = Vec::new();
        for _ in 0..3 {
            ids.push(api.post("/hooks", new_hook("x")).await.id(201));
        }
        ids.reverse();
        let listed = |body: &Value| -> Vec<String> {
            body.as_array().unwrap().iter().map(|hook| hook["id"].as_str().unwrap().to_owned()).collect()
        };
        let all = api.get("/hooks").await;
        assert_eq!((listed(&all.body), all.header("total-number")), (ids.clone(), ""));
        let page = api.get("/hooks?page=2&page_size=2").await;
        assert_eq!((listed(&page.body), page.header("total-number")), (vec![ids[2].clone()], "3"));
        assert!(page.body[0].get("executionStats").is_none());
    }

    async fn executions_of_the_last_day_are_counted(app: TestApp) {
        let api = app.management().await;
        let id = api.post("/hooks", new_hook("x")).await.id(201);
        let tried = async |error: Option<&'static str>| {
            let entry = Entry {
                hook_id: Some(HookId::new(id.as_str())),
                error: error.map(Into::into),
                ..Entry::new("TriggerHook.User.Created")
            };
            audit_log::record(&app.app, entry).await;
        };
        tried(None).await;
        app.advance(86_401);
        tried(None).await;
        tried(None).await;
        tried(Some("no answer")).await;
        let expected = json!({ "successCount": 2, "requestCount": 3 });
        let fresh = app.management().await;
        let listed = fresh.get("/hooks?includeExecutionStats=yes").await.expect(200);
        assert_eq!(listed[0]["executionStats"], expected);
        assert!(fresh.get("/hooks?includeExecutionStats=0").await.expect(200)[0]["executionStats"].is_null());
        let read = async |value: &str| fresh.get(&format!("/hooks/{id}?includeExecutionStats={value}")).await;
        assert_eq!(read("false").await.expect(200)["executionStats"], expected, "any text means yes here");
        assert!(read("").await.expect(200).get("executionStats").is_none());

        let recent = fresh.get(&format!("/hooks/{id}/recent-logs")).await;
        assert_eq!(recent.header("total-number"), "3");
        let logs = recent.expect(200);
        assert!(logs[0].get("tenantId").is_none() && logs[0]["key"] == "TriggerHook.User.Created");
        assert_eq!(logs[0]["payload"]["error"], "no answer");
        let all = fresh.get(&format!("/hooks/{id}/recent-logs?start_time=0")).await;
        assert_eq!(all.header("total-number"), "4", "a window of one's own replaces the last day");
        let none = fresh.get(&format!("/hooks/{id}/recent-logs?logKey=TriggerHook.PostSignIn")).await;
        assert_eq!(none.body, json!([]));
        assert_eq!(fresh.get("/hooks/nope/recent-logs").await.expect(200), json!([]));
        let bad = fresh.get(&format!("/hooks/{id}/recent-logs?end_time=x")).await;
        assert_eq!(bad.refusal(), "400 guard.invalid_input");
        let keys = fresh.get("/logs?logKey=TriggerHook.User.Created").await.expect(200);
        assert_eq!(keys, json!([]), "not among the others");
        let one = fresh.get(&format!("/logs/{}", logs[0]["id"].as_str().unwrap())).await.expect(200);
        assert_eq!((&one["payload"]["hookId"], &one["tenantId"]), (&json!(id), &json!("default")));
    }

    async fn a_trial_goes_to_the_given_place_with_the_stored_key(app: TestApp) {
        let receiver = Receiver::start().await;
        let api = app.management().await;
        let made = api.post("/hooks", new_hook("https://stored.example")).await.expect(201);
        let path = format!("/hooks/{}/test", made["id"].as_str().unwrap());
        let trial = |url: &str, events: Value| json!({ "events": events, "config": { "url": url } });
        let answer = api.post(&path, trial(&receiver.url, json!(["User.Created", "PostSignIn"]))).await;
        assert_eq!(answer.status, 204, "{answer:?}");
        let key = made["signingKey"].as_str().unwrap();
        let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, key.as_bytes());
        for request in receiver.received() {
            let tag = aws_lc_rs::hmac::sign(&key, &request.body);
            let hex: String = tag.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
            assert_eq!(request.header("logto-signature-sha-256"), hex);
            assert_eq!(request.json()["hookId"], made["id"]);
        }
        let mut events = receiver.events();
        events.sort();
        assert_eq!(events, ["PostSignIn", "User.Created"]);

        receiver.react(&[Reaction::Status(400)]);
        let refused = api.post(&path, trial(&receiver.url, json!(["User.Created"]))).await;
        assert_eq!(refused.refusal(), "422 hook.endpoint_responded_with_error");
        assert_eq!(refused.body["data"], json!({ "responseStatus": 400, "responseBody": "said" }));
        receiver.react(&[Reaction::Endless]);
        let refused = api.post(&path, trial(&receiver.url, json!(["User.Created"]))).await;
        assert_eq!(refused.body["data"]["responseBody"].as_str().unwrap().len(), 4096);
        for url in ["x", "http://127.0.0.1:9/", "file:///etc/passwd"] {
            let refused = api.post(&path, trial(url, json!(["User.Created"]))).await;
            assert_eq!(refused.refusal(), "422 hook.send_test_payload_failed", "{url}");
        }
        let unknown = api.post("/hooks/nope/test", trial(&receiver.url, json!(["User.Created"]))).await;
        assert_eq!(unknown.refusal(), "404 entity.not_exists_with_id");
        for body in [json!({}), trial("x", json!([])), trial("x", json!(["x"])), json!({ "events": ["User.Created"] })] {
            assert_eq!(api.post(&path, body).await.refusal(), "400 guard.invalid_input");
        }
        let recent = api.get(&path.replace("/test", "/recent-logs")).await.expect(200);
        assert_eq!(recent, json!([]), "trials are not logged");
    }

    async fn what_an_operation_does_is_told(app: TestApp) {
        let receiver = Receiver::start().await;
        let api = app.management().await;
        let hook = json!({ "events": ["Role.Created"], "config": { "url": receiver.url } });
        let id = api.post("/hooks", hook).await.id(201);
        let request = api
            .request("POST", "/roles")
            .bearer_auth(&api.token)
            .header("user-agent", "Tester/1.0")
            .json(&json!({ "name": "editor", "description": "edits" }));
        let role = crate::support::Management::send(request).await.expect(200);
        assert_eq!(api.post("/roles", json!({ "name": "editor", "description": "again" })).await.status, 422);
        assert_eq!(deliver_due(&app.app).await.unwrap(), 1, "of what succeeded alone");
        let told = receiver.received()[0].json();
        assert_eq!(told["event"], "Role.Created");
        assert_eq!(told["data"]["id"], role["id"]);
        assert_eq!((&told["path"], &told["matchedRoute"]), (&json!("/roles"), &json!("/roles")));
        assert_eq!((&told["method"], &told["status"]), (&json!("POST"), &json!(200)));
        assert_eq!((&told["ip"], &told["userAgent"]), (&json!("127.0.0.1"), &json!("Tester/1.0")));
        assert_eq!((&told["hookId"], &told["createdAt"]), (&json!(id), &json!("2026-01-01T00:00:00.000Z")));
    }
}

#[tokio::test]
async fn a_trial_does_not_reach_private_addresses() {
    let app = TestApp::with(Engine::Sqlite, |config| config.security.allow_private_addresses = false).await;
    let receiver = Receiver::start().await;
    let api = app.management().await;
    let id = api.post("/hooks", new_hook("x")).await.id(201);
    let localhost = receiver.url.replace("127.0.0.1", "localhost");
    for url in [&receiver.url, &localhost] {
        let body = json!({ "events": ["User.Created"], "config": { "url": url } });
        let refused = api.post(&format!("/hooks/{id}/test"), body).await;
        assert_eq!(refused.refusal(), "422 hook.send_test_payload_failed");
    }
    assert!(receiver.received().is_empty());
}
