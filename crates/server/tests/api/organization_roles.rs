//! Roles of the organization template.

use genkan::{ids::ScopeId, resources};
use serde_json::{Value, json};

use super::organizations::{heard, listen, member, organization, texts};
use crate::support::{Management, TestApp};

/// A scope of a resource named `API`; its id.
async fn resource_scope(app: &TestApp, name: &str) -> ScopeId {
    let mut tx = app.app.db.begin().await.unwrap();
    let indicator = format!("https://{name}.example");
    let resource = resources::create(&app.app, &mut tx, &indicator, "API", 3600).await.unwrap();
    let scope = resources::create_scope(&app.app, &mut tx, &resource, name, None).await.unwrap();
    tx.commit().await.unwrap();
    scope
}

async fn scope(api: &Management<'_>, name: &str) -> String {
    api.post("/organization-scopes", json!({"name": name})).await.id(201)
}

on_both_engines! {
    async fn a_role_is_made_changed_and_deleted(app: TestApp) {
        let api = app.management().await;
        let created = api.post("/organization-roles", json!({"name": "editor"})).await.expect(201);
        let id = created["id"].as_str().unwrap();
        assert_eq!(id.len(), 21);
        assert_eq!(
            created,
            json!({"tenantId": "default", "id": id, "name": "editor", "description": null, "type": "User"})
        );
        let path = format!("/organization-roles/{id}");
        assert_eq!(api.get(&path).await.expect(200), created);
        // The type changes whoever has the role.
        let organization = organization(&api, "Acme").await;
        let user = member(&api, &organization, "ada").await;
        let roles = format!("/organizations/{organization}/users/{user}/roles");
        api.post(&roles, json!({"organizationRoleIds": [id]})).await.expect(201);
        let changed = json!({"name": "robot", "description": "Works.", "type": "MachineToMachine"});
        let updated = api.patch(&path, changed).await.expect(200);
        assert_eq!(updated, json!({
            "tenantId": "default", "id": id, "name": "robot", "description": "Works.", "type": "MachineToMachine",
        }));
        assert_eq!(texts(&api.get(&roles).await.expect(200), "name"), ["robot"]);
        assert_eq!(api.patch(&path, json!({})).await.refusal(), "422 entity.invalid_input");
        assert_eq!(api.patch(&path, json!({"type": "Other"})).await.refusal(), "400 guard.invalid_input");
        assert_eq!(api.delete(&path).await.status, 204);
        assert_eq!(api.get(&roles).await.expect(200), json!([]));
        assert_eq!(api.delete(&path).await.refusal(), "404 entity.not_found");
        assert_eq!(api.get("/organization-roles/nope").await.refusal(), "404 entity.not_found");
        let nope = api.patch("/organization-roles/nope", json!({"name": "x"})).await;
        assert_eq!(nope.refusal(), "404 entity.not_exists");
        assert_eq!(api.patch("/organization-roles/nope", json!({})).await.refusal(), "422 entity.invalid_input");
    }

    async fn names_are_unique_also_at_once(app: TestApp) {
        let api = app.management().await;
        let body = || json!({"name": "editor"});
        let (a, b, c) = tokio::join!(
            api.post("/organization-roles", body()),
            api.post("/organization-roles", body()),
            api.post("/organization-roles", body())
        );
        let mut outcomes = [a.refusal(), b.refusal(), c.refusal()];
        outcomes.sort();
        let taken = "422 entity.unique_integrity_violation";
        assert_eq!(outcomes, ["201", taken, taken]);
        let other = api.post("/organization-roles", json!({"name": "writer"})).await.id(201);
        assert_eq!(api.patch(&format!("/organization-roles/{other}"), body()).await.refusal(), taken);
    }

    async fn a_role_comes_with_its_scopes_or_not_at_all(app: TestApp) {
        let api = app.management().await;
        let (read, write) = (scope(&api, "read").await, resource_scope(&app, "write").await);
        let unknown = "422 entity.relation_foreign_key_not_found";
        for bad in [
            json!({"name": "editor", "organizationScopeIds": [read, "nope"]}),
            json!({"name": "editor", "resourceScopeIds": ["nope"]}),
        ] {
            assert_eq!(api.post("/organization-roles", bad).await.refusal(), unknown);
        }
        assert_eq!(api.get("/organization-roles").await.expect(200), json!([]));
        let id = api.post("/organization-roles", json!({
            "name": "editor", "organizationScopeIds": [read, read], "resourceScopeIds": [write, write],
        })).await.id(201);
        let list = api.get("/organization-roles").await;
        assert_eq!(list.header("total-number"), "1");
        assert_eq!(list.body[0]["scopes"], json!([{"id": read, "name": "read"}]));
        let given = &list.body[0]["resourceScopes"][0];
        assert_eq!((&given["id"], &given["name"], &given["resource"]["name"]), (&json!(write), &json!("write"), &json!("API")));
        let shown = api.get(&format!("/organization-roles/{id}")).await.expect(200);
        assert!(shown.get("scopes").is_none());
    }

    async fn the_list_is_by_name_and_searches(app: TestApp) {
        let api = app.management().await;
        for (name, description) in [("writer", "Writes texts."), ("admin", "May all."), ("reader", "Reads texts.")] {
            let body = json!({"name": name, "description": description});
            api.post("/organization-roles", body).await.expect(201);
        }
        let list = api.get("/organization-roles?page_size=2").await;
        assert_eq!((list.header("total-number"), texts(&list.body, "name")), ("3", vec!["admin", "reader"]));
        let found = api.get("/organization-roles?q=TEXTS").await.expect(200);
        assert_eq!(texts(&found, "name"), ["reader", "writer"]);
    }

    async fn organization_scopes_of_a_role(app: TestApp) {
        let api = app.management().await;
        let (read, write) = (scope(&api, "read").await, scope(&api, "write").await);
        let id = api.post("/organization-roles", json!({"name": "editor"})).await.id(201);
        let path = format!("/organization-roles/{id}/scopes");
        check_scopes(&api, &path, "organizationScopeIds", &read, &write).await;
        let shown = json!([{"tenantId": "default", "id": write, "name": "write", "description": null}]);
        assert_eq!(api.get(&path).await.expect(200), shown);
    }

    async fn resource_scopes_of_a_role(app: TestApp) {
        let api = app.management().await;
        let (read, write) = (resource_scope(&app, "read").await, resource_scope(&app, "write").await);
        let id = api.post("/organization-roles", json!({"name": "editor"})).await.id(201);
        let path = format!("/organization-roles/{id}/resource-scopes");
        check_scopes(&api, &path, "scopeIds", read.as_str(), write.as_str()).await;
        let shown = api.get(&path).await.expect(200);
        assert_eq!((&shown[0]["name"], &shown[0]["tenantId"]), (&json!("write"), &json!("default")));
        assert!(shown[0]["resourceId"].is_string() && shown[0]["createdAt"].is_number());
        // The management API's own scope may be given, too.
        let resources = resources::all(&app.app).await.unwrap();
        let management = &resources.find(&app.app.config.management.resource).unwrap().scopes[0].id;
        assert_eq!(api.post(&path, json!({"scopeIds": [management]})).await.status, 201);
    }

    async fn webhooks_are_told_of_roles(app: TestApp) {
        let api = app.management().await;
        let (read, write) = (scope(&api, "read").await, resource_scope(&app, "write").await);
        listen(&api).await;
        let events = async || -> Vec<String> {
            heard(&app).await.iter().map(|own| own["event"].as_str().unwrap().to_owned()).collect()
        };
        let plain = api.post("/organization-roles", json!({"name": "plain"})).await.id(201);
        assert_eq!(events().await, ["OrganizationRole.Created"]);
        let body = json!({"name": "editor", "organizationScopeIds": [read]});
        let id = api.post("/organization-roles", body).await.id(201);
        let heard_now = heard(&app).await;
        assert_eq!(texts(&json!(heard_now), "event"), ["OrganizationRole.Scopes.Updated", "OrganizationRole.Created"]);
        assert_eq!((&heard_now[1]["data"]["id"], &heard_now[0]["organizationRoleId"]), (&json!(id), &json!(id)));
        let path = format!("/organization-roles/{plain}");
        api.post(&format!("{path}/scopes"), json!({"organizationScopeIds": [read]})).await.expect(201);
        api.put(&format!("{path}/scopes"), json!({"organizationScopeIds": [read]})).await.expect(204);
        api.delete(&format!("{path}/scopes/{read}")).await.expect(204);
        assert_eq!(events().await, ["OrganizationRole.Scopes.Updated"; 3]);
        api.post(&format!("{path}/resource-scopes"), json!({"scopeIds": [write]})).await.expect(201);
        assert_eq!(events().await.len(), 0);
        api.patch(&path, json!({"name": "other"})).await.expect(200);
        api.delete(&path).await.expect(204);
        assert_eq!(events().await, ["OrganizationRole.Data.Updated", "OrganizationRole.Deleted"]);
    }
}

