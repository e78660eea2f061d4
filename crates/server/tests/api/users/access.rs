use futures_util::future::join_all;
use genkan::{
    ids::RoleId,
    roles::{self, RoleType},
};

use super::*;
use crate::support::TestApp;

async fn role(app: &TestApp, name: &str, kind: RoleType, is_default: bool) -> RoleId {
    let mut tx = app.app.db.begin().await.unwrap();
    let role = roles::create(&app.app, &mut tx, name, "for tests", kind, is_default).await.unwrap();
    tx.commit().await.unwrap();
    role
}

async fn of_user(api: &Management<'_>, id: &str) -> Vec<String> {
    let reply = api.get(&format!("/users/{id}/roles")).await.expect(200);
    reply.as_array().unwrap().iter().map(|role| role["name"].as_str().unwrap().to_owned()).collect()
}

on_both_engines! {
    async fn roles_are_given_replaced_and_taken(app: TestApp) {
        let api = app.management().await;
        let id = named(&api, "ada").await;
        let (reader, writer) = (role(&app, "reader", RoleType::User, false).await, role(&app, "writer", RoleType::User, false).await);
        let machine = role(&app, "machine", RoleType::MachineToMachine, false).await;
        let path = format!("/users/{id}/roles");
        assert_eq!(api.post(&path, json!({"roleIds": []})).await.expect(201), json!({"roleIds": [], "addedRoleIds": []}));
        let reply = api.post(&path, json!({"roleIds": [reader]})).await;
        assert_eq!(reply.expect(201), json!({"roleIds": [reader], "addedRoleIds": [reader]}));
        let reply = api.post(&path, json!({"roleIds": [reader, writer, writer]})).await;
        assert_eq!(reply.expect(201), json!({"roleIds": [reader, writer, writer], "addedRoleIds": [writer]}));
        assert_eq!(of_user(&api, &id).await, ["reader", "writer"]);
        let listed = api.get(&format!("{path}?search=read%25")).await;
        let expected = json!([{"tenantId": "default", "id": reader, "name": "reader", "description": "for tests", "type": "User", "isDefault": false}]);
        assert_eq!((listed.header("total-number"), &listed.body), ("1", &expected));
        assert_eq!(api.get(&format!("{path}?search.nope=x")).await.refusal(), "400 request.invalid_input");

        assert_eq!(api.post(&path, json!({"roleIds": [machine]})).await.refusal(), "422 user.invalid_role_type");
        assert_eq!(api.post(&path, json!({"roleIds": ["nope"]})).await.refusal(), "404 entity.not_exists_with_id");
        assert_eq!(api.post(&path, json!({"roleIds": [""]})).await.refusal(), "400 guard.invalid_input");
        assert_eq!(api.post("/users/nope/roles", json!({"roleIds": [reader]})).await.refusal(), "404 entity.not_found");
        assert_eq!(api.get("/users/nope/roles").await.refusal(), "404 entity.not_found");

        let reply = api.put(&path, json!({"roleIds": [machine, reader]})).await;
        assert_eq!(reply.refusal(), "422 entity.db_constraint_violated");
        assert_eq!(of_user(&api, &id).await, ["reader", "writer"], "nothing changed");
        let reply = api.put(&path, json!({"roleIds": [writer, writer]})).await;
        assert_eq!(reply.expect(200), json!({"roleIds": [writer]}));
        assert_eq!(of_user(&api, &id).await, ["writer"]);
        let gone = format!("{path}/{writer}");
        assert_eq!((api.delete(&gone).await.status, api.delete(&gone).await.refusal().as_str()), (204, "404 entity.not_found"));
        api.post(&path, json!({"roleIds": [writer]})).await.expect(201);
        assert_eq!(api.put(&path, json!({"roleIds": []})).await.expect(200), json!({"roleIds": []}));
        assert_eq!(of_user(&api, &id).await, [""; 0]);
        assert_eq!(api.put("/users/nope/roles", json!({"roleIds": []})).await.refusal(), "404 entity.not_found");
    }

    async fn default_roles_come_with_a_user(app: TestApp) {
        let api = app.management().await;
        role(&app, "member", RoleType::User, true).await;
        role(&app, "other", RoleType::User, false).await;
        assert_eq!(of_user(&api, &named(&api, "ada").await).await, ["member"]);
    }

    async fn of_two_replacements_one_wins_whole(app: TestApp) {
        let api = app.management().await;
        let id = named(&api, "ada").await;
        let mut ids = Vec::new();
        for n in 0..6 {
            ids.push(role(&app, &format!("r{n}"), RoleType::User, false).await);
        }
        let path = format!("/users/{id}/roles");
        let writes = (0..6).map(|n| api.put(&path, json!({"roleIds": [ids[n], ids[(n + 1) % 6]]})));
        for reply in join_all(writes).await {
            reply.expect(200);
        }
        let left = of_user(&api, &id).await;
        assert_eq!(left.len(), 2, "{left:?}");
    }
}
