//! Tokens for organizations, and for resources on behalf of organizations.

use genkan::{applications::ApplicationType, roles::RoleType};
use genkan_database::args;
use serde_json::Value;

use super::{organizations::*, seed::*};
use crate::support::*;

const SCOPE: &str = "openid profile offline_access urn:logto:scope:organizations";
const ORGANIZATIONS: &str = "urn:logto:resource:organizations";
const API: &str = "https://api.example";

async fn organization_token(app: &TestApp, client: &TestClient, token: &str, more: &[(&str, &str)]) -> Value {
    let mut fields = vec![("organization_id", "kissaten")];
    fields.extend(more);
    refreshed(app, client, token, &fields).await
}

/// A web application (whose refresh tokens stay the same), and a member of `kissaten` with the role `barista`.
async fn member(app: &TestApp) -> (TestClient, TestUser) {
    let client = app.create_app(ApplicationType::Traditional).await;
    let user = app.create_user("neko").await;
    let kissaten = organization(app, "kissaten").await;
    organization_role(app, "barista", "User", &["brew", "serve"]).await;
    organization_role(app, "owner", "User", &["hire"]).await;
    join(app, &kissaten, &user.id, &["barista"]).await;
    (client, user)
}

async fn refresh_token(
    app: &TestApp,
    client: &TestClient,
    user: &TestUser,
    resources: &[(&str, &str)],
) -> String {
    let asked = Asked { scope: SCOPE, resources, ..Asked::default() };
    text(&tokens(app, client, user, &asked).await, "refresh_token")
}

