//! One-time tokens.

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::*;

const NOW: i64 = START.millis();

async fn verify(api: &Management<'_>, token: &Value, email: &str) -> Reply {
    api.post("/one-time-tokens/verify", json!({"token": token["token"], "email": email})).await
}

on_both_engines! {
    async fn a_token_is_shown_for_a_month_after_its_end(app: TestApp) {
        let api = app.management().await;
        let body = json!({"email": "hana@example.com", "expiresIn": 60});
        api.post("/one-time-tokens", body).await.expect(201);
        let sweep = async || {
            let mut tx = app.app.db.begin().await.unwrap();
            let removed = genkan::one_time_tokens::sweep(&mut tx, app.app.clock.now()).await.unwrap();
            tx.commit().await.unwrap();
            removed
        };
        app.advance(30 * 86_400 + 59);
        assert_eq!(sweep().await, 0);
        app.advance(1);
        assert_eq!(sweep().await, 1);
    }

    async fn a_token_is_made_with_all_it_says(app: TestApp) {
        let api = app.management().await;
        let body = json!({
            "email": "Hana@Example.com", "expiresIn": 90.9, "ignored": 1,
            "context": {"jitOrganizationIds": ["nobody-checks"], "interactionEvent": "Register", "else": 1}
        });
        let token = api.post("/one-time-tokens", body).await.expect(201);
        assert_eq!(token["id"].as_str().unwrap().len(), 21);
        let value = token["token"].as_str().unwrap();
        assert!(value.len() == 32 && value.bytes().all(|b| b.is_ascii_alphanumeric()), "{token}");
        assert_eq!(
            token,
            json!({
                "tenantId": "default", "id": token["id"], "email": "Hana@Example.com", "token": value,
                "context": {"jitOrganizationIds": ["nobody-checks"], "interactionEvent": "Register"},
                "status": "active", "createdAt": NOW, "expiresAt": NOW + 90_000
            })
        );
        let plain = api.post("/one-time-tokens", json!({"email": "not an address"})).await.expect(201);
        assert_eq!((&plain["context"], &plain["expiresAt"]), (&json!({}), &json!(NOW + 600_000)));
        let id = token["id"].as_str().unwrap();
        assert_eq!(api.get(&format!("/one-time-tokens/{id}")).await.expect(200), token);
        for body in [
            json!({}),
            json!({"email": ""}),
            json!({"email": "x".repeat(129)}),
            json!({"email": "x", "expiresIn": 0}),
            json!({"email": "x", "expiresIn": 0.5}),
            json!({"email": "x", "expiresIn": "1"}),
            json!({"email": "x", "context": {"interactionEvent": "Leave"}}),
            json!({"email": "x", "context": {"jitOrganizationIds": "a"}}),
        ] {
            let refused = api.post("/one-time-tokens", body.clone()).await;
            assert_eq!(refused.refusal(), "400 guard.invalid_input", "{body}");
        }
        let refused = api.post("/one-time-tokens", json!({"email": "x", "expiresIn": 1e300})).await;
        assert_eq!(refused.refusal(), "422 entity.invalid_input");
    }

    async fn a_token_verifies_once_for_its_address(app: TestApp) {
        let api = app.management().await;
        let make = async |body: Value| api.post("/one-time-tokens", body).await.expect(201);
        let token = make(json!({"email": "hana@example.com"})).await;
        assert_eq!(
            verify(&api, &json!({"token": "unknown"}), "hana@example.com").await.refusal(),
            "404 one_time_token.token_not_found"
        );
        assert_eq!(verify(&api, &token, "Hana@example.com").await.refusal(), "400 one_time_token.email_mismatch");
        let verified = verify(&api, &token, "hana@example.com").await.expect(200);
        assert_eq!((&verified["status"], &verified["id"]), (&json!("consumed"), &token["id"]));
        assert_eq!(verify(&api, &token, "hana@example.com").await.refusal(), "400 one_time_token.token_consumed");

        let late = make(json!({"email": "a@b.c", "expiresIn": 1})).await;
        let withdrawn = make(json!({"email": "a@b.c"})).await;
        let path = format!("/one-time-tokens/{}/status", withdrawn["id"].as_str().unwrap());
        api.put(&path, json!({"status": "revoked"})).await.expect(200);
        assert_eq!(verify(&api, &withdrawn, "a@b.c").await.refusal(), "400 one_time_token.token_revoked");
        app.advance(1);
        assert_eq!(verify(&api, &late, "a@b.c").await.refusal(), "400 one_time_token.token_expired");

        let contested = make(json!({"email": "a@b.c"})).await;
        let replies = join_all((0..10).map(|_| verify(&api, &contested, "a@b.c"))).await;
        assert_eq!(replies.iter().filter(|reply| reply.status == 200).count(), 1);
        assert!(replies.iter().all(|reply| matches!(reply.status, 200 | 400)));
    }

    async fn the_status_never_goes_back(app: TestApp) {
        let api = app.management().await;
        let token = api.post("/one-time-tokens", json!({"email": "a@b.c"})).await.expect(201);
        let path = format!("/one-time-tokens/{}", token["id"].as_str().unwrap());
        let set = async |status: &str| api.put(&format!("{path}/status"), json!({"status": status})).await;
        assert_eq!(set("active").await.refusal(), "400 one_time_token.cannot_reactivate_token");
        assert_eq!(set("gone").await.refusal(), "400 guard.invalid_input");
        for status in ["consumed", "revoked", "expired", "consumed"] {
            assert_eq!(set(status).await.expect(200)["status"], status);
            assert_eq!(api.get(&path).await.expect(200)["status"], status);
        }
        assert_eq!(set("active").await.refusal(), "400 one_time_token.cannot_reactivate_token");
        assert_eq!(api.delete(&path).await.status, 204);
        assert_eq!(api.delete(&path).await.refusal(), "404 entity.not_found");
        assert_eq!(api.get(&path).await.refusal(), "404 entity.not_exists_with_id");
        assert_eq!(set("revoked").await.refusal(), "404 entity.not_exists_with_id");
    }

    async fn lists_filter_but_count_all(app: TestApp) {
        let api = app.management().await;
        for (email, seconds) in [("a@b.c", 10), ("d@e.f", 1000), ("a@b.c", 1000)] {
            api.post("/one-time-tokens", json!({"email": email, "expiresIn": seconds})).await.expect(201);
            app.advance(1);
        }
        let list = async |query: &str| api.get(&format!("/one-time-tokens{query}")).await;
        let reply = list("").await;
        assert_eq!(reply.header("total-number"), "");
        let ages: Vec<i64> =
            reply.body.as_array().unwrap().iter().map(|own| own["createdAt"].as_i64().unwrap()).collect();
        assert_eq!(ages, [NOW + 2000, NOW + 1000, NOW], "youngest first");
        app.advance(10);
        let reply = list("?email=a%40b.c&page=1&page_size=1").await;
        assert_eq!((reply.header("total-number"), reply.body.as_array().unwrap().len()), ("3", 1));
        let reply = list("?status=active").await;
        let statuses: Vec<&str> =
            reply.body.as_array().unwrap().iter().map(|own| own["status"].as_str().unwrap()).collect();
        assert_eq!(statuses, ["active", "active", "expired"], "by the stored status");
        assert_eq!(list("?status=consumed").await.expect(200), json!([]));
        for query in ["?email=nobody", "?status=new", "?page=0"] {
            assert_eq!(list(query).await.status, 400, "{query}");
        }
    }
}
