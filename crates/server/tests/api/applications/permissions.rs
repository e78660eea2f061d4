//! Roles of an application.

use serde_json::json;

use super::{create, secrets};
use crate::support::{Management, TestApp};

async fn role(api: &Management<'_>, name: &str, kind: &str) -> String {
    api.post("/roles", json!({"name": name, "description": "x", "type": kind})).await.id(200)
}

on_both_engines! {
    async fn only_machine_to_machine_applications_have_roles(app: TestApp) {
        let api = app.management().await;
        let id = create(&api, json!({"type": "SPA"})).await;
        let path = format!("/applications/{id}/roles");
        let own = format!("{path}/x");
        for reply in [
            api.get(&path).await, api.post(&path, json!({"roleIds": []})).await,
            api.put(&path, json!({"roleIds": []})).await, api.delete(&own).await,
        ] {
            assert_eq!(reply.refusal(), "422 application.invalid_type");
        }
        assert_eq!(api.get("/applications/nope/roles").await.refusal(), "404 entity.not_exists_with_id");
        assert_eq!(api.get("/applications/nope/roles?page=0").await.refusal(), "400 guard.invalid_pagination");
    }

    async fn roles_are_added_replaced_and_removed(app: TestApp) {
        let api = app.management().await;
        let id = create(&api, json!({"type": "MachineToMachine"})).await;
        let path = format!("/applications/{id}/roles");
        let (a, b) = (role(&api, "a", "MachineToMachine").await, role(&api, "b", "MachineToMachine").await);
        let people = role(&api, "people", "User").await;
        let added = api.post(&path, json!({"roleIds": [a, a]})).await.expect(201);
        assert_eq!(added, json!({"roleIds": [a, a], "addedRoleIds": [a]}));
        assert_eq!(api.post(&path, json!({"roleIds": [a]})).await.expect(201)["addedRoleIds"], json!([]));
        assert_eq!(api.post(&path, json!({"roleIds": []})).await.status, 201);
        assert_eq!(api.post(&path, json!({"roleIds": [b, people]})).await.refusal(), "422 application.invalid_role_type");
        assert_eq!(api.post(&path, json!({"roleIds": [b, "nope"]})).await.refusal(), "404 entity.not_exists_with_id");
        let list = api.get(&path).await;
        assert_eq!(list.header("total-number"), "1");
        let list = list.expect(200);
        assert_eq!((&list[0]["id"], list[0].as_object().unwrap().len()), (&json!(a), 6));

        let replaced = api.put(&path, json!({"roleIds": [b]})).await;
        assert_eq!((replaced.status, &replaced.body), (200, &json!("OK")));
        assert_eq!(api.get(&path).await.expect(200)[0]["id"], json!(b));
        assert_eq!(api.put(&path, json!({"roleIds": []})).await.refusal(), "422 entity.invalid_input");
        assert_eq!(api.put(&path, json!({"roleIds": [people]})).await.refusal(), "422 entity.db_constraint_violated");
        assert_eq!(api.get(&path).await.expect(200)[0]["id"], json!(b), "refusals change nothing");
        assert_eq!(api.put(&path, json!({"roleIds": [b, b]})).await.status, 200);
        assert_eq!(api.get(&format!("{path}?search.name=zzz")).await.header("total-number"), "0");
        assert_eq!(api.delete(&format!("{path}/{b}")).await.status, 204);
        assert_eq!(api.delete(&format!("{path}/{b}")).await.refusal(), "404 entity.not_found");
    }

    async fn replacing_roles_keeps_the_internal_one(app: TestApp) {
        let api = app.management().await;
        let id = create(&api, json!({"type": "MachineToMachine"})).await;
        api.patch(&format!("/applications/{id}"), json!({"isAdmin": true})).await.expect(200);
        let a = role(&api, "a", "MachineToMachine").await;
        api.put(&format!("/applications/{id}/roles"), json!({"roleIds": [a]})).await;
        assert_eq!(api.get(&format!("/applications/{id}")).await.expect(200)["isAdmin"], json!(true));
    }

    async fn tokens_follow_the_roles_at_once(app: TestApp) {
        let api = app.management().await;
        let id = create(&api, json!({"type": "MachineToMachine"})).await;
        let secret = api.get(&format!("/applications/{id}/secrets")).await.expect(200)[0]["value"].as_str().unwrap().to_owned();
        let resource = api.post("/resources", json!({"name": "API", "indicator": "https://api.example"})).await.id(201);
        api.patch(&format!("/resources/{resource}/is-default"), json!({"isDefault": true})).await.expect(200);
        let scope = api.post(&format!("/resources/{resource}/scopes"), json!({"name": "read"})).await.id(201);
        let role = role(&api, "reader", "MachineToMachine").await;
        let granted = async || {
            let form = [
                ("grant_type", "client_credentials"), ("client_id", id.as_str()), ("client_secret", secret.as_str()),
                ("resource", "https://api.example"), ("scope", "read look"),
            ];
            let http = reqwest::Client::builder().no_proxy().build().unwrap();
            let answer = http.post(format!("{}/oidc/token", app.url)).form(&form).send().await.unwrap();
            let body: serde_json::Value = answer.json().await.unwrap();
            body["scope"].as_str().unwrap_or_default().to_owned()
        };
        assert_eq!(granted().await, "");
        api.post(&format!("/roles/{role}/scopes"), json!({"scopeIds": [scope]})).await.expect(201);
        api.post(&format!("/applications/{id}/roles"), json!({"roleIds": [role]})).await.expect(201);
        assert_eq!(granted().await, "read");
        api.patch(&format!("/resources/{resource}/scopes/{scope}"), json!({"name": "look"})).await.expect(200);
        assert_eq!(granted().await, "look");
        api.delete(&format!("/roles/{role}/scopes/{scope}")).await;
        assert_eq!(granted().await, "");
        api.post(&format!("/roles/{role}/scopes"), json!({"scopeIds": [scope]})).await.expect(201);
        assert_eq!(granted().await, "look");
        api.delete(&format!("/resources/{resource}/scopes/{scope}")).await;
        assert_eq!(granted().await, "");
        assert_ne!(secrets::token(&app, &id, &secret).await["error"], "invalid_client");
    }
}
