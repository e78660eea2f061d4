//! API resources and their scopes.

use serde_json::{Value, json};

use crate::support::{Management, TestApp};

async fn resource(api: &Management<'_>, indicator: &str) -> String {
    api.post("/resources", json!({"name": "API", "indicator": indicator})).await.id(201)
}

on_both_engines! {
    async fn a_resource_is_created_with_defaults_read_changed_and_deleted(app: TestApp) {
        let api = app.management().await;
        let sent = json!({"name": "API", "indicator": "any text", "isDefault": true, "id": "mine", "createdAt": 1});
        let body = api.post("/resources", sent).await.expect(201);
        let id = body["id"].as_str().unwrap().to_owned();
        assert_eq!(id.len(), 21);
        assert_eq!(body, json!({
            "tenantId": "default", "id": id, "name": "API", "indicator": "any text",
            "isDefault": false, "accessTokenTtl": 3600, "scopes": [],
        }));
        let read = api.get(&format!("/resources/{id}")).await.expect(200);
        assert!(read.get("scopes").is_none());

        let path = format!("/resources/{id}");
        let changed = api.patch(&path, json!({"name": "Other", "accessTokenTtl": -5})).await.expect(200);
        assert_eq!((&changed["name"], &changed["accessTokenTtl"]), (&json!("Other"), &json!(-5)));
        assert_eq!(api.patch(&path, json!({"indicator": "x"})).await.refusal(), "422 entity.invalid_input");
        assert_eq!(api.patch(&path, json!({})).await.refusal(), "422 entity.invalid_input");
        assert_eq!(api.patch(&path, json!({"tenantId": "default"})).await.status, 200);
        assert_eq!(api.patch(&path, json!({"tenantId": "other"})).await.status, 422);
        for ttl in [json!(1.5), json!(1e300), json!(9_007_199_254_740_993_i64)] {
            let refused = api.patch(&path, json!({"accessTokenTtl": ttl})).await;
            assert_eq!(refused.refusal(), "422 entity.invalid_input", "{ttl}");
        }
        assert_eq!(api.delete(&path).await.status, 204);
        assert_eq!(api.get(&path).await.refusal(), "404 entity.not_exists_with_id");
        assert_eq!(api.delete(&path).await.refusal(), "404 entity.not_exists_with_id");
        assert_eq!(api.patch(&path, json!({})).await.refusal(), "404 entity.not_exists_with_id");
    }

    async fn an_indicator_is_unique_byte_for_byte_and_bounded(app: TestApp) {
        let api = app.management().await;
        resource(&api, "https://api.example").await;
        let again = api.post("/resources", json!({"name": "B", "indicator": "https://api.example"})).await;
        assert_eq!(again.refusal(), "422 resource.resource_identifier_in_use");
        resource(&api, "https://API.example").await;
        for body in [json!({"name": "", "indicator": "x"}), json!({"name": "x", "indicator": ""}), json!({})] {
            assert_eq!(api.post("/resources", body).await.refusal(), "400 guard.invalid_input");
        }
        let long = "界".repeat(3000);
        let refused = api.post("/resources", json!({"name": "B", "indicator": long})).await;
        assert_eq!(refused.refusal(), "422 entity.value_too_long");
        for ttl in [json!(1.5), json!(3e10)] {
            let refused = api.post("/resources", json!({"name": "B", "indicator": "b", "accessTokenTtl": ttl})).await;
            assert_eq!(refused.refusal(), "422 entity.invalid_input");
        }
    }

    async fn the_list_is_whole_or_paged_and_shows_scopes_when_asked(app: TestApp) {
        let api = app.management().await;
        let id = resource(&api, "https://api.example").await;
        api.post(&format!("/resources/{id}/scopes"), json!({"name": "read"})).await.expect(201);
        let all = api.get("/resources").await;
        assert!(all.headers.get("total-number").is_none() && all.headers.get("link").is_none());
        let all = all.expect(200);
        assert_eq!(all.as_array().unwrap().len(), 2, "{all}");
        assert!(all[1].get("scopes").is_none());
        let with = api.get("/resources?includeScopes=true").await.expect(200);
        assert_eq!(with[1]["scopes"][0]["name"], "read");
        assert_eq!(with[0]["id"], "management-api");
        assert_eq!(with[0]["scopes"][0]["id"], "management-api-all");
        assert!(api.get("/resources?includeScopes=no").await.expect(200)[1].get("scopes").is_none());
        let page = api.get("/resources?page=2&page_size=1").await;
        assert_eq!(page.header("total-number"), "2");
        assert_eq!(page.expect(200)[0]["id"], json!(id));
    }

    async fn the_management_api_stays_as_it_is(app: TestApp) {
        let api = app.management().await;
        let modify = "400 resource.cannot_modify_management_api";
        assert_eq!(api.patch("/resources/management-api", json!({"name": "x"})).await.refusal(), modify);
        assert_eq!(api.patch("/resources/management-api", json!({})).await.refusal(), modify);
        let delete = api.delete("/resources/management-api").await;
        assert_eq!(delete.refusal(), "400 resource.cannot_delete_management_api");
        let scopes = "/resources/management-api/scopes";
        assert_eq!(api.post(scopes, json!({"name": "x"})).await.refusal(), modify);
        let own = format!("{scopes}/management-api-all");
        assert_eq!(api.patch(&own, json!({"name": "x"})).await.refusal(), modify);
        assert_eq!(api.delete(&own).await.refusal(), modify);
        // Nor through another resource, although scopes are addressed by their id alone.
        let id = resource(&api, "https://api.example").await;
        let sideways = format!("/resources/{id}/scopes/management-api-all");
        assert_eq!(api.patch(&sideways, json!({"name": "x"})).await.refusal(), modify);
        assert_eq!(api.delete(&sideways).await.refusal(), modify);
        let default = api.patch("/resources/management-api/is-default", json!({"isDefault": true})).await;
        assert_eq!(default.expect(200)["isDefault"], json!(true));
    }

    async fn there_is_one_default_resource(app: TestApp) {
        let api = app.management().await;
        let (a, b) = (resource(&api, "a").await, resource(&api, "b").await);
        for id in [&a, &b] {
            let changed = api.patch(&format!("/resources/{id}/is-default"), json!({"isDefault": true})).await;
            assert_eq!(changed.expect(200)["isDefault"], json!(true));
        }
        assert_eq!(api.get(&format!("/resources/{a}")).await.expect(200)["isDefault"], json!(false));
        // Taking it from one that does not have it leaves the other.
        api.patch(&format!("/resources/{a}/is-default"), json!({"isDefault": false})).await.expect(200);
        assert_eq!(api.get(&format!("/resources/{b}")).await.expect(200)["isDefault"], json!(true));
        for (default, expected) in [(true, "404 entity.not_exists"), (false, "404 entity.not_exists_with_id")] {
            let refused = api.patch("/resources/nope/is-default", json!({"isDefault": default})).await;
            assert_eq!(refused.refusal(), expected);
        }
        assert_eq!(api.patch(&format!("/resources/{a}/is-default"), json!({})).await.status, 400);
    }

    async fn many_who_choose_a_default_at_once_leave_one(app: TestApp) {
        let api = app.management().await;
        let mut ids = Vec::new();
        for n in 0..6 {
            ids.push(resource(&api, &format!("api {n}")).await);
        }
        let attempts = ids.iter().map(async |id| {
            api.patch(&format!("/resources/{id}/is-default"), json!({"isDefault": true})).await.status
        });
        let statuses = futures_util::future::join_all(attempts).await;
        assert!(statuses.iter().all(|status| matches!(status, 200 | 503)), "{statuses:?}");
        assert!(statuses.contains(&200));
        let all = api.get("/resources").await.expect(200);
        let defaults = all.as_array().unwrap().iter().filter(|own| own["isDefault"] == json!(true)).count();
        assert_eq!(defaults, 1);
    }

    async fn scopes_are_words_unique_in_their_resource(app: TestApp) {
        let api = app.management().await;
        let id = resource(&api, "https://api.example").await;
        let scopes = format!("/resources/{id}/scopes");
        assert_eq!(api.get("/resources/nope/scopes").await.expect(200), json!([]));
        for name in ["a b", "a\tb", "a\u{a0}b", "\u{feff}a"] {
            for path in [scopes.as_str(), "/resources/nope/scopes"] {
                let refused = api.post(path, json!({"name": name})).await;
                assert_eq!(refused.refusal(), "400 scope.name_with_space", "{name:?}");
            }
        }
        assert_eq!(api.post("/resources/nope/scopes", json!({"name": "a"})).await.refusal(), "404 entity.not_exists_with_id");
        let read = api.post(&scopes, json!({"name": "read", "description": ""})).await.expect(201);
        assert_eq!((&read["resourceId"], &read["description"], &read["tenantId"]), (&json!(id), &Value::Null, &json!("default")));
        assert_eq!(api.post(&scopes, json!({"name": "read"})).await.refusal(), "422 scope.name_exists");
        api.post(&scopes, json!({"name": "READ"})).await.expect(201);
        assert_eq!(api.post(&scopes, json!({"name": "x".repeat(257)})).await.status, 400);

        let path = format!("{scopes}/{}", read["id"].as_str().unwrap());
        assert_eq!(api.patch(&path, json!({"name": "READ"})).await.refusal(), "422 scope.name_exists");
        assert_eq!(api.patch(&path, json!({"name": "a b"})).await.refusal(), "400 scope.name_with_space");
        assert_eq!(api.patch(&path, json!({})).await.refusal(), "422 entity.invalid_input");
        let changed = api.patch(&path, json!({"description": "Reads."})).await.expect(200);
        assert_eq!((&changed["name"], &changed["description"]), (&json!("read"), &json!("Reads.")));
        assert_eq!(api.patch(&path, json!({"description": null})).await.expect(200)["description"], Value::Null);
        let nope = format!("{scopes}/nope");
        assert_eq!(api.patch(&nope, json!({"name": "a"})).await.refusal(), "404 entity.not_exists");
        assert_eq!(api.delete(&nope).await.refusal(), "404 entity.not_found");
        // A scope is addressed by its id alone.
        let other = resource(&api, "https://other.example").await;
        let sideways = format!("/resources/{other}/scopes/{}", read["id"].as_str().unwrap());
        assert_eq!(api.patch(&sideways, json!({"name": "see"})).await.expect(200)["resourceId"], json!(id));
        assert_eq!(api.delete(&sideways).await.status, 204);
        assert_eq!(api.get(&scopes).await.header("total-number"), "1");
    }

    async fn scopes_are_found_by_search_and_always_paged(app: TestApp) {
        let api = app.management().await;
        let id = resource(&api, "https://api.example").await;
        let scopes = format!("/resources/{id}/scopes");
        for name in ["read:a", "read:b", "write:a"] {
            api.post(&scopes, json!({"name": name, "description": "About A."})).await.expect(201);
        }
        let found = api.get(&format!("{scopes}?search.name=READ%25&page_size=1")).await;
        assert_eq!(found.header("total-number"), "2");
        assert_eq!(found.expect(200).as_array().unwrap().len(), 1);
        assert_eq!(api.get(&format!("{scopes}?search=about%20a.")).await.header("total-number"), "3");
        let refused = api.get(&format!("{scopes}?search.resource_id=x")).await;
        assert_eq!((refused.refusal(), &refused.body["data"]), ("400 request.invalid_input".into(), &json!({})));
    }

    async fn a_deleted_resource_takes_its_scopes_from_roles(app: TestApp) {
        let api = app.management().await;
        let id = resource(&api, "https://api.example").await;
        let scope = api.post(&format!("/resources/{id}/scopes"), json!({"name": "read"})).await.id(201);
        let role = json!({"name": "reader", "description": "Reads.", "scopeIds": [scope]});
        let role = api.post("/roles", role).await.id(200);
        assert_eq!(api.get(&format!("/roles/{role}/scopes")).await.expect(200)[0]["resource"]["id"], json!(id));
        assert_eq!(api.delete(&format!("/resources/{id}")).await.status, 204);
        assert_eq!(api.get(&format!("/roles/{role}/scopes")).await.expect(200), json!([]));
    }
}
