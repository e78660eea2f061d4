//! The audit log.

use genkan::{
    audit_log::{self, Entry},
    ids::{ClientId, UserId},
};
use genkan_database::args;
use serde_json::{Value, json};

use crate::support::{START, TestApp};

async fn add(app: &TestApp, key: &'static str, user: &str, application: &str) {
    let entry = Entry {
        user_id: Some(UserId::new(user)),
        application_id: Some(ClientId::new(application)),
        ..Entry::new(key)
    };
    audit_log::record(&app.app, entry).await;
}

fn keys(body: &Value) -> Vec<&str> {
    body.as_array().unwrap().iter().map(|log| log["key"].as_str().unwrap()).collect()
}

on_both_engines! {
    async fn filters_hold_together(app: TestApp) {
        let api = app.management().await;
        app.advance(1);
        add(&app, "Unknown.1", "u1", "a1").await;
        app.advance(1);
        add(&app, "Unknown.2", "u1", "a2").await;
        app.advance(1);
        add(&app, "Unknown.2", "u2", "a2").await;
        let at = |seconds: i64| START.plus_seconds(seconds).millis();
        for (query, expected) in [
            ("userId=u1".to_owned(), vec!["Unknown.2", "Unknown.1"]),
            ("userId=u1&applicationId=a2".to_owned(), vec!["Unknown.2"]),
            ("userId=u1&logKey=Unknown.1".to_owned(), vec!["Unknown.1"]),
            ("applicationId=a2".to_owned(), vec!["Unknown.2", "Unknown.2"]),
            ("applicationId=a2&logKey=Unknown.1".to_owned(), vec![]),
            ("logKey=Unknown.2".to_owned(), vec!["Unknown.2", "Unknown.2"]),
            ("logKey=Unknown".to_owned(), vec![]),
            ("userId=%25&logKey=%25".to_owned(), vec![]),
            (format!("start_time={}&end_time={}", at(1), at(2)), vec!["Unknown.2", "Unknown.1"]),
            (format!("start_time={}", at(3)), vec!["Unknown.2"]),
            (format!("end_time={}&userId=u1&applicationId=a1&logKey=Unknown.1", at(1)), vec!["Unknown.1"]),
            (format!("logKey=Unknown.2&end_time={}", at(2)), vec!["Unknown.2"]),
            ("end_time=".to_owned(), vec![]),
            ("end_time=-1".to_owned(), vec![]),
        ] {
            let reply = api.get(&format!("/logs?{query}")).await;
            assert_eq!(reply.header("total-number"), expected.len().to_string(), "{query}");
            assert_eq!(keys(&reply.expect(200)), expected, "{query}");
        }
        let all = api.get("/logs?userId=&applicationId=&logKey=").await;
        assert_eq!(all.header("total-number"), "4", "with the token of this test");
        let found = all.expect(200);
        let log = &found[0];
        assert_eq!((&log["tenantId"], &log["createdAt"]), (&json!("default"), &json!(at(3))));
        assert_eq!((&log["payload"]["userId"], &log["payload"]["applicationId"]), (&json!("u2"), &json!("a2")));
        let one = api.get(&format!("/logs/{}", log["id"].as_str().unwrap())).await.expect(200);
        assert_eq!(&one, log);
        assert_eq!(api.get("/logs/nope").await.refusal(), "404 entity.not_exists_with_id");
    }

    async fn windows_and_pages_are_checked(app: TestApp) {
        let api = app.management().await;
        assert_eq!(api.get("/logs?start_time=2&end_time=1").await.refusal(), "400 log.invalid_time_window");
        for query in ["start_time=x", "end_time=1;2", "start_time=NaN", "end_time=Infinity", "start_time=2026-01-01"] {
            let refused = api.get(&format!("/logs?{query}")).await;
            assert_eq!(refused.refusal(), "400 guard.invalid_input", "{query}");
            assert!(refused.body.get("data").is_none(), "{query}");
        }
        for query in ["start_time=1e300", "end_time=1e300", "start_time=-1e300", "end_time=1.5", "start_time=+3"] {
            assert_eq!(api.get(&format!("/logs?{query}")).await.status, 200, "{query}");
        }
        assert_eq!(api.get("/logs?start_time=1&start_time=2").await.refusal(), "400 guard.invalid_input");
        assert_eq!(api.get("/logs?page=0").await.refusal(), "400 guard.invalid_pagination");
        assert_eq!(api.get("/logs?page=1e15&page_size=100").await.expect(200), json!([]));
    }

    async fn counting_can_be_capped(app: TestApp) {
        let api = app.management().await;
        let mut tx = app.app.db.begin().await.unwrap();
        tx.execute(
            "INSERT INTO logs (id, key, payload, succeeded, created_at)
             WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10001)
             SELECT CAST(i AS TEXT), 'Unknown', '{\"key\":\"Unknown\",\"result\":\"Success\"}', TRUE, i FROM n",
            args![],
        )
        .await
        .unwrap();
        tx.commit().await.unwrap();
        let links = |reply: &crate::support::Reply| -> Vec<String> {
            let links = reply.headers.get_all("link").iter();
            links.map(|link| link.to_str().unwrap().split("rel=").nth(1).unwrap().to_owned()).collect()
        };
        let capped = api.get("/logs?enableCap=true&logKey=Unknown").await;
        assert_eq!(capped.header("total-number"), "10001");
        assert_eq!(capped.header("total-number-is-capped"), "true");
        assert_eq!(links(&capped), ["\"first\""]);
        assert_eq!(capped.expect(200).as_array().unwrap().len(), 20);
        let exact = api.get("/logs?enableCap=no&logKey=Unknown").await;
        assert_eq!(exact.header("total-number"), "10001");
        assert_eq!(exact.header("total-number-is-capped"), "");
        assert_eq!(links(&exact), ["\"first\"", "\"last\"", "\"next\""]);
        let below = api.get("/logs?enableCap=true&start_time=2&end_time=10001").await;
        assert_eq!((below.header("total-number"), below.header("total-number-is-capped")), ("10000", ""));
        let last = api.get("/logs?logKey=Unknown&page=101&page_size=100").await.expect(200);
        assert_eq!(last.as_array().unwrap().len(), 1);
        assert_eq!(last[0]["createdAt"], 1);
    }

    async fn management_writes_are_kept_reads_and_strangers_are_not(app: TestApp) {
        let api = app.management().await;
        let id = api.post("/hooks", json!({ "event": "PostSignIn", "config": { "url": "https://a.example/?secret=abc" } })).await.id(201);
        api.post("/hooks", json!({})).await;
        api.get("/hooks").await;
        let stranger = api.request("POST", "/hooks").bearer_auth("x").json(&json!({}));
        assert_eq!(crate::support::Management::send(stranger).await.status, 401);
        api.delete(&format!("/hooks/{id}")).await.expect(204);
        let found = api.get("/logs").await.expect(200);
        assert_eq!(
            keys(&found),
            [
                "ManagementApi.DeleteHook",
                "ManagementApi.CreateHook",
                "ManagementApi.CreateHook",
                "ExchangeTokenBy.ClientCredentials"
            ]
        );
        let [deleted, refused, created] = [0, 1, 2].map(|at| &found[at]["payload"]);
        assert_eq!((&deleted["path"], &deleted["status"]), (&json!(format!("/hooks/{id}")), &json!(204)));
        assert_eq!((&refused["result"], &refused["error"]), (&json!("Error"), &json!("guard.invalid_input")));
        assert_eq!((&created["result"], &created["applicationId"]), (&json!("Success"), &json!(api.client_id)));
        assert!(!found.to_string().contains("abc"), "bodies are not kept");
    }
}
