use serde_json::{Value, json};

use super::create;
use crate::support::TestApp;

/// A `client_credentials` answer.
pub(super) async fn token(app: &TestApp, id: &str, secret: &str) -> Value {
    let form = [("grant_type", "client_credentials"), ("client_id", id), ("client_secret", secret)];
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    http.post(format!("{}/oidc/token", app.url)).form(&form).send().await.unwrap().json().await.unwrap()
}

/// Whether the secret authenticates the application: it is then told that it names no resource.
async fn works(app: &TestApp, id: &str, secret: &str) -> bool {
    let answer = token(app, id, secret).await;
    let expired = answer["error_description"].as_str().is_some_and(|text| text.contains("expired"));
    answer["error"] != "invalid_client" && !expired
}

on_both_engines! {
    async fn confidential_applications_begin_with_one_secret(app: TestApp) {
        let api = app.management().await;
        for (kind, count) in [("MachineToMachine", 1), ("Traditional", 1), ("SPA", 0), ("Native", 0)] {
            let id = create(&api, json!({"type": kind})).await;
            let list = api.get(&format!("/applications/{id}/secrets")).await.expect(200);
            assert_eq!(list.as_array().unwrap().len(), count, "{kind}");
            if count == 1 {
                let value = list[0]["value"].as_str().unwrap();
                assert_eq!(list[0], json!({
                    "tenantId": "default", "applicationId": id, "name": "Default secret", "value": value,
                    "createdAt": app.app.clock.now().millis(), "expiresAt": null,
                }));
                assert_eq!((value.len(), value.chars().all(|c| c.is_ascii_alphanumeric())), (32, true));
            }
        }
        assert_eq!(api.get("/applications/nope/secrets").await.refusal(), "404 entity.not_exists_with_id");
    }

    async fn several_secrets_work_until_they_expire_or_go(app: TestApp) {
        let api = app.management().await;
        let id = create(&api, json!({"type": "MachineToMachine"})).await;
        let path = format!("/applications/{id}/secrets");
        let first = api.get(&path).await.expect(200)[0]["value"].as_str().unwrap().to_owned();
        let at = app.app.clock.now().millis() + 60_000;
        let second = api.post(&path, json!({"name": "second", "expiresAt": at as f64 + 0.7})).await.expect(201);
        assert_eq!(second["expiresAt"], json!(at), "fractions are dropped");
        let second = second["value"].as_str().unwrap();
        assert!(works(&app, &id, &first).await && works(&app, &id, second).await);
        app.advance(61);
        assert!(!works(&app, &id, second).await);
        assert_eq!(api.get(&path).await.expect(200).as_array().unwrap().len(), 2, "expired ones stay in the list");
        let renamed = api.patch(&format!("{path}/Default%20secret"), json!({"name": "first", "expiresAt": 1})).await.expect(200);
        assert_eq!((&renamed["name"], &renamed["expiresAt"], renamed["value"].as_str()), (&json!("first"), &Value::Null, Some(first.as_str())));
        assert!(works(&app, &id, &first).await);
        assert_eq!(api.delete(&format!("{path}/first")).await.status, 204);
        assert!(!works(&app, &id, &first).await, "at once");
    }

    async fn names_are_unique_and_expiry_lies_ahead(app: TestApp) {
        let api = app.management().await;
        let id = create(&api, json!({"type": "Traditional"})).await;
        let path = format!("/applications/{id}/secrets");
        let again = api.post(&path, json!({"name": "Default secret"})).await;
        assert_eq!(again.refusal(), "422 application.secret_name_exists");
        api.post(&path, json!({"name": "b", "expiresAt": null})).await.expect(201);
        let taken = api.patch(&format!("{path}/b"), json!({"name": "Default secret"})).await;
        assert_eq!(taken.refusal(), "422 application.secret_name_exists");
        for at in [1, app.app.clock.now().millis()] {
            for path in [path.as_str(), "/applications/nope/secrets"] {
                let refused = api.post(path, json!({"name": "past", "expiresAt": at})).await;
                assert_eq!(refused.refusal(), "400 request.invalid_input");
            }
        }
        let zero = api.post(&path, json!({"name": "zero", "expiresAt": 0})).await.expect(201);
        assert!(!works(&app, &id, zero["value"].as_str().unwrap()).await, "it has already expired");
        for bad in [json!({}), json!({"name": ""}), json!({"name": "x".repeat(257)}), json!({"name": "x", "expiresAt": "soon"})] {
            assert_eq!(api.post(&path, bad).await.refusal(), "400 guard.invalid_input");
        }
        assert_eq!(api.patch(&format!("{path}/b"), json!({})).await.refusal(), "400 guard.invalid_input");
        assert_eq!(api.patch(&format!("{path}/nope"), json!({"name": "x"})).await.refusal(), "404 entity.not_exists");
        assert_eq!(api.delete(&format!("{path}/nope")).await.refusal(), "404 entity.not_found");
        assert_eq!(api.delete("/applications/nope/secrets/b").await.refusal(), "404 entity.not_exists_with_id");
    }

    async fn public_applications_get_no_secret(app: TestApp) {
        let api = app.management().await;
        for kind in ["SPA", "Native"] {
            let id = create(&api, json!({"type": kind})).await;
            let refused = api.post(&format!("/applications/{id}/secrets"), json!({"name": "x"})).await;
            assert_eq!(refused.refusal(), "422 entity.db_constraint_violated");
        }
        let saml = app.create_app(genkan::applications::ApplicationType::Saml).await.id;
        let refused = api.post(&format!("/applications/{saml}/secrets"), json!({"name": "x"})).await;
        assert_eq!(refused.refusal(), "422 entity.db_constraint_violated");
        let nope = api.post("/applications/nope/secrets", json!({"name": "x"})).await;
        assert_eq!(nope.refusal(), "404 entity.not_exists_with_id");
    }

    async fn there_are_no_legacy_secrets(app: TestApp) {
        let api = app.management().await;
        let id = create(&api, json!({})).await;
        let refused = api.delete(&format!("/applications/{id}/legacy-secret")).await;
        assert_eq!(refused.refusal(), "400 application.no_legacy_secret_found");
        assert_eq!(api.delete("/applications/nope/legacy-secret").await.refusal(), "404 entity.not_exists_with_id");
    }

    async fn of_many_who_add_or_remove_one_at_once_one_does(app: TestApp) {
        let api = app.management().await;
        let id = create(&api, json!({"type": "MachineToMachine"})).await;
        let path = format!("/applications/{id}/secrets");
        let added = futures_util::future::join_all((0..8).map(|_| async {
            api.post(&path, json!({"name": "one"})).await.refusal()
        })).await;
        assert_eq!(added.iter().filter(|reply| *reply == "201").count(), 1, "{added:?}");
        let gone = format!("{path}/one");
        let removed = futures_util::future::join_all((0..8).map(|_| async { api.delete(&gone).await.refusal() })).await;
        assert_eq!(removed.iter().filter(|reply| *reply == "204").count(), 1, "{removed:?}");
        assert_eq!(api.get(&path).await.expect(200).as_array().unwrap().len(), 1);
    }
}
