use futures_util::future::join_all;

use super::*;
use crate::support::TestApp;

on_both_engines! {
    async fn identities_are_put_read_and_removed(app: TestApp) {
        let api = app.management().await;
        let (ada, bob) = (named(&api, "ada").await, named(&api, "bob").await);
        let path = format!("/users/{ada}/identities/google");
        let body = json!({"userId": "g1", "details": {"email": "a@b.cd"}, "other": 1});
        let kept = json!({"userId": "g1", "details": {"email": "a@b.cd"}});
        assert_eq!(api.put(&path, body.clone()).await.expect(201), json!({"google": kept}));
        assert_eq!(api.put(&path, body).await.expect(200), json!({"google": kept}));
        let more = api.put(&format!("/users/{ada}/identities/any%20text"), json!({"userId": "x"})).await.expect(201);
        assert_eq!(more, json!({"google": kept, "any text": {"userId": "x"}}));
        assert_eq!(api.get(&path).await.expect(200), json!({"identity": kept}));
        assert_eq!(read(&api, &ada).await["identities"], more);
        let all = api.get(&format!("/users/{ada}/all-identities?includeTokenSecret=1")).await.expect(200);
        assert_eq!(all["ssoIdentities"], json!([]));
        assert!(all["socialIdentities"].as_array().unwrap().contains(&json!({"identity": kept, "target": "google"})));

        let taken = api.put(&format!("/users/{bob}/identities/google"), json!({"userId": "g1"})).await;
        assert_eq!(taken.refusal(), "422 user.identity_already_in_use");
        assert_eq!(read(&api, &bob).await["identities"], json!({}));
        api.put(&format!("/users/{bob}/identities/github"), json!({"userId": "g1"})).await.expect(201);

        let user = api.delete(&path).await.expect(200);
        assert_eq!((&user["username"], &user["identities"]), (&json!("ada"), &json!({"any text": {"userId": "x"}})));
        api.put(&format!("/users/{bob}/identities/google"), json!({"userId": "g1"})).await.expect(201);
    }

    async fn what_is_not_there_is_said_so(app: TestApp) {
        let api = app.management().await;
        let ada = named(&api, "ada").await;
        for method in ["GET", "DELETE"] {
            let reply = api.call(method, &format!("/users/{ada}/identities/nope"), None).await;
            assert_eq!(reply.refusal(), "404 user.identity_not_exist");
            let reply = api.call(method, "/users/nope/identities/nope", None).await;
            assert_eq!(reply.refusal(), "404 entity.not_found");
        }
        let reply = api.get(&format!("/users/{ada}/sso-identities/nope")).await;
        assert_eq!(reply.refusal(), "404 user.enterprise_sso_identity_not_exists");
        let body = json!({"connectorId": "nope", "connectorData": {}});
        assert_eq!(api.post(&format!("/users/{ada}/identities"), body).await.refusal(), "404 entity.not_found");
        let bad = api.put(&format!("/users/{ada}/identities/x"), json!({"details": {}})).await;
        assert_eq!(bad.refusal(), "400 guard.invalid_input");
        assert_eq!(api.put("/users/nope/identities/x", json!({"userId": "x"})).await.refusal(), "404 entity.not_found");
        assert_eq!(api.get("/users/nope/all-identities").await.refusal(), "404 entity.not_found");
    }

    async fn of_many_at_once_one_gets_the_identity(app: TestApp) {
        let api = app.management().await;
        let mut ids = Vec::new();
        for n in 0..6 {
            ids.push(named(&api, &format!("u{n}")).await);
        }
        let writes = ids.iter().map(|id| {
            let path = format!("/users/{id}/identities/google");
            let api = &api;
            async move { api.put(&path, json!({"userId": "g1"})).await }
        });
        let replies = join_all(writes).await;
        assert_eq!(replies.iter().filter(|reply| reply.status == 201).count(), 1);
        for reply in replies.iter().filter(|reply| reply.status != 201) {
            assert_eq!(reply.refusal(), "422 user.identity_already_in_use");
        }
    }
}