/// What both kinds of scopes do; `second` remains.
async fn check_scopes(api: &Management<'_>, path: &str, member: &str, first: &str, second: &str) {
    let body = |ids: &[&str]| -> Value { json!({ member: ids }) };
    let unknown = "422 entity.relation_foreign_key_not_found";
    for _ in 0..2 {
        assert_eq!(api.post(path, body(&[first, second, second])).await.expect(201), "Created");
    }
    let list = api.get(path).await;
    assert_eq!((list.header("total-number"), list.body.as_array().unwrap().len()), ("", 2));
    assert_eq!(api.get(&format!("{path}?page=3&page_size=1")).await.header("total-number"), "2");
    assert_eq!(api.post(path, body(&[])).await.refusal(), "400 guard.invalid_input");
    assert_eq!(api.post(path, body(&["nope"])).await.refusal(), unknown);
    let twice = api.put(path, body(&[first, first])).await;
    assert_eq!(twice.refusal(), "422 entity.unique_integrity_violation");
    assert_eq!(api.put(path, body(&[first, "nope"])).await.refusal(), unknown);
    assert_eq!(api.get(path).await.body.as_array().unwrap().len(), 2);
    assert_eq!(api.put(path, body(&[second])).await.status, 204);
    assert_eq!(api.delete(&format!("{path}/{first}")).await.refusal(), "404 entity.not_found");
    assert_eq!(api.put(path, body(&[first, second])).await.status, 204);
    assert_eq!(api.delete(&format!("{path}/{first}")).await.status, 204);
    let (_, last) = path.rsplit_once('/').unwrap();
    let nowhere = format!("/organization-roles/nope/{last}");
    assert_eq!(api.get(&nowhere).await.refusal(), "404 entity.not_found");
    assert_eq!(api.post(&nowhere, body(&[first])).await.refusal(), unknown);
    assert_eq!(api.put(&nowhere, body(&[first])).await.refusal(), unknown);
    assert_eq!(api.put(&nowhere, body(&[])).await.status, 204);
    assert_eq!(api.delete(&format!("{nowhere}/{first}")).await.refusal(), "404 entity.not_found");
}