on_both_engines! {
    async fn a_member_gets_the_scopes_that_were_asked_for_and_the_roles_give(app: TestApp) {
        let (client, user) = member(&app).await;
        let token = refresh_token(&app, &client, &user, &[(ORGANIZATIONS, "brew hire")]).await;
        let body = organization_token(&app, &client, &token, &[]).await;
        assert_eq!((body["scope"].as_str(), body["expires_in"].as_i64()), (Some("brew"), Some(3600)));
        assert!(body["id_token"].is_string());
        let (header, claims) = jwt(&text(&body, "access_token"));
        assert_eq!(header["typ"], "at+jwt");
        assert_eq!((claims["aud"].as_str(), claims["scope"].as_str()), (Some("urn:logto:organization:kissaten"), Some("brew")));
        assert_eq!(claims["sub"], user.id.as_str());
        assert!(!claims.contains_key("organization_id"));
        let body = organization_token(&app, &client, &token, &[("scope", "hire openid")]).await;
        assert_eq!(body["scope"], "");
        // A role given later counts for names that were asked for; one taken away counts at once.
        write(&app, "INSERT INTO organization_user_roles (organization_id, user_id, organization_role_id) VALUES ('kissaten', $1, 'owner')", args![user.id]).await;
        assert_eq!(organization_token(&app, &client, &token, &[]).await["scope"], "brew hire");
        write(&app, "DELETE FROM organization_user_roles WHERE user_id = $1 AND organization_role_id = 'barista'", args![user.id]).await;
        assert_eq!(organization_token(&app, &client, &token, &[]).await["scope"], "hire");
    }

    async fn who_is_no_member_is_refused_and_may_go_on(app: TestApp) {
        let (client, user) = member(&app).await;
        let other = organization(&app, "other").await;
        let token = refresh_token(&app, &client, &user, &[(ORGANIZATIONS, "brew")]).await;
        for organization in [other.as_str(), "unknown"] {
            for resource in [None, Some(("resource", ORGANIZATIONS))] {
                let mut fields = vec![("organization_id", organization)];
                fields.extend(resource);
                let page = refresh(&app, &client, &token, &fields).await;
                assert_refused(&page, 403, "access_denied", "user is not a member of the organization");
            }
        }
        assert_eq!(organization_token(&app, &client, &token, &[]).await["scope"], "brew");
        leave(&app, &"kissaten".into(), &user.id).await;
        let page = refresh(&app, &client, &token, &[("organization_id", "kissaten")]).await;
        assert_refused(&page, 403, "access_denied", "user is not a member of the organization");
        assert_eq!(refresh(&app, &client, &token, &[]).await.status, 200);
    }

    async fn an_organization_may_require_a_second_factor(app: TestApp) {
        let (client, user) = member(&app).await;
        let token = refresh_token(&app, &client, &user, &[(ORGANIZATIONS, "brew")]).await;
        write(&app, "UPDATE organizations SET is_mfa_required = TRUE", args![]).await;
        let page = refresh(&app, &client, &token, &[("organization_id", "kissaten")]).await;
        assert_refused(&page, 403, "access_denied", "organization requires MFA but user has no MFA configured");
        write(&app, "INSERT INTO mfa_verifications (id, user_id, type, sealed_data, created_at) VALUES ('m', $1, 'Totp', $2, 1)", args![user.id, vec![0_u8]]).await;
        assert_eq!(organization_token(&app, &client, &token, &[]).await["scope"], "brew");
    }

    async fn a_resource_on_behalf_of_an_organization(app: TestApp) {
        let (client, user) = member(&app).await;
        let api = create_resource(&app, API, &["read"], RoleType::User).await;
        let other = organization(&app, "other").await;
        join(&app, &other, &user.id, &["owner"]).await;
        let mut tx = app.app.db.begin().await.unwrap();
        for name in ["write", "delete"] {
            genkan::resources::create_scope(&app.app, &mut tx, &api.id, name, None).await.unwrap();
        }
        tx.commit().await.unwrap();
        give_resource_scope(&app, "barista", API, "write").await;
        give_resource_scope(&app, "owner", API, "delete").await;
        give_role(&app, &api.role, &user).await;
        let token = refresh_token(&app, &client, &user, &[(API, "read write delete")]).await;
        // Alone: what the roles give anywhere. On behalf of an organization: global roles, and the roles there.
        for (organization, scope) in [(None, "read write delete"), (Some("kissaten"), "read write"), (Some("other"), "read delete")] {
            let mut fields = vec![("resource", API)];
            fields.extend(organization.map(|id| ("organization_id", id)));
            let body = refreshed(&app, &client, &token, &fields).await;
            let (_, claims) = jwt(&text(&body, "access_token"));
            assert_eq!((body["scope"].as_str(), claims["scope"].as_str()), (Some(scope), Some(scope)));
            assert_eq!(body["expires_in"], 1800);
            assert_eq!(claims["aud"], API);
            assert_eq!(claims.get("organization_id").and_then(Value::as_str), organization);
        }
        // What was not granted is not given.
        let narrow = refresh_token(&app, &client, &user, &[(API, "write")]).await;
        let body = refreshed(&app, &client, &narrow, &[("resource", API), ("organization_id", "kissaten")]).await;
        assert_eq!(body["scope"], "write");
    }

    async fn the_organizations_resource_gives_what_the_user_has_in_some_organization(app: TestApp) {
        let (client, user) = member(&app).await;
        let token = refresh_token(&app, &client, &user, &[(ORGANIZATIONS, "brew hire")]).await;
        let body = refreshed(&app, &client, &token, &[("resource", ORGANIZATIONS)]).await;
        let (_, claims) = jwt(&text(&body, "access_token"));
        assert_eq!((claims["aud"].as_str(), claims["scope"].as_str()), (Some(ORGANIZATIONS), Some("brew")));
        let body = organization_token(&app, &client, &token, &[("resource", ORGANIZATIONS)]).await;
        assert_eq!(jwt(&text(&body, "access_token")).1["organization_id"], "kissaten");
    }

    async fn access_rules_apply_to_refreshing(app: TestApp) {
        let (client, user) = member(&app).await;
        let api = create_resource(&app, API, &["read"], RoleType::User).await;
        give_role(&app, &api.role, &user).await;
        let token = refresh_token(&app, &client, &user, &[]).await;
        write(&app, "UPDATE applications SET access_control_enabled = TRUE", args![]).await;
        assert_refused(&refresh(&app, &client, &token, &[]).await, 400, "access_denied", "Access denied.");
        let rules = [
            ("INSERT INTO application_access_users (application_id, user_id) VALUES ($1, $2)", "DELETE FROM application_access_users", user.id.as_str()),
            ("INSERT INTO application_access_roles (application_id, role_id) VALUES ($1, $2)", "DELETE FROM application_access_roles", api.role.as_str()),
            ("INSERT INTO application_access_organizations (application_id, organization_id) VALUES ($1, $2)", "DELETE FROM application_access_organizations", "kissaten"),
            ("INSERT INTO application_access_organization_roles (application_id, organization_id, organization_role_id) VALUES ($1, 'kissaten', $2)", "DELETE FROM application_access_organization_roles", "barista"),
        ];
        for (admit, exclude, whom) in rules {
            write(&app, admit, args![client.id, whom]).await;
            assert_eq!(refresh(&app, &client, &token, &[]).await.status, 200, "{admit}");
            write(&app, exclude, args![]).await;
            assert_eq!(refresh(&app, &client, &token, &[]).await.status, 400, "{exclude}");
        }
        write(&app, "INSERT INTO application_access_organization_roles (application_id, organization_id, organization_role_id) VALUES ($1, 'kissaten', 'owner')", args![client.id]).await;
        assert_eq!(refresh(&app, &client, &token, &[]).await.status, 400);
    }
}
