//! Roles and who has them.

use serde_json::{Value, json};

use crate::support::{Management, TestApp};

async fn role(api: &Management<'_>, name: &str, kind: &str) -> String {
    api.post("/roles", json!({"name": name, "description": "For tests.", "type": kind})).await.id(200)
}

async fn scope(api: &Management<'_>, name: &str) -> String {
    let indicator = format!("https://{name}.example");
    let resource = api.post("/resources", json!({"name": "API", "indicator": indicator})).await.id(201);
    api.post(&format!("/resources/{resource}/scopes"), json!({"name": name})).await.id(201)
}

async fn application(api: &Management<'_>, kind: &str) -> String {
    api.post("/applications", json!({"name": "App", "type": kind})).await.id(200)
}

on_both_engines! {
    async fn a_role_is_created_read_changed_and_deleted(app: TestApp) {
        let api = app.management().await;
        let body = api.post("/roles", json!({"name": "reader", "description": "Reads."})).await.expect(200);
        let id = body["id"].as_str().unwrap().to_owned();
        assert_eq!(body, json!({
            "tenantId": "default", "id": id, "name": "reader", "description": "Reads.",
            "type": "User", "isDefault": false,
        }));
        let path = format!("/roles/{id}");
        assert_eq!(api.get(&path).await.expect(200), body);
        assert_eq!(api.post("/roles", json!({"name": "x"})).await.refusal(), "400 guard.invalid_input");
        for bad in [
            json!({"name": "", "description": "x"}), json!({"name": "x".repeat(129), "description": "x"}),
            json!({"name": "x", "description": ""}), json!({"name": "x", "description": "x".repeat(129)}),
            json!({"name": "x", "description": "x", "type": "Robot"}),
        ] {
            assert_eq!(api.post("/roles", bad).await.refusal(), "400 guard.invalid_input");
        }
        let again = json!({"name": "reader", "description": "Reads."});
        assert_eq!(api.post("/roles", again).await.refusal(), "422 role.name_in_use");
        let other = role(&api, "READER", "User").await;
        let taken = api.patch(&format!("/roles/{other}"), json!({"name": "reader"})).await;
        assert_eq!(taken.refusal(), "422 role.name_in_use");

        assert_eq!(api.patch(&path, json!({})).await.refusal(), "422 entity.invalid_input");
        let kind = api.patch(&path, json!({"type": "MachineToMachine"})).await;
        assert_eq!(kind.refusal(), "422 entity.invalid_input");
        let changed = api.patch(&path, json!({"type": "MachineToMachine", "isDefault": true})).await.expect(200);
        assert_eq!((&changed["type"], &changed["isDefault"]), (&json!("User"), &json!(true)));
        assert_eq!(api.delete(&path).await.status, 204);
        for reply in [api.get(&path).await, api.delete(&path).await, api.patch(&path, json!({})).await] {
            assert_eq!(reply.refusal(), "404 entity.not_exists_with_id");
        }
    }

    async fn scopes_given_at_creation_are_the_roles(app: TestApp) {
        let api = app.management().await;
        let scope = scope(&api, "read").await;
        let new = json!({"name": "a", "description": "x", "scopeIds": [scope, scope]});
        let id = api.post("/roles", new).await.id(200);
        assert_eq!(api.get(&format!("/roles/{id}/scopes")).await.expect(200)[0]["id"], json!(scope));

        let refused = api.post("/roles", json!({"name": "b", "description": "x", "scopeIds": ["nope"]})).await;
        assert_eq!(refused.refusal(), "404 entity.not_exists_with_id");
        let found = api.get("/roles?search.name=b&mode=exact").await;
        assert_eq!(found.header("total-number"), "1", "the role exists");

        let management = json!({"name": "c", "description": "x", "scopeIds": ["management-api-all"]});
        let refused = api.post("/roles", management).await;
        assert_eq!(refused.refusal(), "400 role.management_api_scopes_not_assignable_to_user_role");
        assert_eq!(api.get("/roles?search.name=c").await.header("total-number"), "0", "nothing was created");
        let machine = json!({"name": "c", "description": "x", "type": "MachineToMachine", "scopeIds": ["management-api-all"]});
        api.post("/roles", machine).await.expect(200);
    }

    async fn of_many_who_want_a_name_at_once_one_gets_it(app: TestApp) {
        let api = app.management().await;
        let attempts = (0..10).map(|_| async {
            api.post("/roles", json!({"name": "one", "description": "x"})).await.refusal()
        });
        let replies = futures_util::future::join_all(attempts).await;
        let created = replies.iter().filter(|reply| *reply == "200").count();
        assert_eq!(created, 1, "{replies:?}");
        let told = |reply: &String| reply == "200" || reply == "422 role.name_in_use" || reply.starts_with("503");
        assert!(replies.iter().all(told), "{replies:?}");
    }

    async fn the_list_counts_and_features_and_leaves_out_what_is_internal(app: TestApp) {
        let api = app.management().await;
        let id = role(&api, "reader", "User").await;
        let hidden = api.post("/roles", json!({"name": "#internal:mine", "description": "x"})).await.id(200);
        let mut users = Vec::new();
        for name in ["ada", "bob", "cyd", "dee"] {
            users.push(app.create_user(name).await.id.to_string());
        }
        let added = api.post(&format!("/roles/{id}/users"), json!({"userIds": users})).await;
        assert_eq!((added.status, &added.body), (201, &json!("Created")));
        let list = api.get("/roles").await;
        assert_eq!(list.header("total-number"), "2", "the management role and this one");
        let list = list.expect(200);
        let own = list.as_array().unwrap().iter().find(|own| own["id"] == json!(id)).unwrap();
        assert_eq!((&own["usersCount"], &own["applicationsCount"]), (&json!(4), &json!(0)));
        let featured = own["featuredUsers"].as_array().unwrap();
        assert_eq!(featured.len(), 3);
        assert_eq!(featured[0].as_object().unwrap().len(), 3);
        let machine = list.as_array().unwrap().iter().find(|own| own["id"] != json!(id)).unwrap();
        let expected = json!([{"id": api.client_id, "name": "Management", "type": "MachineToMachine"}]);
        assert_eq!((&machine["applicationsCount"], &machine["featuredApplications"]), (&json!(1), &expected));
        assert_eq!(api.get(&format!("/roles/{hidden}")).await.status, 200);
        assert_eq!(api.get("/roles/admin-role").await.expect(200)["name"], "#internal:admin");
    }

    async fn the_list_filters(app: TestApp) {
        let api = app.management().await;
        let (id, user) = (role(&api, "reader", "User").await, app.create_user("ada").await.id);
        role(&api, "writer", "User").await;
        api.post(&format!("/roles/{id}/users"), json!({"userIds": [user.as_str()]})).await;
        let total = async |query: String| {
            let reply = api.get(&format!("/roles?{query}")).await;
            assert_eq!(reply.status, 200, "{query}");
            reply.header("total-number").to_owned()
        };
        assert_eq!(total("type=User".into()).await, "2");
        assert_eq!(total("type=MachineToMachine".into()).await, "1");
        assert_eq!(total(format!("type=User&excludeUserId={user}")).await, "1");
        assert_eq!(total(format!("excludeApplicationId={}", api.client_id)).await, "2");
        assert_eq!(total(format!("excludeApplicationId={}&excludeUserId={user}", api.client_id)).await, "1");
        assert_eq!(total("excludeUserId=nope".into()).await, "3");
        assert_eq!(total("search=%25R%25".into()).await, "3");
        assert_eq!(total("search.name=WRITER".into()).await, "1");
        assert_eq!(total("page=99&page_size=1".into()).await, "3");
        assert_eq!(api.get("/roles?type=Robot").await.refusal(), "400 guard.invalid_input");
        assert_eq!(api.get("/roles?search=").await.refusal(), "400 request.invalid_input");
    }

    async fn users_are_given_a_role_all_or_none(app: TestApp) {
        let api = app.management().await;
        let (id, machine) = (role(&api, "reader", "User").await, role(&api, "robot", "MachineToMachine").await);
        let (ada, bob) = (app.create_user("ada").await.id, app.create_user("bob").await.id);
        let path = format!("/roles/{id}/users");
        assert_eq!(api.post(&path, json!({"userIds": []})).await.refusal(), "400 guard.invalid_input");
        assert_eq!(api.post(&path, json!({"userIds": [ada.as_str(), ada.as_str()]})).await.status, 201);
        let refused = api.post(&path, json!({"userIds": [bob.as_str(), ada.as_str()]})).await;
        assert_eq!(refused.refusal(), "422 role.user_exists");
        let refused = api.post(&path, json!({"userIds": [bob.as_str(), "nope"]})).await;
        assert_eq!(refused.refusal(), "404 entity.not_found");
        let body = json!({"userIds": [bob.as_str()]});
        let refused = api.post(&format!("/roles/{machine}/users"), body.clone()).await;
        assert_eq!(refused.refusal(), "422 entity.db_constraint_violated");
        assert_eq!(api.post("/roles/nope/users", body).await.refusal(), "404 entity.not_exists_with_id");
        let mut conn = app.app.db.read().await.unwrap();
        assert!(genkan::roles::names_of_user(&mut conn, &bob).await.unwrap().is_empty(), "nothing was added");
        drop(conn);
        assert_eq!(api.delete(&format!("{path}/{ada}")).await.status, 204);
        assert_eq!(api.delete(&format!("{path}/{ada}")).await.refusal(), "404 entity.not_found");
        assert_eq!(api.delete(&format!("/roles/nope/users/{ada}")).await.refusal(), "404 entity.not_found");
    }

    async fn the_people_with_a_role_are_listed_youngest_first(app: TestApp) {
        let api = app.management().await;
        let id = role(&api, "reader", "User").await;
        let path = format!("/roles/{id}/users");
        assert_eq!(api.get(&path).await.expect(200), json!([]));
        let mut users = Vec::new();
        for name in ["ada", "bob", "cyd"] {
            users.push(app.create_user(name).await.id.to_string());
            app.advance(1);
        }
        api.post(&path, json!({"userIds": [users[0], users[1]]})).await.expect(201);
        let list = api.get(&path).await;
        assert_eq!(list.header("total-number"), "2");
        let list = list.expect(200);
        assert_eq!((&list[0]["id"], &list[1]["id"]), (&json!(users[1]), &json!(users[0])));
        assert_eq!((&list[0]["hasPassword"], list[0].get("passwordDigest")), (&json!(true), None));
        let page = api.get(&format!("{path}?page=2&page_size=1")).await;
        assert_eq!((page.header("total-number"), &page.body[0]["id"]), ("2", &json!(users[0])));
        let found = api.get(&format!("{path}?search.username=ADA")).await.expect(200);
        assert_eq!((found.as_array().unwrap().len(), &found[0]["username"]), (1, &json!("ada")));
        assert_eq!(api.get(&format!("{path}?search=cyd")).await.header("total-number"), "0", "she does not have it");
        assert_eq!(api.get(&format!("{path}?search.nope=x")).await.refusal(), "400 request.invalid_input");
        assert_eq!(api.get("/roles/nope/users").await.refusal(), "404 entity.not_exists_with_id");
    }

    async fn applications_are_given_a_role_all_or_none(app: TestApp) {
        let api = app.management().await;
        let (id, people) = (role(&api, "robot", "MachineToMachine").await, role(&api, "reader", "User").await);
        let (machine, spa) = (application(&api, "MachineToMachine").await, application(&api, "SPA").await);
        let path = format!("/roles/{id}/applications");
        let added = api.post(&path, json!({"applicationIds": [machine, spa]})).await;
        assert_eq!((added.status, &added.body), (201, &json!("Created")));
        let list = api.get(&path).await;
        assert_eq!(list.header("total-number"), "1", "only machine-to-machine ones are shown");
        assert_eq!(list.expect(200)[0]["id"], json!(machine));
        let all = api.get("/roles?search.name=robot").await.expect(200);
        assert_eq!(all[0]["applicationsCount"], json!(2));
        let again = api.post(&path, json!({"applicationIds": [machine]})).await;
        assert_eq!(again.refusal(), "422 role.application_exists");
        let unknown = api.post(&path, json!({"applicationIds": ["nope"]})).await;
        assert_eq!(unknown.refusal(), "404 entity.not_exists_with_id");
        let body = json!({"applicationIds": [machine]});
        let refused = api.post(&format!("/roles/{people}/applications"), body.clone()).await;
        assert_eq!(refused.refusal(), "422 entity.db_constraint_violated");
        assert_eq!(api.post("/roles/nope/applications", body).await.refusal(), "404 entity.not_exists_with_id");
        assert_eq!(api.get("/roles/nope/applications").await.refusal(), "404 entity.not_exists_with_id");
        assert_eq!(api.get(&format!("{path}?search=nope")).await.header("total-number"), "0");
        assert_eq!(api.delete(&format!("{path}/{machine}")).await.status, 204);
        assert_eq!(api.delete(&format!("{path}/{machine}")).await.refusal(), "404 entity.not_found");
    }

    async fn scopes_of_a_role_come_and_go(app: TestApp) {
        let api = app.management().await;
        let id = role(&api, "reader", "User").await;
        let (read, write) = (scope(&api, "read").await, scope(&api, "write").await);
        let path = format!("/roles/{id}/scopes");
        let all = api.post(&path, json!({"scopeIds": [read]})).await.expect(201);
        assert_eq!(all.as_array().unwrap().len(), 1);
        let all = api.post(&path, json!({"scopeIds": [write, write]})).await.expect(201);
        assert_eq!(all.as_array().unwrap().len(), 2, "all scopes of the role");
        assert!(all[0].get("resource").is_none());
        let again = api.post(&path, json!({"scopeIds": [read]})).await;
        assert_eq!(again.refusal(), "422 role.scope_exists");
        let unknown = api.post(&path, json!({"scopeIds": ["nope"]})).await;
        assert_eq!(unknown.refusal(), "404 entity.not_exists_with_id");
        let many = api.post(&path, json!({"scopeIds": vec![read.as_str(); 1001]})).await;
        assert_eq!(many.refusal(), "400 guard.invalid_input");
        let management = api.post(&path, json!({"scopeIds": ["management-api-all"]})).await;
        assert_eq!(management.refusal(), "400 role.management_api_scopes_not_assignable_to_user_role");
        assert_eq!(api.post("/roles/nope/scopes", json!({"scopeIds": [read]})).await.status, 404);
        let list = api.get(&path).await;
        assert!(list.headers.get("total-number").is_none());
        let list = list.expect(200);
        let own = list.as_array().unwrap().iter().find(|own| own["id"] == json!(read)).unwrap();
        assert_eq!(own["resource"]["indicator"], "https://read.example");
        assert_eq!(api.get(&format!("{path}?page=1")).await.header("total-number"), "2");
        assert_eq!(api.get(&format!("{path}?search.name=wri%25")).await.expect(200)[0]["id"], json!(write));
        assert_eq!(api.delete(&format!("{path}/{read}")).await.status, 204);
        assert_eq!(api.delete(&format!("{path}/{read}")).await.refusal(), "404 entity.not_found");
        assert_eq!(api.get("/roles/nope/scopes").await.refusal(), "404 entity.not_exists_with_id");
    }

    async fn the_servers_own_role_stays_as_it_is(app: TestApp) {
        let api = app.management().await;
        let user = app.create_user("ada").await.id;
        let refused = "403 role.internal_role_violation";
        assert_eq!(api.delete("/roles/admin-role").await.refusal(), refused);
        assert_eq!(api.patch("/roles/admin-role", json!({"name": "x"})).await.refusal(), refused);
        assert_eq!(api.delete("/roles/admin-role/scopes/management-api-all").await.refusal(), refused);
        assert_eq!(api.post("/roles/admin-role/users", json!({"userIds": [user.as_str()]})).await.refusal(), refused);
        let scope = scope(&api, "read").await;
        assert_eq!(api.post("/roles/admin-role/scopes", json!({"scopeIds": [scope]})).await.refusal(), refused);
    }

    async fn a_deleted_role_is_gone_from_whoever_had_it(app: TestApp) {
        let api = app.management().await;
        let (id, user) = (role(&api, "reader", "User").await, app.create_user("ada").await.id);
        api.post(&format!("/roles/{id}/users"), json!({"userIds": [user.as_str()]})).await;
        assert_eq!(api.delete(&format!("/roles/{id}")).await.status, 204);
        let mut conn = app.app.db.read().await.unwrap();
        assert!(genkan::roles::names_of_user(&mut conn, &user).await.unwrap().is_empty());
    }

    async fn webhooks_hear_of_roles_and_scopes(app: TestApp) {
        let api = app.management().await;
        let events = [
            "Role.Created", "Role.Deleted", "Role.Data.Updated", "Role.Scopes.Updated",
            "Scope.Created", "Scope.Deleted", "Scope.Data.Updated",
        ];
        let hook = json!({"name": "all", "events": events, "config": {"url": "http://127.0.0.1:9/hook"}});
        api.post("/hooks", hook).await.expect(201);
        let scope = scope(&api, "read").await;
        let id = api.post("/roles", json!({"name": "a", "description": "x", "scopeIds": [scope]})).await.id(200);
        api.patch(&format!("/roles/{id}"), json!({"name": "b"})).await.expect(200);
        api.delete(&format!("/roles/{id}/scopes/{scope}")).await;
        api.delete(&format!("/roles/{id}")).await;
        let rows: Vec<(String, String)> = app.app.db.read().await.unwrap()
            .all("SELECT event, body FROM hook_deliveries ORDER BY id", genkan_database::args![]).await.unwrap();
        let payload = |event: &str| -> Value {
            let body = rows.iter().find(|(own, _)| own == event).map(|(_, body)| body.as_str());
            serde_json::from_str(body.unwrap_or("null")).unwrap()
        };
        assert_eq!(payload("Scope.Created")["data"]["id"], json!(scope));
        assert_eq!(payload("Role.Created")["data"]["id"], json!(id));
        assert_eq!(payload("Role.Created")["path"], "/roles");
        assert_eq!(payload("Role.Data.Updated")["data"]["name"], "b");
        assert_eq!(payload("Role.Scopes.Updated")["roleId"], json!(id));
        assert_eq!(payload("Role.Deleted")["params"]["id"], json!(id));
        assert!(payload("Role.Deleted").get("data").is_none());
        let scopes_updated = rows.iter().filter(|(event, _)| event == "Role.Scopes.Updated").count();
        assert_eq!((rows.len(), scopes_updated), (6, 2), "{rows:?}");
    }
}
