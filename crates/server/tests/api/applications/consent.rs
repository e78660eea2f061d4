//! What a third-party application may ask people for, and which organizations they opened to it.

use genkan::organizations::{self, NewOrganization};
use serde_json::json;

use super::create;
use crate::support::{Management, TestApp, TestUser};

async fn scope(api: &Management<'_>) -> String {
    let resource =
        api.post("/resources", json!({"name": "API", "indicator": "https://api.example"})).await.id(201);
    api.post(&format!("/resources/{resource}/scopes"), json!({"name": "read"})).await.id(201)
}

async fn organization(app: &TestApp, members: &[&TestUser]) -> String {
    let mut tx = app.app.db.begin().await.unwrap();
    let new = NewOrganization { name: "Org".into(), ..NewOrganization::default() };
    let organization = organizations::create(&app.app, &mut tx, new).await.unwrap().id;
    let members: Vec<_> = members.iter().map(|user| user.id.clone()).collect();
    organizations::members::add(&mut tx, &organization, &members).await.unwrap();
    tx.commit().await.unwrap();
    organization.to_string()
}

on_both_engines! {
    async fn scopes_are_added_shown_and_removed(app: TestApp) {
        let api = app.management().await;
        let id = create(&api, json!({"isThirdParty": true})).await;
        let path = format!("/applications/{id}/user-consent-scopes");
        let scope = scope(&api).await;
        let mut tx = app.app.db.begin().await.unwrap();
        let template = organizations::scopes::create(&app.app, &mut tx, "invite", None).await.unwrap().id;
        tx.commit().await.unwrap();
        let sent = json!({
            "organizationScopes": [template.as_str()], "resourceScopes": [scope, scope],
            "organizationResourceScopes": [scope], "userScopes": ["profile", "urn:logto:scope:organizations"],
        });
        for _ in 0..2 {
            let added = api.post(&path, sent.clone()).await;
            assert_eq!((added.status, &added.body), (201, &json!("Created")));
        }
        assert_eq!(api.post(&path, json!({})).await.status, 201);
        let all = api.get(&path).await.expect(200);
        let read = json!({"id": scope, "name": "read", "description": null});
        assert_eq!(all["organizationScopes"], json!([{"id": template.as_str(), "name": "invite", "description": null}]));
        for member in ["resourceScopes", "organizationResourceScopes"] {
            assert_eq!(all[member][0]["scopes"], json!([read]));
            assert_eq!(all[member][0]["resource"]["indicator"], "https://api.example");
            assert_eq!(all[member][0]["resource"].as_object().unwrap().len(), 3);
        }
        assert_eq!(all["userScopes"], json!(["profile", "urn:logto:scope:organizations"]));
        let client = genkan::applications::find_client(&app.app, &id.as_str().into()).await.unwrap().unwrap();
        assert_eq!((client.consent_scopes.len(), client.consent_resource_scopes.len()), (2, 1));

        for below in [
            format!("organization-scopes/{template}"), format!("resource-scopes/{scope}"),
            format!("organization-resource-scopes/{scope}"), "user-scopes/profile".to_owned(),
        ] {
            assert_eq!(api.delete(&format!("{path}/{below}")).await.status, 204, "{below}");
            assert_eq!(api.delete(&format!("{path}/{below}")).await.refusal(), "404 entity.not_found", "{below}");
        }
        let rest = api.get(&path).await.expect(200);
        let expected = json!({
            "organizationScopes": [], "resourceScopes": [], "organizationResourceScopes": [],
            "userScopes": ["urn:logto:scope:organizations"],
        });
        assert_eq!(rest, expected);
        let client = genkan::applications::find_client(&app.app, &id.as_str().into()).await.unwrap().unwrap();
        assert!(client.consent_resource_scopes.is_empty(), "the cache knows at once");
    }

    async fn what_cannot_be_asked_for_is_refused(app: TestApp) {
        let api = app.management().await;
        let (own, guest) = (create(&api, json!({})).await, create(&api, json!({"isThirdParty": true})).await);
        let first = format!("/applications/{own}/user-consent-scopes");
        assert_eq!(api.post(&first, json!({})).await.refusal(), "422 application.third_party_application_only");
        assert_eq!(api.get(&first).await.expect(200)["userScopes"], json!([]));
        let path = format!("/applications/{guest}/user-consent-scopes");
        let unknown = api.post(&path, json!({"resourceScopes": ["nope"], "userScopes": ["email"]})).await;
        assert_eq!(unknown.refusal(), "422 application.user_consent_scopes_not_found");
        let expected = json!({
            "invalidOrganizationScopes": [], "invalidResourceScopes": ["nope"], "invalidOrganizationResourceScopes": [],
        });
        assert_eq!(unknown.body["data"], expected);
        for member in ["resourceScopes", "organizationResourceScopes"] {
            let management = api.post(&path, json!({member: ["management-api-all"]})).await;
            assert_eq!(management.refusal(), "422 application.consent_management_api_scopes_not_allowed");
        }
        assert_eq!(api.post(&path, json!({"userScopes": ["openid"]})).await.refusal(), "400 guard.invalid_input");
        let all = api.get(&path).await.expect(200);
        assert_eq!((&all["userScopes"], &all["resourceScopes"]), (&json!([]), &json!([])), "refusals add nothing");
        assert_eq!(api.delete(&format!("{path}/foo/x")).await.refusal(), "400 guard.invalid_input");
        assert_eq!(api.get("/applications/nope/user-consent-scopes").await.refusal(), "404 entity.not_exists_with_id");
        assert_eq!(api.post("/applications/nope/user-consent-scopes", json!({})).await.refusal(), "404 entity.not_exists_with_id");
    }

    async fn organizations_are_opened_to_an_application_by_members(app: TestApp) {
        let api = app.management().await;
        let (ada, bob) = (app.create_user("ada").await, app.create_user("bob").await);
        let id = create(&api, json!({"isThirdParty": true})).await;
        let (one, two) = (organization(&app, &[&ada]).await, organization(&app, &[&ada]).await);
        let path = format!("/applications/{id}/users/{}/consent-organizations", ada.id);
        assert_eq!(api.put(&path, json!({"organizationIds": [one, one]})).await.status, 204);
        let listed = api.get(&path).await;
        assert_eq!(listed.header("total-number"), "1");
        assert_eq!(listed.body["organizations"][0]["id"], json!(one));
        for _ in 0..2 {
            let added = api.post(&path, json!({"organizationIds": [two]})).await;
            assert_eq!((added.status, &added.body), (201, &json!("Created")));
        }
        assert_eq!(api.get(&path).await.header("total-number"), "2");
        assert_eq!(api.get(&format!("{path}?page=2&page_size=1")).await.body["organizations"].as_array().unwrap().len(), 1);
        for bad in [json!(["nope"]), json!([one, "nope"])] {
            for reply in [api.put(&path, json!({"organizationIds": bad})).await, api.post(&path, json!({"organizationIds": bad})).await] {
                assert_eq!(reply.refusal(), "422 organization.require_membership");
            }
        }
        assert_eq!(api.get(&path).await.header("total-number"), "2", "refusals change nothing");
        let stranger = format!("/applications/{id}/users/{}/consent-organizations", bob.id);
        assert_eq!(api.put(&stranger, json!({"organizationIds": [one]})).await.refusal(), "422 organization.require_membership");
        assert_eq!(api.post(&path, json!({"organizationIds": []})).await.refusal(), "400 guard.invalid_input");
        assert_eq!(api.delete(&format!("{path}/{one}")).await.status, 204);
        assert_eq!(api.delete(&format!("{path}/{one}")).await.refusal(), "404 entity.not_found");
        assert_eq!(api.put(&path, json!({"organizationIds": []})).await.status, 204);
        assert_eq!(api.get(&path).await.header("total-number"), "0");

        let own = create(&api, json!({})).await;
        let first_party = api.get(&format!("/applications/{own}/users/{}/consent-organizations", ada.id)).await;
        assert_eq!(first_party.refusal(), "422 application.third_party_application_only");
        let no_user = api.get(&format!("/applications/{id}/users/nope/consent-organizations")).await;
        assert_eq!(no_user.refusal(), "404 entity.not_found");
        let no_application = api.get(&format!("/applications/nope/users/{}/consent-organizations", ada.id)).await;
        assert_eq!(no_application.refusal(), "404 entity.not_exists_with_id");
    }

    async fn leaving_an_organization_closes_it(app: TestApp) {
        let api = app.management().await;
        let ada = app.create_user("ada").await;
        let id = create(&api, json!({"isThirdParty": true})).await;
        let one = organization(&app, &[&ada]).await;
        let path = format!("/applications/{id}/users/{}/consent-organizations", ada.id);
        assert_eq!(api.put(&path, json!({"organizationIds": [one]})).await.status, 204);
        let mut tx = app.app.db.begin().await.unwrap();
        organizations::members::remove(&mut tx, &one.as_str().into(), &ada.id).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(api.get(&path).await.header("total-number"), "0");
    }
}
