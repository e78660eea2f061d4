use serde_json::json;

use super::{heard, listen, member, organization, role, texts};
use crate::support::{START, TestApp};

on_both_engines! {
    async fn an_organization_has_all_its_members_from_the_start(app: TestApp) {
        let api = app.management().await;
        let created = api.post("/organizations", json!({"name": "Acme", "id": "mine", "createdAt": 7})).await.expect(201);
        let id = created["id"].as_str().unwrap().to_owned();
        assert!(id.len() == 12 && id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()));
        assert_eq!(created, json!({
            "tenantId": "default", "id": id, "name": "Acme", "description": null, "customData": {},
            "isMfaRequired": false, "color": {}, "branding": {}, "customCss": null, "createdAt": START.millis(),
        }));
        assert_eq!(api.get(&format!("/organizations/{id}")).await.expect(200), created);
        // Names are not unique.
        assert_ne!(organization(&api, "Acme").await, id);
    }

    async fn what_is_not_an_organization_is_refused(app: TestApp) {
        let api = app.management().await;
        let long = "x".repeat(129);
        for bad in [
            json!({}), json!({"name": ""}), json!({"name": long}), json!({"name": 1}),
            json!({"name": "a", "description": "x".repeat(257)}), json!({"name": "a", "customData": null}),
            json!({"name": "a", "isMfaRequired": "yes"}), json!({"name": "a", "color": {"primaryColor": "red"}}),
            json!({"name": "a", "branding": {"logoUrl": "logo.png"}}), json!({"name": "a", "customCss": 1}),
        ] {
            let reply = api.post("/organizations", bad.clone()).await;
            assert_eq!(reply.refusal(), "400 guard.invalid_input", "{bad}");
        }
        assert_eq!(api.get("/organizations").await.expect(200), json!([]));
        assert_eq!(api.put("/organizations/x", json!({})).await.status, 405);
    }

    async fn an_update_replaces_what_it_names(app: TestApp) {
        let api = app.management().await;
        let id = api.post("/organizations", json!({
            "name": "Acme", "description": "first", "customData": {"a": 1, "b": 2},
            "color": {"primaryColor": "#abc", "isDarkModeEnabled": true}, "branding": {"logoUrl": "https://a.example/l"},
            "customCss": "a{}", "isMfaRequired": true,
        })).await.id(201);
        let path = format!("/organizations/{id}");
        let updated = api.patch(&path, json!({"customData": {"c": 3}, "color": {"primaryColor": "#AABBCC"}})).await.expect(200);
        assert_eq!(updated["customData"], json!({"c": 3}));
        assert_eq!(updated["color"], json!({"primaryColor": "#AABBCC"}));
        assert_eq!(updated["branding"], json!({"logoUrl": "https://a.example/l"}));
        assert_eq!((&updated["description"], &updated["isMfaRequired"]), (&json!("first"), &json!(true)));
        let updated = api.patch(&path, json!({"description": "", "customCss": null, "createdAt": 7.9})).await.expect(200);
        assert_eq!((&updated["description"], &updated["customCss"]), (&json!(null), &json!(null)));
        assert_eq!((&updated["createdAt"], &updated["name"]), (&json!(7), &json!("Acme")));
        assert_eq!(api.patch(&path, json!({"createdAt": 1e30})).await.refusal(), "422 entity.invalid_input");
        assert_eq!(api.patch(&path, json!({"tenantId": "default"})).await.status, 200);
        assert_eq!(api.patch(&path, json!({"tenantId": "admin"})).await.refusal(), "422 entity.db_constraint_violated");
        assert_eq!(api.patch(&path, json!({"name": ""})).await.refusal(), "400 guard.invalid_input");
    }

    async fn what_is_missing_says_so(app: TestApp) {
        let api = app.management().await;
        assert_eq!(api.get("/organizations/nope").await.refusal(), "404 entity.not_exists_with_id");
        assert_eq!(api.patch("/organizations/nope", json!({"name": "x"})).await.refusal(), "404 entity.not_exists");
        assert_eq!(api.patch("/organizations/nope", json!({})).await.refusal(), "422 entity.invalid_input");
        assert_eq!(api.patch("/organizations/nope", json!({"id": "x"})).await.refusal(), "422 entity.invalid_input");
        assert_eq!(api.delete("/organizations/nope").await.refusal(), "404 entity.not_found");
        assert_eq!(api.get("/organizations/nope/users").await.expect(200), json!([]));
        assert_eq!(api.get("/organizations/nope/applications").await.expect(200), json!([]));
        assert_eq!(api.get("/organizations/%00").await.status, 404);
        assert_eq!(api.get("/users/nope/organizations").await.refusal(), "404 entity.not_found");
        let reply = api.get("/applications/nope/organizations").await;
        assert_eq!(reply.refusal(), "404 entity.not_exists_with_id");
    }

    async fn lists_page_and_search(app: TestApp) {
        let api = app.management().await;
        for name in ["Alpha", "beta", "Gamma_50%", "ALPHABET"] {
            organization(&api, name).await;
            app.advance(1);
        }
        let page = api.get("/organizations?page=2&page_size=3").await;
        assert_eq!(page.header("total-number"), "4");
        assert_eq!(texts(&page.expect(200), "name"), ["ALPHABET"]);
        assert_eq!(texts(&api.get("/organizations?q=alpha").await.expect(200), "name"), ["Alpha", "ALPHABET"]);
        assert_eq!(texts(&api.get("/organizations?q=%25et").await.expect(200), "name"), ["beta", "ALPHABET"]);
        assert_eq!(texts(&api.get("/organizations?q=a_50").await.expect(200), "name"), ["Gamma_50%"]);
        assert_eq!(texts(&api.get("/organizations?q=_50%5C%25").await.expect(200), "name"), ["Gamma_50%"]);
        assert_eq!(api.get("/organizations?q=").await.header("total-number"), "4");
        // A backslash takes the meaning of what follows, here of the wildcard at the end.
        assert_eq!(api.get("/organizations?q=%5C").await.header("total-number"), "1");
        let long = format!("/organizations?q={}", "%25".repeat(300));
        assert_eq!(api.get(&long).await.refusal(), "400 guard.invalid_input");
        assert_eq!(api.get("/organizations?page=0").await.refusal(), "400 guard.invalid_pagination");
    }

    async fn a_list_can_show_some_members(app: TestApp) {
        let api = app.management().await;
        let id = organization(&api, "Acme").await;
        let mut members = Vec::new();
        for name in ["ada", "bob", "cyd", "dan"] {
            members.push(member(&api, &id, name).await.to_string());
        }
        members.sort();
        let plain = api.get("/organizations").await.expect(200);
        assert!(plain[0].get("usersCount").is_none());
        let list = api.get("/organizations?showFeatured=YES").await.expect(200);
        assert_eq!(list[0]["usersCount"], 4);
        assert_eq!(texts(&list[0]["featuredUsers"], "id"), &members[..3]);
        assert!(list[0]["featuredUsers"][0]["name"].as_str().unwrap().ends_with("the tester"));
        assert!(api.get("/organizations?showFeatured=false").await.expect(200)[0].get("usersCount").is_none());
    }

    async fn deletion_takes_what_belongs_to_it_and_leaves_users(app: TestApp) {
        let api = app.management().await;
        let id = organization(&api, "Acme").await;
        let user = member(&api, &id, "ada").await;
        let editor = role(&api, "editor", "User").await;
        let path = format!("/organizations/{id}");
        api.post(&format!("{path}/users/{user}/roles"), json!({"organizationRoleIds": [editor]})).await.expect(201);
        api.post(&format!("{path}/jit/email-domains"), json!({"emailDomain": "a.example"})).await.expect(201);
        api.post(&format!("{path}/jit/roles"), json!({"organizationRoleIds": [editor]})).await.expect(201);
        let invitation = api.post("/organization-invitations", json!({
            "invitee": "x@a.example", "organizationId": id, "expiresAt": START.plus_seconds(60).millis(),
        })).await.id(201);
        assert_eq!(api.delete(&path).await.status, 204);
        assert_eq!(api.get(&path).await.status, 404);
        assert_eq!(api.get(&format!("/organization-invitations/{invitation}")).await.status, 404);
        assert_eq!(api.get(&format!("{path}/jit/email-domains")).await.expect(200), json!([]));
        assert_eq!(api.get(&format!("/users/{user}/organizations")).await.expect(200), json!([]));
        assert_eq!(api.get(&format!("/organization-roles/{editor}")).await.status, 200);
        assert_eq!(api.delete(&path).await.refusal(), "404 entity.not_found");
    }

    async fn webhooks_are_told(app: TestApp) {
        let api = app.management().await;
        listen(&api).await;
        let id = organization(&api, "Acme").await;
        let [created] = &heard(&app).await[..] else { panic!() };
        assert_eq!((&created["event"], &created["data"]["id"]), (&json!("Organization.Created"), &json!(id)));
        assert_eq!((&created["path"], &created["status"]), (&json!("/organizations"), &json!(201)));
        api.patch(&format!("/organizations/{id}"), json!({"name": "New"})).await.expect(200);
        let [updated] = &heard(&app).await[..] else { panic!() };
        assert_eq!(updated["event"], "Organization.Data.Updated");
        assert_eq!((&updated["data"]["name"], &updated["params"]), (&json!("New"), &json!({"id": id})));
        assert_eq!(updated["matchedRoute"], "/organizations/:id");
        api.delete(&format!("/organizations/{id}")).await.expect(204);
        let [deleted] = &heard(&app).await[..] else { panic!() };
        assert_eq!((&deleted["event"], deleted.get("data")), (&json!("Organization.Deleted"), None));
        api.delete(&format!("/organizations/{id}")).await.expect(404);
        api.patch(&format!("/organizations/{id}"), json!({"name": "New"})).await.expect(404);
        assert_eq!(heard(&app).await.len(), 0);
    }
}
