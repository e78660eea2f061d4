//! Who may not call: every operation that needs a token, with every kind of wrong one.

use genkan::applications::ApplicationType;
use serde_json::{Value, json};

use super::{Faults, routes::routes};
use crate::{
    oidc::seed::{Asked, tokens},
    support::{Management, Reply, TestApp, token},
};

/// A machine's token for `resource`, without any scope.
async fn machine_token(app: &TestApp, resource: &str) -> String {
    let machine = app.create_app(ApplicationType::MachineToMachine).await;
    let page = token(app, &machine, &[("grant_type", "client_credentials"), ("resource", resource)]).await;
    page.json()["access_token"].as_str().unwrap_or_else(|| panic!("{page:?}")).to_owned()
}

fn is(reply: &Reply, status: u16, code: &str) -> bool {
    reply.status == status && reply.body["code"] == code && reply.body["message"].is_string()
}

on_both_engines! {
    async fn strangers_are_turned_away_everywhere(app: TestApp) {
        let api = app.management().await;
        let user = app.create_user("visitor").await;
        let web = app.create_app(ApplicationType::Traditional).await;
        let signed_in: Value = tokens(&app, &web, &user, &Asked::default()).await;
        let text = |member: &str| signed_in[member].as_str().unwrap().to_owned();
        crate::oidc::flow::resource(&app, "https://other.example", &["all"], None).await;
        let resource = app.app.config.management.resource.clone();

        let (head, _) = api.token.rsplit_once('.').unwrap();
        let cases = [
            ("an ID token", text("id_token"), 401, "auth.unauthorized"),
            ("an opaque token", text("access_token"), 401, "auth.unauthorized"),
            ("a refresh token", text("refresh_token"), 401, "auth.unauthorized"),
            ("another audience", machine_token(&app, "https://other.example").await, 401, "auth.unauthorized"),
            ("no scope", machine_token(&app, &resource).await, 403, "auth.forbidden"),
            ("another signature", format!("{head}.{}", "A".repeat(128)), 401, "auth.unauthorized"),
            ("no signature", format!("{head}."), 401, "auth.unauthorized"),
            ("nothing", String::new(), 401, "auth.unauthorized"),
        ];
        let mut faults = Faults::default();
        let mut tried = 0;
        for route in routes().iter().filter(|route| !route.is_public) {
            let path = route.with_ids("x");
            tried += 1;
            let bare = Management::send(api.request(&route.method, &path)).await;
            if !is(&bare, 401, "auth.authorization_header_missing") {
                faults.0.push(format!("{} {path} without a token: {bare:?}", route.method));
            }
            for (what, token, status, code) in &cases {
                let request = api.request(&route.method, &path).header("authorization", format!("Bearer {token}"));
                let reply = Management::send(request).await;
                if !is(&reply, *status, code) {
                    faults.0.push(format!("{} {path} with {what}: {reply:?}", route.method));
                }
            }
            let basic = api.request(&route.method, &path).basic_auth(&api.client_id, Some(&api.secret));
            let reply = Management::send(basic).await;
            if !is(&reply, 401, "auth.authorization_token_type_not_supported") {
                faults.0.push(format!("{} {path} with a password: {reply:?}", route.method));
            }
        }
        faults.none();
        assert!(tried > 0);
    }

    async fn who_speaks_for_an_organization_does_not_run_the_tenant(app: TestApp) {
        let api = app.management().await;
        let machine = app.create_app(ApplicationType::MachineToMachine).await;
        let made = async |path: &str, body: Value| {
            let reply = api.call("POST", path, Some(body)).await;
            assert!((200..300).contains(&reply.status), "{path}: {reply:?}");
            reply.body["id"].as_str().unwrap_or_default().to_owned()
        };
        let organization = made("/organizations", json!({"name": "Kissaten"})).await;
        let role = json!({"name": "owner", "type": "MachineToMachine", "resourceScopeIds": ["management-api-all"]});
        let role = made("/organization-roles", role).await;
        let place = format!("/organizations/{organization}/applications");
        made(&place, json!({"applicationIds": [machine.id]})).await;
        made(&format!("{place}/{}/roles", machine.id), json!({"organizationRoleIds": [role]})).await;
        let resource = app.app.config.management.resource.clone();
        let asked = [
            ("grant_type", "client_credentials"),
            ("resource", resource.as_str()),
            ("organization_id", organization.as_str()),
            ("scope", "all"),
        ];
        let body = token(&app, &machine, &asked).await.json();
        assert_eq!(body["scope"], "all", "{body}");
        let bearer = format!("Bearer {}", body["access_token"].as_str().unwrap());
        let reply = Management::send(api.request("GET", "/roles").header("authorization", bearer)).await;
        assert!(is(&reply, 403, "auth.forbidden"), "{reply:?}");
    }

    async fn an_old_token_is_no_token(app: TestApp) {
        let api = app.management().await;
        app.advance(3_601);
        let mut faults = Faults::default();
        for route in routes().iter().filter(|route| !route.is_public) {
            let reply = api.call(&route.method, &route.with_ids("x"), None).await;
            if !is(&reply, 401, "auth.unauthorized") || reply.body["data"]["code"] != "ERR_JWT_EXPIRED" {
                faults.0.push(format!("{} {}: {reply:?}", route.method, route.path));
            }
        }
        faults.none();
    }
}
