//! `grant_type=client_credentials`.

use genkan::{
    applications::{self, ApplicationType},
    resources,
    roles::{self, RoleType},
};

use genkan_database::args;

use super::{organizations::*, seed::*};
use crate::support::*;

async fn issue(app: &TestApp, client: &TestClient, more: &[(&str, &str)]) -> Page {
    let mut fields = vec![("grant_type", "client_credentials")];
    fields.extend(more);
    token(app, client, &fields).await
}

async fn machine(app: &TestApp) -> (TestClient, TestResource) {
    let client = app.create_app(ApplicationType::MachineToMachine).await;
    let api =
        create_resource(app, "https://api.example", &["read", "write"], RoleType::MachineToMachine).await;
    let mut tx = app.app.db.begin().await.unwrap();
    applications::assign_role(&app.app, &mut tx, &client.id, &api.role).await.unwrap();
    tx.commit().await.unwrap();
    (client, api)
}

on_both_engines! {
    async fn the_scope_is_what_is_asked_and_given(app: TestApp) {
        let (client, api) = machine(&app).await;
        for (scope, granted) in [("read write admin", Some("read write")), ("write", Some("write")), ("admin", None), ("", None)] {
            let page = issue(&app, &client, &[("resource", &api.indicator), ("scope", scope)]).await;
            assert_eq!(page.header("cache-control"), "no-store");
            let body = page.json();
            assert_eq!(body["scope"].as_str(), granted, "{scope}");
            assert_eq!((body["expires_in"].as_i64(), body["token_type"].as_str()), (Some(1800), Some("Bearer")));
            assert!(body["refresh_token"].is_null() && body["id_token"].is_null());
            let (header, claims) = jwt(&text(&body, "access_token"));
            assert_eq!(header["typ"], "at+jwt");
            assert_eq!(claims.get("scope").and_then(|scope| scope.as_str()), granted);
            assert_eq!((claims["sub"].as_str(), claims["client_id"].as_str()), (Some(client.id.as_str()), Some(client.id.as_str())));
            assert_eq!(claims["aud"], api.indicator);
        }
        // A role that gains a scope shows at once.
        let mut tx = app.app.db.begin().await.unwrap();
        let admin = resources::create_scope(&app.app, &mut tx, &api.id, "admin", None).await.unwrap();
        roles::add_scope(&app.app, &mut tx, &api.role, &admin).await.unwrap();
        tx.commit().await.unwrap();
        let body = issue(&app, &client, &[("resource", &api.indicator), ("scope", "admin")]).await.json();
        assert_eq!(body["scope"], "admin");
    }

    async fn targets(app: TestApp) {
        let (client, api) = machine(&app).await;
        let neither = "both `resource` and `organization_id` are not provided";
        let unknown = "resource indicator is missing, or unknown";
        assert_refused(&issue(&app, &client, &[]).await, 400, "invalid_target", neither);
        for resource in ["https://unknown.example", "urn:logto:resource:organizations", "https://api.example/"] {
            assert_refused(&issue(&app, &client, &[("resource", resource)]).await, 400, "invalid_target", unknown);
        }
        let two = issue(&app, &client, &[("resource", &api.indicator), ("resource", "https://b.example")]).await;
        assert_eq!((two.status, two.json()["error"].as_str()), (400, Some("invalid_target")));
        for more in [&[("organization_id", "o")][..], &[("organization_id", "o"), ("resource", &api.indicator)]] {
            let page = issue(&app, &client, more).await;
            assert_refused(&page, 403, "access_denied", "app has not associated with the organization");
        }
        let mut tx = app.app.db.begin().await.unwrap();
        resources::set_default(&app.app, &mut tx, &api.id, true).await.unwrap();
        tx.commit().await.unwrap();
        let body = issue(&app, &client, &[]).await.json();
        assert_eq!(jwt(&text(&body, "access_token")).1["aud"], api.indicator);
    }

    async fn a_deleted_client_is_unknown(app: TestApp) {
        let (client, api) = machine(&app).await;
        assert_eq!(issue(&app, &client, &[("resource", &api.indicator)]).await.status, 200);
        let mut tx = app.app.db.begin().await.unwrap();
        assert!(applications::delete(&app.app, &mut tx, &client.id).await.unwrap());
        tx.commit().await.unwrap();
        let page = issue(&app, &client, &[("resource", &api.indicator)]).await;
        assert_refused(&page, 400, "invalid_client", &format!("invalid client {}", client.id));
    }

    async fn organizations_give_by_the_roles_there(app: TestApp) {
        let (client, api) = machine(&app).await;
        let kissaten = organization(&app, "kissaten").await;
        organization(&app, "farm").await;
        organization_role(&app, "robot", "MachineToMachine", &["brew", "clean"]).await;
        let asked = [("organization_id", "kissaten"), ("scope", "brew hire")];
        for id in ["kissaten", "farm", "unknown"] {
            for resource in [None, Some(("resource", api.indicator.as_str()))] {
                let mut fields = vec![("organization_id", id)];
                fields.extend(resource);
                assert_refused(&issue(&app, &client, &fields).await, 403, "access_denied", "app has not associated with the organization");
            }
        }
        associate(&app, &kissaten, &client.id, &[]).await;
        let body = issue(&app, &client, &asked).await.json();
        assert_eq!((body["scope"].as_str(), body["expires_in"].as_i64()), (Some(""), Some(3600)));
        write(&app, "INSERT INTO organization_application_roles (organization_id, application_id, organization_role_id) VALUES ('kissaten', $1, 'robot')", args![client.id]).await;
        let body = issue(&app, &client, &asked).await.json();
        let (header, claims) = jwt(&text(&body, "access_token"));
        assert_eq!((header["typ"].as_str(), body["scope"].as_str(), claims["scope"].as_str()), (Some("at+jwt"), Some("brew"), Some("brew")));
        assert_eq!((claims["aud"].as_str(), claims["sub"].as_str()), (Some("urn:logto:organization:kissaten"), Some(client.id.as_str())));
        assert!(!claims.contains_key("organization_id"));
        // Without a scope parameter nothing is granted, but the member is there.
        assert_eq!(issue(&app, &client, &[("organization_id", "kissaten")]).await.json()["scope"], "");
        // For a resource it is the roles in the organization that count, not those the application has by itself.
        give_resource_scope(&app, "robot", &api.indicator, "write").await;
        let both = [("organization_id", "kissaten"), ("resource", api.indicator.as_str()), ("scope", "read write")];
        let body = issue(&app, &client, &both).await.json();
        let (_, claims) = jwt(&text(&body, "access_token"));
        assert_eq!((body["scope"].as_str(), body["expires_in"].as_i64()), (Some("write"), Some(1800)));
        assert_eq!((claims["aud"].as_str(), claims["organization_id"].as_str()), (Some(api.indicator.as_str()), Some("kissaten")));
        // Taking the application out of the organization ends it at once.
        write(&app, "DELETE FROM organization_applications", args![]).await;
        assert_eq!(issue(&app, &client, &asked).await.status, 403);
        assert_eq!(issue(&app, &client, &both).await.status, 403);
    }

    async fn machines_have_no_scopes_in_all_organizations_at_once(app: TestApp) {
        let (client, api) = machine(&app).await;
        let page = issue(&app, &client, &[("resource", "urn:logto:resource:organizations"), ("scope", "brew")]).await;
        assert_refused(&page, 400, "invalid_target", "resource indicator is missing, or unknown");
        let two = [("resource", api.indicator.as_str()), ("resource", "https://other.example")];
        assert_eq!(issue(&app, &client, &two).await.json()["error"], "invalid_target");
        assert_refused(&issue(&app, &client, &[]).await, 400, "invalid_target", "both `resource` and `organization_id` are not provided");
    }
}

