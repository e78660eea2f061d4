//! `grant_type=client_credentials`.

use genkan::{
    applications::{self, ApplicationType},
    resources,
    roles::{self, RoleType},
};

use super::seed::*;
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
}
