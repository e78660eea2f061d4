use serde_json::{Value, json};

use super::{heard, listen, member, organization, role, set_email, texts};
use crate::support::TestApp;

on_both_engines! {
    async fn members_come_and_go(app: TestApp) {
        let api = app.management().await;
        let path = format!("/organizations/{}/users", organization(&api, "Acme").await);
        let (ada, bob) = (app.create_user("ada").await.id, app.create_user("bob").await.id);
        for _ in 0..2 {
            let sent = json!({"userIds": [ada, bob, ada]});
            assert_eq!(api.post(&path, sent.clone()).await.expect(201), sent);
        }
        let list = api.get(&path).await;
        assert_eq!(list.header("total-number"), "2");
        let mut ids = vec![ada.as_str(), bob.as_str()];
        ids.sort_unstable();
        assert_eq!(texts(&list.expect(200), "id"), ids);
        assert_eq!(api.put(&path, json!({"userIds": [bob, bob]})).await.status, 204);
        assert_eq!(texts(&api.get(&path).await.expect(200), "id"), [bob.as_str()]);
        assert_eq!(api.delete(&format!("{path}/{bob}")).await.status, 204);
        assert_eq!(api.delete(&format!("{path}/{bob}")).await.refusal(), "404 entity.not_found");
        assert_eq!(api.put(&path, json!({"userIds": [ada]})).await.status, 204);
        assert_eq!(api.put(&path, json!({"userIds": []})).await.status, 204);
        assert_eq!(api.get(&path).await.expect(200), json!([]));
    }

    async fn many_come_and_go_at_once(app: TestApp) {
        let api = app.management().await;
        let path = format!("/organizations/{}/users", organization(&api, "Acme").await);
        let mut users = Vec::new();
        for number in 0..37 {
            users.push(app.create_user(&format!("user{number}")).await.id);
        }
        users.sort_unstable();
        listen(&api).await;
        api.post(&path, json!({"userIds": users[..20]})).await.expect(201);
        assert_eq!(heard(&app).await[0]["addedUserIds"], json!(users[..20]));
        assert_eq!(api.put(&path, json!({"userIds": users[3..]})).await.status, 204);
        let [told] = &heard(&app).await[..] else { panic!("one event is expected") };
        let (added, removed) = (json!(users[20..]), json!(users[..3]));
        assert_eq!((&told["addedUserIds"], &told["removedUserIds"]), (&added, &removed));
        let list = api.get(&format!("{path}?page_size=100")).await;
        assert_eq!(texts(&list.expect(200), "id"), users[3..].iter().map(|own| own.as_str()).collect::<Vec<_>>());
        let found = api.get(&format!("{path}?q=USER&page=2&page_size=30")).await;
        assert_eq!((found.header("total-number"), texts(&found.body, "id").len()), ("34", 4));
        // A page past the end knows the total as well.
        let past = api.get(&format!("{path}?q=USER&page=9")).await;
        assert_eq!((past.header("total-number"), &past.body), ("34", &json!([])));
        assert_eq!(api.put(&path, json!({"userIds": []})).await.status, 204);
        assert_eq!(heard(&app).await[0]["removedUserIds"], json!(users[3..]));
    }

    async fn what_cannot_be_a_member_is_refused_whole(app: TestApp) {
        let api = app.management().await;
        let path = format!("/organizations/{}/users", organization(&api, "Acme").await);
        let ada = app.create_user("ada").await.id;
        let unknown = "422 entity.relation_foreign_key_not_found";
        assert_eq!(api.post(&path, json!({"userIds": [ada, "nope"]})).await.refusal(), unknown);
        assert_eq!(api.put(&path, json!({"userIds": [ada, "nope"]})).await.refusal(), unknown);
        assert_eq!(api.post("/organizations/nope/users", json!({"userIds": [ada]})).await.refusal(), unknown);
        assert_eq!(api.put("/organizations/nope/users", json!({"userIds": [ada]})).await.refusal(), unknown);
        assert_eq!(api.put("/organizations/nope/users", json!({"userIds": []})).await.status, 204);
        for bad in [json!({}), json!({"userIds": []}), json!({"userIds": [""]}), json!({"userIds": "x"})] {
            assert_eq!(api.post(&path, bad).await.refusal(), "400 guard.invalid_input");
        }
        assert_eq!(api.get(&path).await.expect(200), json!([]));
    }

    async fn a_member_is_shown_as_a_user_with_roles(app: TestApp) {
        let api = app.management().await;
        let id = organization(&api, "Acme").await;
        let ada = member(&api, &id, "ada").await;
        set_email(&app, &ada, "Ada@Acme.example").await;
        let bob = member(&api, &id, "bob").await;
        let (writer, editor) = (role(&api, "writer", "User").await, role(&api, "editor", "User").await);
        let path = format!("/organizations/{id}/users");
        let both = json!({"organizationRoleIds": [writer, editor]});
        api.post(&format!("{path}/{ada}/roles"), both).await.expect(201);
        let found = api.get(&format!("{path}?q=ada@acme")).await.expect(200);
        let [shown] = &found.as_array().unwrap()[..] else { panic!("{found}") };
        assert_eq!(
            shown["organizationRoles"],
            json!([{"id": editor, "name": "editor"}, {"id": writer, "name": "writer"}])
        );
        let mut names: Vec<&str> = shown.as_object().unwrap().keys().map(String::as_str).collect();
        names.sort_unstable();
        assert_eq!(names, [
            "applicationId", "avatar", "cimdClientId", "createdAt", "customData", "id", "identities", "isSuspended",
            "lastSignInAt", "name", "organizationRoles", "primaryEmail", "primaryPhone", "profile", "updatedAt",
            "username",
        ]);
        let ids = |list: Value| texts(&list, "id").into_iter().map(str::to_owned).collect::<Vec<_>>();
        let with_role = api.get(&format!("{path}?organizationRoleId={editor}")).await;
        assert_eq!(with_role.header("total-number"), "1");
        assert_eq!(ids(with_role.expect(200)), [ada.as_str()]);
        let none = api.get(&format!("{path}?organizationRoleId={editor}&q=bob")).await;
        assert_eq!((none.header("total-number"), none.body.as_array().unwrap().len()), ("0", 0));
        let some = api.get(&format!("{path}?organizationRoleId={editor}&q=TESTER&page_size=1")).await;
        assert_eq!(ids(some.expect(200)), [ada.as_str()]);
        assert_eq!(ids(api.get(&format!("{path}?q=bob")).await.expect(200)), [bob.as_str()]);
        assert_eq!(api.get(&format!("{path}?organizationRoleId=")).await.refusal(), "400 guard.invalid_input");
    }

    async fn roles_are_for_members(app: TestApp) {
        let api = app.management().await;
        let id = organization(&api, "Acme").await;
        let stranger = app.create_user("eve").await.id;
        let role = role(&api, "editor", "User").await;
        let body = json!({"organizationRoleIds": [role]});
        for path in [
            format!("/organizations/{id}/users/nope/roles"),
            format!("/organizations/{id}/users/{stranger}/roles"),
            format!("/organizations/nope/users/{stranger}/roles"),
        ] {
            let refusal = "422 organization.require_membership";
            assert_eq!(api.get(&path).await.refusal(), refusal);
            assert_eq!(api.post(&path, body.clone()).await.refusal(), refusal);
            assert_eq!(api.put(&path, body.clone()).await.refusal(), refusal);
            assert_eq!(api.delete(&format!("{path}/{role}")).await.refusal(), refusal);
        }
        let scopes = format!("/organizations/{id}/users/{stranger}/scopes");
        assert_eq!(api.get(&scopes).await.expect(200), json!([]));
    }

    async fn a_members_roles_are_given_by_id_and_name(app: TestApp) {
        let api = app.management().await;
        let id = organization(&api, "Acme").await;
        let ada = member(&api, &id, "ada").await;
        let (writer, editor) = (role(&api, "writer", "User").await, role(&api, "editor", "User").await);
        let robot = role(&api, "robot", "MachineToMachine").await;
        let path = format!("/organizations/{id}/users/{ada}/roles");
        let added = api
            .post(&path, json!({"organizationRoleIds": [writer, writer], "organizationRoleNames": ["editor", "writer"]}))
            .await
            .expect(201);
        assert_eq!(added, json!({"organizationRoleIds": [writer, editor]}));
        assert_eq!(api.post(&path, json!({})).await.expect(201), json!({"organizationRoleIds": []}));
        let list = api.get(&path).await;
        assert_eq!(list.header("total-number"), "");
        assert_eq!(list.body[0], json!({
            "tenantId": "default", "id": editor, "name": "editor", "description": null, "type": "User",
        }));
        assert_eq!(texts(&list.body, "name"), ["editor", "writer"]);
        let page = api.get(&format!("{path}?page=2&page_size=1")).await;
        assert_eq!((page.header("total-number"), texts(&page.body, "name")), ("2", vec!["writer"]));

        let unknown = api.post(&path, json!({"organizationRoleNames": ["zeta", "editor", "alpha"]})).await;
        assert_eq!(unknown.refusal(), "422 organization.role_names_not_found");
        assert!(unknown.body["message"].as_str().unwrap().contains("zeta, alpha"), "{}", unknown.body);
        let refusal = api.post(&path, json!({"organizationRoleIds": ["nope"]})).await.refusal();
        assert_eq!(refusal, "422 entity.relation_foreign_key_not_found");
        let refusal = api.post(&path, json!({"organizationRoleIds": [robot]})).await.refusal();
        assert_eq!(refusal, "422 entity.db_constraint_violated");
        // A refused replacement changes nothing.
        let refusal = api.put(&path, json!({"organizationRoleIds": [writer, robot]})).await.refusal();
        assert_eq!(refusal, "422 entity.db_constraint_violated");
        assert_eq!(texts(&api.get(&path).await.expect(200), "name"), ["editor", "writer"]);

        assert_eq!(api.put(&path, json!({"organizationRoleIds": [writer, writer]})).await.status, 204);
        assert_eq!(texts(&api.get(&path).await.expect(200), "name"), ["writer"]);
        assert_eq!(api.delete(&format!("{path}/{editor}")).await.refusal(), "404 entity.not_found");
        assert_eq!(api.delete(&format!("{path}/{writer}")).await.status, 204);
        assert_eq!(api.put(&path, json!({"organizationRoleNames": ["editor"]})).await.status, 204);
        assert_eq!(api.put(&path, json!({})).await.status, 204);
        assert_eq!(api.get(&path).await.expect(200), json!([]));
    }

    async fn many_get_many_roles_or_nobody_any(app: TestApp) {
        let api = app.management().await;
        let id = organization(&api, "Acme").await;
        let (ada, bob) = (member(&api, &id, "ada").await, member(&api, &id, "bob").await);
        let stranger = app.create_user("eve").await.id;
        let role = role(&api, "editor", "User").await;
        let path = format!("/organizations/{id}/users/roles");
        let reply = api.post(&path, json!({"userIds": [ada, stranger], "organizationRoleIds": [role]})).await;
        assert_eq!(reply.refusal(), "422 entity.relation_foreign_key_not_found");
        assert_eq!(api.get(&format!("/organizations/{id}/users/{ada}/roles")).await.expect(200), json!([]));
        let reply = api.post(&path, json!({"userIds": [ada, bob], "organizationRoleIds": [role]})).await;
        assert_eq!(reply.expect(201), "Created");
        for user in [ada, bob] {
            let roles = api.get(&format!("/organizations/{id}/users/{user}/roles")).await.expect(200);
            assert_eq!(texts(&roles, "id"), [role.as_str()]);
        }
        for bad in [
            json!({"userIds": [], "organizationRoleIds": [role]}),
            json!({"userIds": ["x"], "organizationRoleIds": []}),
        ] {
            assert_eq!(api.post(&path, bad).await.refusal(), "400 guard.invalid_input");
        }
    }

    async fn scopes_come_through_roles(app: TestApp) {
        let api = app.management().await;
        let id = organization(&api, "Acme").await;
        let ada = member(&api, &id, "ada").await;
        let read = api.post("/organization-scopes", json!({"name": "read"})).await.id(201);
        let write = api.post("/organization-scopes", json!({"name": "write"})).await.id(201);
        for (name, scopes) in [("reader", json!([read])), ("writer", json!([read, write]))] {
            api.post("/organization-roles", json!({"name": name, "organizationScopeIds": scopes})).await.expect(201);
        }
        let path = format!("/organizations/{id}/users/{ada}");
        assert_eq!(api.get(&format!("{path}/scopes")).await.expect(200), json!([]));
        let names = json!({"organizationRoleNames": ["reader", "writer"]});
        api.post(&format!("{path}/roles"), names).await.expect(201);
        let scopes = api.get(&format!("{path}/scopes")).await.expect(200);
        assert_eq!(texts(&scopes, "name"), ["read", "write"]);
        assert_eq!(scopes[0], json!({"tenantId": "default", "id": read, "name": "read", "description": null}));
        // Leaving takes the roles; coming back does not bring them.
        assert_eq!(api.delete(&path).await.status, 204);
        api.post(&format!("/organizations/{id}/users"), json!({"userIds": [ada]})).await.expect(201);
        assert_eq!(api.get(&format!("{path}/scopes")).await.expect(200), json!([]));
    }

    async fn a_user_shows_its_organizations(app: TestApp) {
        let api = app.management().await;
        let first = organization(&api, "First").await;
        app.advance(1);
        let second = organization(&api, "Second").await;
        let ada = member(&api, &first, "ada").await;
        api.post(&format!("/organizations/{second}/users"), json!({"userIds": [ada]})).await.expect(201);
        let editor = role(&api, "editor", "User").await;
        let roles = json!({"organizationRoleIds": [editor]});
        api.post(&format!("/organizations/{second}/users/{ada}/roles"), roles).await.expect(201);
        let list = api.get(&format!("/users/{ada}/organizations")).await.expect(200);
        assert_eq!(texts(&list, "id"), [first.as_str(), second.as_str()]);
        assert_eq!(list[0]["organizationRoles"], json!([]));
        assert_eq!(list[1]["organizationRoles"], json!([{"id": editor, "name": "editor"}]));
        assert_eq!((&list[1]["tenantId"], &list[1]["isMfaRequired"]), (&json!("default"), &json!(false)));
    }

    async fn webhooks_are_told_who_came_and_went(app: TestApp) {
        let api = app.management().await;
        let id = organization(&api, "Acme").await;
        let (ada, bob) = (app.create_user("ada").await.id, app.create_user("bob").await.id);
        let path = format!("/organizations/{id}/users");
        listen(&api).await;
        let told = async |added: Value, removed: Value| {
            let [payload] = &heard(&app).await[..] else { panic!("one event is expected") };
            assert_eq!(payload["event"], "Organization.Membership.Updated");
            assert_eq!(payload["organizationId"], json!(id));
            assert_eq!((&payload["addedUserIds"], &payload["removedUserIds"]), (&added, &removed));
            assert_eq!(payload.get("data"), None);
        };
        api.post(&path, json!({"userIds": [ada]})).await.expect(201);
        told(json!([ada]), json!(null)).await;
        api.put(&path, json!({"userIds": [bob]})).await.expect(204);
        told(json!([bob]), json!([ada])).await;
        api.put(&path, json!({"userIds": [bob]})).await.expect(204);
        told(json!(null), json!(null)).await;
        api.delete(&format!("{path}/{bob}")).await.expect(204);
        told(json!(null), json!([bob])).await;
        api.delete(&format!("{path}/{bob}")).await.expect(404);
        api.post(&path, json!({"userIds": ["nope"]})).await.expect(422);
        assert_eq!(heard(&app).await.len(), 0);
    }
}
