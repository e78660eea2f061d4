//! Subject tokens.

use serde_json::json;

use crate::{oidc::token_exchange as exchange, support::*};

on_both_engines! {
    async fn a_subject_token_is_made_for_a_person(app: TestApp) {
        let (api, user) = (app.management().await, app.create_user("hana").await);
        let made = api.post("/subject-tokens", json!({"userId": user.id, "context": {"ticket": 7}})).await;
        let body = made.expect(201);
        let value = body["subjectToken"].as_str().unwrap();
        assert!(value.starts_with("sub_") && value.len() == 25, "{body}");
        assert!(value[4..].bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()), "{body}");
        assert_eq!(body["expiresIn"], 600);
        assert_eq!(body.as_object().unwrap().len(), 2);
        let client = exchange::exchanger(&app).await;
        let page = exchange::trade(&app, &client, (exchange::IMPERSONATION, value), &[]).await;
        assert_eq!(page.status, 200, "{page:?}");
        let mut conn = app.app.db.read().await.unwrap();
        let (creator, context): (String, genkan_database::Json<serde_json::Value>) = conn
            .one("SELECT creator_id, context FROM subject_tokens", genkan_database::args![])
            .await
            .unwrap();
        assert_eq!((creator, context.0), (api.client_id.clone(), json!({"ticket": 7})));
    }

    async fn for_nobody_there_is_none(app: TestApp) {
        let api = app.management().await;
        let refused = api.post("/subject-tokens", json!({"userId": "nobody"})).await;
        assert_eq!(refused.refusal(), "404 entity.relation_foreign_key_not_found");
        for body in [json!({}), json!({"userId": 1}), json!({"userId": "x", "context": "y"}), json!({"userId": "x", "context": []})] {
            assert_eq!(api.post("/subject-tokens", body.clone()).await.refusal(), "400 guard.invalid_input", "{body}");
        }
        assert_eq!(api.call("HEAD", "/subject-tokens", None).await.status, 405);
    }
}