/// What another node changed counts within one poll.
#[tokio::test]
async fn the_other_node_hears_of_changes_in_organizations_and_roles() {
    if !includes(genkan_database::Engine::Postgres) {
        return;
    }
    let app = TestApp::postgres().await;
    let (client, api) = machine(&app).await;
    let kissaten = organization(&app, "kissaten").await;
    organization_role(&app, "robot", "MachineToMachine", &["brew"]).await;
    associate(&app, &kissaten, &client.id, &["robot"]).await;
    let node = app.second_node().await;
    let ask = async |more: &[(&str, &str)]| {
        let mut browser = Browser::new(&node.url);
        let mut fields = vec![("grant_type", "client_credentials")];
        fields.extend(more);
        let request = browser.request(http::Method::POST, "/oidc/token");
        let request = request.basic_auth(client.id.as_str(), Some(&client.secret)).form(&fields);
        browser.send(request).await.json()["scope"].as_str().map(str::to_owned)
    };
    let in_organization = [("organization_id", "kissaten"), ("scope", "brew clean")];
    let for_resource = [("resource", api.indicator.as_str()), ("scope", "read write")];
    node.app.changes.poll(&node.app.db).await.unwrap();
    assert_eq!(ask(&in_organization).await.as_deref(), Some("brew"));
    assert_eq!(ask(&for_resource).await.as_deref(), Some("read write"));
    organization_role(&app, "cleaner", "MachineToMachine", &["clean"]).await;
    write(&app, "INSERT INTO organization_application_roles (organization_id, application_id, organization_role_id) VALUES ('kissaten', $1, 'cleaner')", args![client.id]).await;
    write(&app, "DELETE FROM application_roles", args![]).await;
    node.app.changes.poll(&node.app.db).await.unwrap();
    assert_eq!(ask(&in_organization).await.as_deref(), Some("brew clean"));
    assert_eq!(ask(&for_resource).await, None);
}
