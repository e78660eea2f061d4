//! Two servers on one database: what the management API changes on one, the other knows after its next poll, and the
//! writer at once.

use serde_json::{Value, json};

use crate::support::{Node, TestApp};

const API: &str = "https://api.example";

/// A `client_credentials` request to the server at `url`: granted scopes, or the error.
async fn granted(url: &str, id: &str, secret: &str) -> String {
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", id),
        ("client_secret", secret),
        ("resource", API),
        ("scope", "read"),
    ];
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let answer: Value =
        http.post(format!("{url}/oidc/token")).form(&form).send().await.unwrap().json().await.unwrap();
    let text = if answer["error"].is_null() { &answer["scope"] } else { &answer["error"] };
    text.as_str().unwrap_or_default().to_owned()
}

async fn poll(node: &Node) {
    node.app.changes.poll(&node.app.db).await.unwrap();
}

#[tokio::test]
async fn a_change_on_one_node_is_known_on_the_other_after_one_poll() {
    if !crate::support::includes(genkan_database::Engine::Postgres) {
        return;
    }
    let app = TestApp::postgres().await;
    let other = app.second_node().await;
    let api = app.management().await;
    let resource = api.post("/resources", json!({"name": "API", "indicator": API})).await.id(201);
    let scope = api.post(&format!("/resources/{resource}/scopes"), json!({"name": "read"})).await.id(201);
    let new = json!({"name": "r", "description": "x", "type": "MachineToMachine", "scopeIds": [scope]});
    let role = api.post("/roles", new).await.id(200);
    let client =
        api.post("/applications", json!({"name": "Robot", "type": "MachineToMachine"})).await.id(200);
    let path = format!("/applications/{client}");
    let secret =
        api.get(&format!("{path}/secrets")).await.expect(200)[0]["value"].as_str().unwrap().to_owned();
    let second = api.post(&format!("{path}/secrets"), json!({"name": "second"})).await.expect(201);
    let second = second["value"].as_str().unwrap();
    api.post(&format!("{path}/roles"), json!({"roleIds": [role]})).await.expect(201);
    poll(&other).await;
    let here = async |secret: &str| granted(&app.url, &client, secret).await;
    let there = async |secret: &str| granted(&other.url, &client, secret).await;
    assert_eq!((here(&secret).await, there(&secret).await), ("read".into(), "read".into()));
    assert_eq!(there(second).await, "read");

    // A secret.
    api.delete(&format!("{path}/secrets/second")).await;
    assert_eq!(here(second).await, "invalid_client", "at once");
    poll(&other).await;
    assert_eq!((there(second).await, there(&secret).await), ("invalid_client".into(), "read".into()));

    // A scope of a role.
    api.delete(&format!("/roles/{role}/scopes/{scope}")).await;
    assert_eq!(here(&secret).await, "", "at once");
    poll(&other).await;
    assert_eq!(there(&secret).await, "");
    api.post(&format!("/roles/{role}/scopes"), json!({"scopeIds": [scope]})).await.expect(201);
    poll(&other).await;
    assert_eq!(there(&secret).await, "read");

    // A role of an application.
    api.delete(&format!("{path}/roles/{role}")).await;
    assert_eq!(here(&secret).await, "");
    poll(&other).await;
    assert_eq!(there(&secret).await, "");
    api.put(&format!("{path}/roles"), json!({"roleIds": [role]})).await;
    poll(&other).await;
    assert_eq!(there(&secret).await, "read");

    // A resource.
    api.delete(&format!("/resources/{resource}")).await;
    assert_eq!(here(&secret).await, "invalid_target");
    poll(&other).await;
    assert_eq!(there(&secret).await, "invalid_target");

    // The application itself.
    api.delete(&path).await;
    assert_eq!(here(&secret).await, "invalid_client");
    poll(&other).await;
    assert_eq!(there(&secret).await, "invalid_client");
}

/// Both start with the management API in place, made once.
#[tokio::test]
async fn nodes_that_start_at_once_make_the_management_api_once() {
    if !crate::support::includes(genkan_database::Engine::Postgres) {
        return;
    }
    let app = TestApp::postgres().await;
    let (first, second) = tokio::join!(app.second_node(), app.second_node());
    for node in [&first, &second] {
        genkan::resources::ensure_management_api(&node.app).await.unwrap();
    }
    let all = app.management().await.get("/resources?includeScopes=1").await.expect(200);
    assert_eq!((all.as_array().unwrap().len(), all[0]["scopes"].as_array().unwrap().len()), (1, 1));
}
