use genkan::applications::ApplicationType;
use serde_json::{Value, json};

use super::{heard, listen, organization, role, texts};
use crate::support::TestApp;

async fn machine(app: &TestApp) -> String {
    app.create_app(ApplicationType::MachineToMachine).await.id.to_string()
}

on_both_engines! {
    async fn only_machines_are_taken_in(app: TestApp) {
        let api = app.management().await;
        let id = organization(&api, "Acme").await;
        let path = format!("/organizations/{id}/applications");
        let (one, other) = (machine(&app).await, machine(&app).await);
        let web = app.create_app(ApplicationType::Spa).await.id.to_string();
        let check = "422 entity.db_constraint_violated";
        assert_eq!(api.post(&path, json!({"applicationIds": [one, web]})).await.refusal(), check);
        assert_eq!(api.put(&path, json!({"applicationIds": [one, web]})).await.refusal(), check);
        let unknown = "422 entity.relation_foreign_key_not_found";
        assert_eq!(api.post(&path, json!({"applicationIds": ["nope"]})).await.refusal(), unknown);
        let nowhere = api.post("/organizations/nope/applications", json!({"applicationIds": [one]})).await;
        assert_eq!(nowhere.refusal(), unknown);
        assert_eq!(api.post(&path, json!({"applicationIds": []})).await.refusal(), "400 guard.invalid_input");
        let listed = format!("/applications/{one}/organizations");
        assert_eq!(api.get(&listed).await.expect(200), json!([]));

        assert_eq!(api.post(&path, json!({"applicationIds": [one]})).await.expect(201), "Created");
        assert_eq!(api.put(&path, json!({"applicationIds": [one, other, other]})).await.status, 204);
        let members = api.get(&path).await;
        assert_eq!(members.header("total-number"), "2");
        let mut ids = texts(&members.body, "id");
        ids.sort_unstable();
        let mut both = [one.as_str(), other.as_str()];
        both.sort_unstable();
        assert_eq!(ids, both);
        let item = &members.body[0];
        assert_eq!((&item["type"], &item["organizationRoles"]), (&json!("MachineToMachine"), &json!([])));
        assert!(item["oidcClientMetadata"].is_object() && item.get("secret").is_none());
        let found = api.get(&format!("{path}?q={}", &one[..12])).await;
        assert_eq!((found.header("total-number"), texts(&found.body, "id")), ("1", vec![one.as_str()]));
        assert_eq!(api.get(&format!("{path}?q=nothing")).await.expect(200), json!([]));
        let organizations = api.get(&listed).await;
        assert_eq!(organizations.header("total-number"), "");
        assert_eq!(texts(&organizations.body, "id"), [id.as_str()]);
        assert_eq!(api.get(&format!("{listed}?page=2")).await.header("total-number"), "1");
        assert_eq!(api.delete(&format!("{path}/{one}")).await.status, 204);
        assert_eq!(api.delete(&format!("{path}/{one}")).await.refusal(), "404 entity.not_found");
        assert_eq!(api.get(&listed).await.expect(200), json!([]));
    }

    async fn machines_get_roles_for_machines(app: TestApp) {
        let api = app.management().await;
        let id = organization(&api, "Acme").await;
        let one = machine(&app).await;
        let robot = role(&api, "robot", "MachineToMachine").await;
        let editor = role(&api, "editor", "User").await;
        let path = format!("/organizations/{id}/applications/{one}/roles");
        let body = json!({"organizationRoleIds": [robot]});
        let refusal = "422 organization.require_membership";
        assert_eq!(api.get(&path).await.refusal(), refusal);
        assert_eq!(api.post(&path, body.clone()).await.refusal(), refusal);
        assert_eq!(api.put(&path, body.clone()).await.refusal(), refusal);
        assert_eq!(api.delete(&format!("{path}/{robot}")).await.refusal(), refusal);

        let many = format!("/organizations/{id}/applications/roles");
        let both = json!({"applicationIds": [one], "organizationRoleIds": [robot]});
        let unknown = "422 entity.relation_foreign_key_not_found";
        assert_eq!(api.post(&many, both.clone()).await.refusal(), unknown);
        let members = json!({"applicationIds": [one]});
        api.post(&format!("/organizations/{id}/applications"), members).await.expect(201);
        assert_eq!(api.post(&path, body.clone()).await.expect(201), "Created");
        assert_eq!(api.post(&many, both).await.expect(201), "Created");
        assert_eq!(texts(&api.get(&path).await.expect(200), "type"), ["MachineToMachine"]);
        let people = json!({"organizationRoleIds": [editor]});
        assert_eq!(api.post(&path, people.clone()).await.refusal(), "422 entity.db_constraint_violated");
        assert_eq!(api.put(&path, people).await.refusal(), "422 entity.db_constraint_violated");
        for empty in [json!({"organizationRoleIds": []}), json!({})] {
            assert_eq!(api.put(&path, empty.clone()).await.refusal(), "400 guard.invalid_input");
            assert_eq!(api.post(&path, empty).await.refusal(), "400 guard.invalid_input");
        }
        let twice = json!({"organizationRoleIds": [robot, robot]});
        assert_eq!(api.put(&path, twice).await.refusal(), "422 entity.unique_integrity_violation");
        assert_eq!(texts(&api.get(&path).await.expect(200), "id"), [robot.as_str()]);
        let cleaner = role(&api, "cleaner", "MachineToMachine").await;
        assert_eq!(api.put(&path, json!({"organizationRoleIds": [cleaner]})).await.status, 204);
        let organizations = api.get(&format!("/applications/{one}/organizations")).await.expect(200);
        let shown = json!([{"id": cleaner, "name": "cleaner"}]);
        assert_eq!(organizations[0]["organizationRoles"], shown);
        let more = machine(&app).await;
        let members = json!({"applicationIds": [one, more]});
        api.post(&format!("/organizations/{id}/applications"), members).await.expect(201);
        let two = json!({"applicationIds": [one, one], "organizationRoleIds": [robot, cleaner, robot]});
        api.post(&many, two).await.expect(201);
        let applications = api.get(&format!("/organizations/{id}/applications")).await.expect(200);
        let roles_of = |id: &str| {
            applications.as_array().unwrap().iter().find(|own| own["id"] == id).unwrap()["organizationRoles"].clone()
        };
        assert_eq!(texts(&roles_of(&one), "name"), ["cleaner", "robot"]);
        assert_eq!(roles_of(&more), json!([]));
        let page = api.get(&format!("/organizations/{id}/applications?page=1&page_size=1")).await;
        assert_eq!((page.header("total-number"), page.body.as_array().unwrap().len()), ("2", 1));
        assert_eq!(api.delete(&format!("{path}/{cleaner}")).await.status, 204);
        assert_eq!(api.delete(&format!("{path}/{cleaner}")).await.refusal(), "404 entity.not_found");
    }

    async fn webhooks_are_told_of_machines(app: TestApp) {
        let api = app.management().await;
        let id = organization(&api, "Acme").await;
        let (one, other) = (machine(&app).await, machine(&app).await);
        let path = format!("/organizations/{id}/applications");
        listen(&api).await;
        let told = async |added: Value, removed: Value| {
            let [payload] = &heard(&app).await[..] else { panic!("one event is expected") };
            assert_eq!(payload["event"], "Organization.Membership.Updated");
            assert_eq!((&payload["addedApplicationIds"], &payload["removedApplicationIds"]), (&added, &removed));
        };
        api.post(&path, json!({"applicationIds": [one]})).await.expect(201);
        told(json!([one]), json!(null)).await;
        api.put(&path, json!({"applicationIds": [other]})).await.expect(204);
        told(json!([other]), json!([one])).await;
        api.delete(&format!("{path}/{other}")).await.expect(204);
        told(json!(null), json!([other])).await;
    }
}
