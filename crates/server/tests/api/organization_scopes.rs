//! Scopes of the organization template.

use serde_json::json;

use super::organizations::{heard, listen, texts};
use crate::support::TestApp;

on_both_engines! {
    async fn a_scope_is_made_changed_and_deleted(app: TestApp) {
        let api = app.management().await;
        let created = api.post("/organization-scopes", json!({"name": "read all", "description": ""})).await.expect(201);
        let id = created["id"].as_str().unwrap();
        assert_eq!(id.len(), 21);
        assert_eq!(created, json!({"tenantId": "default", "id": id, "name": "read all", "description": null}));
        let path = format!("/organization-scopes/{id}");
        assert_eq!(api.get(&path).await.expect(200), created);
        let updated = api.patch(&path, json!({"description": "Reads."})).await.expect(200);
        assert_eq!((&updated["name"], &updated["description"]), (&json!("read all"), &json!("Reads.")));
        let updated = api.patch(&path, json!({"name": "read", "description": null})).await.expect(200);
        assert_eq!((&updated["name"], &updated["description"]), (&json!("read"), &json!(null)));
        assert_eq!(api.patch(&path, json!({})).await.refusal(), "422 entity.invalid_input");
        assert_eq!(api.delete(&path).await.status, 204);
        assert_eq!(api.delete(&path).await.refusal(), "404 entity.not_found");
        assert_eq!(api.get(&path).await.refusal(), "404 entity.not_exists_with_id");
        assert_eq!(api.patch(&path, json!({"name": "x"})).await.refusal(), "404 entity.not_exists");
        assert_eq!(api.patch(&path, json!({})).await.refusal(), "422 entity.invalid_input");
    }

    async fn names_are_unique_also_at_once(app: TestApp) {
        let api = app.management().await;
        let body = || json!({"name": "read"});
        let (a, b, c) = tokio::join!(
            api.post("/organization-scopes", body()),
            api.post("/organization-scopes", body()),
            api.post("/organization-scopes", body())
        );
        let mut outcomes = [a.refusal(), b.refusal(), c.refusal()];
        outcomes.sort();
        let taken = "422 entity.unique_integrity_violation";
        assert_eq!(outcomes, ["201", taken, taken]);
        let other = api.post("/organization-scopes", json!({"name": "write"})).await.id(201);
        assert_eq!(api.patch(&format!("/organization-scopes/{other}"), body()).await.refusal(), taken);
        for bad in [json!({}), json!({"name": ""}), json!({"name": "x".repeat(129)})] {
            assert_eq!(api.post("/organization-scopes", bad).await.refusal(), "400 guard.invalid_input");
        }
    }

    async fn the_list_is_by_name(app: TestApp) {
        let api = app.management().await;
        for name in ["write:all", "delete", "read:all"] {
            api.post("/organization-scopes", json!({"name": name})).await.expect(201);
        }
        let list = api.get("/organization-scopes").await;
        assert_eq!(list.header("total-number"), "");
        assert_eq!(texts(&list.body, "name"), ["delete", "read:all", "write:all"]);
        let found = api.get("/organization-scopes?q=ALL&page=2&page_size=1").await;
        assert_eq!((found.header("total-number"), texts(&found.body, "name")), ("2", vec!["write:all"]));
    }

    async fn webhooks_are_told_of_scopes(app: TestApp) {
        let api = app.management().await;
        listen(&api).await;
        let id = api.post("/organization-scopes", json!({"name": "read"})).await.id(201);
        let path = format!("/organization-scopes/{id}");
        api.patch(&path, json!({"name": "write"})).await.expect(200);
        api.delete(&path).await.expect(204);
        let heard = heard(&app).await;
        assert_eq!(texts(&json!(heard), "event"), [
            "OrganizationScope.Created", "OrganizationScope.Data.Updated", "OrganizationScope.Deleted",
        ]);
        assert_eq!((&heard[0]["data"]["name"], &heard[1]["data"]["name"]), (&json!("read"), &json!("write")));
    }
}
