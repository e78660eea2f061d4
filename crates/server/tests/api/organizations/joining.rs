use genkan::{ids::UserId, organizations::jit};
use serde_json::{Map, json};

use super::{heard, listen, organization, role, texts};
use crate::support::TestApp;

on_both_engines! {
    async fn email_domains_are_any_text(app: TestApp) {
        let api = app.management().await;
        let id = organization(&api, "Acme").await;
        let path = format!("/organizations/{id}/jit/email-domains");
        let created = api.post(&path, json!({"emailDomain": "Acme.example"})).await.expect(201);
        assert_eq!(created, json!({"tenantId": "default", "organizationId": id, "emailDomain": "Acme.example"}));
        let again = api.post(&path, json!({"emailDomain": "Acme.example"})).await;
        assert_eq!(again.refusal(), "422 entity.unique_integrity_violation");
        assert_eq!(api.post(&path, json!({"emailDomain": "no domain"})).await.status, 201);
        assert_eq!(api.post(&path, json!({"emailDomain": ""})).await.refusal(), "400 guard.invalid_input");
        let long = api.post(&path, json!({"emailDomain": "x".repeat(129)})).await;
        assert_eq!(long.refusal(), "422 entity.value_too_long");
        let nowhere = api.post("/organizations/nope/jit/email-domains", json!({"emailDomain": "a.example"})).await;
        assert_eq!(nowhere.refusal(), "422 entity.relation_foreign_key_not_found");
        assert_eq!(api.get("/organizations/nope/jit/email-domains").await.expect(200), json!([]));
        let list = api.get(&path).await;
        assert_eq!(list.header("total-number"), "");
        assert_eq!(list.body.as_array().unwrap().len(), 2);
        assert_eq!(api.get(&format!("{path}?page_size=1")).await.header("total-number"), "2");

        assert_eq!(api.put(&path, json!({"emailDomains": ["b.example", ""]})).await.status, 204);
        assert_eq!(texts(&api.get(&path).await.expect(200), "emailDomain"), ["", "b.example"]);
        assert_eq!(api.delete(&format!("{path}/b.example")).await.status, 204);
        assert_eq!(api.delete(&format!("{path}/b.example")).await.refusal(), "404 entity.not_found");
        assert_eq!(api.put(&path, json!({"emailDomains": []})).await.status, 204);
        assert_eq!(api.get(&path).await.expect(200), json!([]));
    }

    async fn roles_of_both_kinds_are_taken(app: TestApp) {
        let api = app.management().await;
        let id = organization(&api, "Acme").await;
        let (editor, robot) = (role(&api, "editor", "User").await, role(&api, "robot", "MachineToMachine").await);
        let path = format!("/organizations/{id}/jit/roles");
        let body = json!({"organizationRoleIds": [editor, robot]});
        for _ in 0..2 {
            assert_eq!(api.post(&path, body.clone()).await.expect(201), "Created");
        }
        assert_eq!(texts(&api.get(&path).await.expect(200), "name"), ["editor", "robot"]);
        let twice = api.put(&path, json!({"organizationRoleIds": [editor, editor]})).await;
        assert_eq!(twice.refusal(), "422 entity.unique_integrity_violation");
        let unknown = api.put(&path, json!({"organizationRoleIds": ["nope"]})).await;
        assert_eq!(unknown.refusal(), "422 entity.relation_foreign_key_not_found");
        assert_eq!(api.post(&path, json!({"organizationRoleIds": []})).await.refusal(), "400 guard.invalid_input");
        assert_eq!(api.get(&format!("{path}?page=1")).await.header("total-number"), "2");
        assert_eq!(api.put(&path, json!({"organizationRoleIds": [robot]})).await.status, 204);
        assert_eq!(api.delete(&format!("{path}/{editor}")).await.refusal(), "404 entity.not_found");
        assert_eq!(api.delete(&format!("{path}/{robot}")).await.status, 204);
        let nowhere = api.get("/organizations/nope/jit/roles").await;
        assert_eq!(nowhere.refusal(), "404 entity.not_exists_with_id");
    }

    async fn the_api_itself_makes_nobody_join(app: TestApp) {
        let api = app.management().await;
        let id = organization(&api, "Acme").await;
        let editor = role(&api, "editor", "User").await;
        let path = format!("/organizations/{id}");
        api.post(&format!("{path}/jit/email-domains"), json!({"emailDomain": "acme.example"})).await.expect(201);
        api.post(&format!("{path}/jit/roles"), json!({"organizationRoleIds": [editor]})).await.expect(201);
        let user = api.post("/users", json!({"primaryEmail": "ada@acme.example"})).await.id(200);
        assert_eq!(api.get(&format!("{path}/users")).await.expect(200), json!([]));

        // Signing in does, with an address that is known to be the person's.
        listen(&api).await;
        let mut tx = app.app.db.begin().await.unwrap();
        let context = Map::from_iter([("ip".to_owned(), json!("192.0.2.1"))]);
        let user = UserId::from(user);
        let joined = jit::join_by_email_domain(&app.app, &mut tx, &user, "Ada@Acme.example", &context).await;
        tx.commit().await.unwrap();
        assert_eq!(joined.unwrap().len(), 1);
        let members = api.get(&format!("{path}/users")).await.expect(200);
        assert_eq!(members[0]["organizationRoles"], json!([{"id": editor, "name": "editor"}]));
        let [told] = &heard(&app).await[..] else { panic!("one event is expected") };
        assert_eq!((&told["event"], &told["ip"]), (&json!("Organization.Membership.Updated"), &json!("192.0.2.1")));
        assert_eq!((&told["organizationId"], &told["addedUserIds"]), (&json!(id), &json!([user])));
    }

    async fn there_are_no_connectors_to_join_by(app: TestApp) {
        let api = app.management().await;
        let path = format!("/organizations/{}/jit/sso-connectors", organization(&api, "Acme").await);
        assert_eq!(api.get(&path).await.expect(200), json!([]));
        let some = json!({"ssoConnectorIds": ["nope"]});
        assert_eq!(api.post(&path, some.clone()).await.refusal(), "422 entity.relation_foreign_key_not_found");
        assert_eq!(api.put(&path, some).await.refusal(), "422 entity.relation_foreign_key_not_found");
        assert_eq!(api.put(&path, json!({"ssoConnectorIds": []})).await.status, 204);
        assert_eq!(api.delete(&format!("{path}/nope")).await.refusal(), "404 entity.not_found");
        let nowhere = api.get("/organizations/nope/jit/sso-connectors").await;
        assert_eq!(nowhere.refusal(), "404 entity.not_exists_with_id");
    }
}
