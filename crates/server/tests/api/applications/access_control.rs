//! Who may use an application.

use genkan::organizations::{self, NewOrganization};
use serde_json::{Value, json};

use super::create;
use crate::support::TestApp;

fn rules(changes: Value) -> Value {
    let mut all =
        json!({"userIds": [], "userRoleIds": [], "organizationIds": [], "organizationRoleRules": []});
    all.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    all
}

/// An organization and a role of the template.
async fn organization(app: &TestApp) -> (String, String) {
    let mut tx = app.app.db.begin().await.unwrap();
    let new = NewOrganization { name: "Org".into(), ..NewOrganization::default() };
    let organization = organizations::create(&app.app, &mut tx, new).await.unwrap();
    let kind = genkan::roles::RoleType::User;
    let name = format!("member {}", organization.id);
    let role = organizations::roles::create(&app.app, &mut tx, &name, None, kind).await.unwrap();
    tx.commit().await.unwrap();
    (organization.id.to_string(), role.id.to_string())
}

on_both_engines! {
    async fn rules_are_answered_without_repetitions_and_read_by_id(app: TestApp) {
        let api = app.management().await;
        let id = create(&api, json!({"type": "SPA"})).await;
        let path = format!("/applications/{id}/access-control");
        assert_eq!(api.get(&path).await.expect(200), rules(json!({})));
        let mut users = [app.create_user("ada").await.id.to_string(), app.create_user("bob").await.id.to_string()];
        users.sort();
        let role = api.post("/roles", json!({"name": "a", "description": "x"})).await.id(200);
        let ((org, member), (_, other)) = (organization(&app).await, organization(&app).await);
        let sent = json!({
            "userIds": [users[1], users[0], users[1]], "userRoleIds": [role], "organizationIds": [org, org],
            "organizationRoleRules": [
                {"organizationId": org, "organizationRoleIds": [member, member]},
                {"organizationId": org, "organizationRoleIds": [other]},
            ],
        });
        let answer = api.put(&path, sent).await.expect(200);
        assert_eq!(answer, json!({
            "userIds": [users[1], users[0]], "userRoleIds": [role], "organizationIds": [org],
            "organizationRoleRules": [{"organizationId": org, "organizationRoleIds": [member, other]}],
        }));
        let read = api.get(&path).await.expect(200);
        assert_eq!(read["userIds"], json!(users), "sorted");
        let mut both = [member, other];
        both.sort();
        assert_eq!(read["organizationRoleRules"], json!([{"organizationId": org, "organizationRoleIds": both}]));
    }

    async fn what_rules_name_exists_and_fits(app: TestApp) {
        let api = app.management().await;
        let id = create(&api, json!({})).await;
        let path = format!("/applications/{id}/access-control");
        let machine = api.post("/roles", json!({"name": "m", "description": "x", "type": "MachineToMachine"})).await.id(200);
        let (org, _) = organization(&app).await;
        let unknown = "404 entity.relation_foreign_key_not_found";
        for (change, expected) in [
            (json!({"userIds": ["nope"]}), unknown), (json!({"userRoleIds": ["nope"]}), unknown),
            (json!({"organizationIds": ["nope"]}), unknown),
            (json!({"organizationRoleRules": [{"organizationId": org, "organizationRoleIds": ["nope"]}]}), unknown),
            (json!({"userRoleIds": [machine]}), "422 entity.db_constraint_violated"),
            (json!({"organizationRoleRules": [{"organizationId": org, "organizationRoleIds": []}]}), "422 request.invalid_input"),
            (json!({"userIds": (0..1001).map(|n| n.to_string()).collect::<Vec<_>>()}), "400 guard.invalid_input"),
            (json!({"userIds": vec!["same"; 2001]}), "400 guard.invalid_input"),
            (json!({"userIds": vec!["nope"; 2000]}), unknown),
            (json!({"userIds": null}), "400 guard.invalid_input"),
        ] {
            assert_eq!(api.put(&path, rules(change.clone())).await.refusal(), expected, "{:.80}", change.to_string());
        }
        assert_eq!(api.put(&path, json!({"userIds": []})).await.refusal(), "400 guard.invalid_input");
        assert_eq!(api.get(&path).await.expect(200), rules(json!({})), "refusals change nothing");
        let nope = "/applications/nope/access-control";
        assert_eq!(api.get(nope).await.refusal(), "404 entity.not_exists_with_id");
        assert_eq!(api.put(nope, rules(json!({}))).await.refusal(), "404 entity.not_exists_with_id");
        let empty = rules(json!({"organizationRoleRules": [{"organizationId": "x", "organizationRoleIds": []}]}));
        assert_eq!(api.put(nope, empty).await.refusal(), "422 request.invalid_input");
    }

    async fn it_is_on_only_while_somebody_is_let_in(app: TestApp) {
        let api = app.management().await;
        let id = create(&api, json!({})).await;
        let (path, rules_path) = (format!("/applications/{id}"), format!("/applications/{id}/access-control"));
        let user = app.create_user("ada").await.id;
        let some = rules(json!({"userIds": [user.as_str()]}));
        api.put(&rules_path, some.clone()).await.expect(200);
        let on = api.patch(&path, json!({"appLevelAccessControlEnabled": true})).await.expect(200);
        assert_eq!(on["appLevelAccessControlEnabled"], json!(true));
        assert_eq!(api.put(&rules_path, rules(json!({}))).await.refusal(), "422 request.invalid_input");
        assert_eq!(api.get(&rules_path).await.expect(200), some);
        api.patch(&path, json!({"appLevelAccessControlEnabled": false})).await.expect(200);

        // Turning it on and taking everybody out at the same moment: one of the two is refused.
        let (enable, empty) = tokio::join!(
            api.patch(&path, json!({"appLevelAccessControlEnabled": true})),
            api.put(&rules_path, rules(json!({}))),
        );
        assert!(matches!((enable.status, empty.status), (200, 422) | (422, 200) | (503, 200) | (200, 503)), "{enable:?} {empty:?}");
    }
}
