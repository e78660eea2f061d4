//! What is taken away stops counting with the next token.

use genkan::{applications::ApplicationType, roles::RoleType};
use genkan_database::args;

use super::{organizations::*, seed::*};
use crate::support::*;

const SCOPE: &str = "openid offline_access urn:logto:scope:organizations";
const ORGANIZATIONS: &str = "urn:logto:resource:organizations";
const API: &str = "https://api.example";
const FOR_API: &[(&str, &str)] = &[("resource", API)];
const IN_KISSATEN: &[(&str, &str)] = &[("organization_id", "kissaten")];
const BOTH: &[(&str, &str)] = &[("resource", API), ("organization_id", "kissaten")];

struct Scene {
    client: TestClient,
    user: TestUser,
    token: String,
}

/// A member of `kissaten` who may `read` by a global role, `write` and `brew` as a barista there, and a refresh token
/// for all of it.
async fn scene(app: &TestApp) -> Scene {
    let client = app.create_app(ApplicationType::Traditional).await;
    let user = app.create_user("neko").await;
    let api = create_resource(app, API, &["read"], RoleType::User).await;
    give_role(app, &api.role, &user).await;
    let mut tx = app.app.db.begin().await.unwrap();
    genkan::resources::create_scope(&app.app, &mut tx, &api.id, "write", None).await.unwrap();
    tx.commit().await.unwrap();
    organization_role(app, "barista", "User", &["brew"]).await;
    give_resource_scope(app, "barista", API, "write").await;
    join(app, &organization(app, "kissaten").await, &user.id, &["barista"]).await;
    let resources = &[(API, "read write"), (ORGANIZATIONS, "brew")];
    let asked = Asked { scope: SCOPE, resources, ..Asked::default() };
    let token = text(&tokens(app, &client, &user, &asked).await, "refresh_token");
    let scene = Scene { client, user, token };
    assert_eq!(scene.scopes(app).await, ["read write", "brew", "read write"]);
    scene
}

impl Scene {
    /// What tokens for the resource, in the organization, and for both may do; or what refuses them.
    async fn scopes(&self, app: &TestApp) -> [String; 3] {
        let mut all = [FOR_API, IN_KISSATEN, BOTH].map(|_| String::new());
        for (scope, fields) in all.iter_mut().zip([FOR_API, IN_KISSATEN, BOTH]) {
            let body = refresh(app, &self.client, &self.token, fields).await.json();
            let said = body.get("scope").filter(|_| body["error"].is_null()).unwrap_or(&body["error"]);
            *scope = said.as_str().unwrap_or_default().to_owned();
        }
        all
    }
}

on_both_engines! {
    async fn a_role_in_an_organization_does_not_open_the_management_api(app: TestApp) {
        let client = app.create_app(ApplicationType::Traditional).await;
        let user = app.create_user("neko").await;
        let management = app.app.config.management.resource.clone();
        organization_role(&app, "owner", "User", &["brew"]).await;
        give_resource_scope(&app, "owner", &management, "all").await;
        join(&app, &organization(&app, "kissaten").await, &user.id, &["owner"]).await;
        let resources = &[(management.as_str(), "all"), (ORGANIZATIONS, "brew")];
        let asked = Asked { scope: SCOPE, resources, ..Asked::default() };
        let refresh_token = text(&tokens(&app, &client, &user, &asked).await, "refresh_token");
        for fields in [&[("resource", management.as_str())][..], IN_KISSATEN] {
            let body = refresh(&app, &client, &refresh_token, fields).await.json();
            assert_eq!(body["scope"], if fields == IN_KISSATEN { "brew" } else { "" }, "{body}");
        }
    }

    async fn each_removal_counts_at_once(app: TestApp) {
        let scene = scene(&app).await;
        // Everything is put back, so that each removal is seen by itself.
        let (user, steps) = (&scene.user.id, [
            ("DELETE FROM user_roles", ["write", "brew", "write"],
                "INSERT INTO user_roles (user_id, role_id) SELECT u.id, r.id FROM users u CROSS JOIN roles r WHERE r.type = 'User'"),
            ("DELETE FROM organization_user_roles", ["read", "", "read"],
                "INSERT INTO organization_user_roles (organization_id, user_id, organization_role_id) SELECT 'kissaten', id, 'barista' FROM users"),
            ("DELETE FROM organization_role_scopes", ["read write", "", "read write"],
                "INSERT INTO organization_role_scopes (organization_role_id, organization_scope_id) VALUES ('barista', 'brew')"),
            ("DELETE FROM organization_role_resource_scopes", ["read", "brew", "read"],
                "INSERT INTO organization_role_resource_scopes (organization_role_id, scope_id) SELECT 'barista', id FROM scopes WHERE name = 'write'"),
        ]);
        for (remove, expected, restore) in steps {
            write(&app, remove, args![]).await;
            assert_eq!(scene.scopes(&app).await, expected, "{remove}");
            write(&app, restore, args![]).await;
            assert_eq!(scene.scopes(&app).await, ["read write", "brew", "read write"], "{restore}");
        }
        write(&app, "DELETE FROM scopes WHERE name = 'write'", args![]).await;
        assert_eq!(scene.scopes(&app).await, ["read", "brew", "read"]);
        leave(&app, &"kissaten".into(), user).await;
        assert_eq!(scene.scopes(&app).await, ["read", "access_denied", "access_denied"]);
    }

    async fn deleting_the_role_the_organization_the_resource_or_the_application(app: TestApp) {
        let scene = scene(&app).await;
        for (remove, expected) in [
            ("DELETE FROM organization_roles", ["read", "", "read"]),
            ("DELETE FROM organizations", ["read", "access_denied", "access_denied"]),
            ("DELETE FROM resources WHERE indicator = 'https://api.example'", ["invalid_target", "access_denied", "invalid_target"]),
            ("DELETE FROM applications WHERE type = 'Traditional'", ["invalid_client"; 3]),
        ] {
            write(&app, remove, args![]).await;
            assert_eq!(scene.scopes(&app).await, expected, "{remove}");
        }
    }

    async fn a_suspended_user_has_no_tokens_anywhere(app: TestApp) {
        let scene = scene(&app).await;
        write(&app, "UPDATE users SET is_suspended = TRUE", args![]).await;
        assert_eq!(scene.scopes(&app).await, ["invalid_grant"; 3]);
    }

    async fn refreshing_never_gives_more_than_was_allowed(app: TestApp) {
        let scene = scene(&app).await;
        // Everything the user could have, had it been asked for.
        let other = create_resource(&app, "https://other.example", &["read", "admin"], RoleType::User).await;
        give_role(&app, &other.role, &scene.user).await;
        organization_role(&app, "owner", "User", &["hire"]).await;
        write(&app, "INSERT INTO organization_user_roles (organization_id, user_id, organization_role_id) VALUES ('kissaten', $1, 'owner')", args![scene.user.id]).await;
        assert_eq!(scene.scopes(&app).await, ["read write", "brew", "read write"]);
        let (client, token) = (&scene.client, scene.token.as_str());
        for more in [&[][..], IN_KISSATEN] {
            let fields: Vec<_> = [&[("resource", "https://other.example")], more].concat();
            assert_refused(&refresh(&app, client, token, &fields).await, 400, "invalid_target", "resource indicator is missing, or unknown");
            let fields: Vec<_> = [&[("scope", "hire admin")], more].concat();
            let page = refresh(&app, client, token, &fields).await;
            assert_refused(&page, 400, "invalid_scope", "refresh token missing requested scope");
            assert_eq!(page.json()["scope"], "hire admin");
        }
        // What was allowed for one resource was not allowed for the organizations resource.
        organization_role(&app, "reader", "User", &["read"]).await;
        write(&app, "INSERT INTO organization_user_roles (organization_id, user_id, organization_role_id) VALUES ('kissaten', $1, 'reader')", args![scene.user.id]).await;
        let body = refreshed(&app, client, token, &[("resource", ORGANIZATIONS), ("organization_id", "kissaten")]).await;
        assert_eq!(body["scope"], "brew");
        // Several resources without a default one are no resource.
        let page = refresh(&app, client, token, &[("resource", API), ("resource", ORGANIZATIONS)]).await;
        assert_eq!(page.status, 200);
        assert!(!text(&page.json(), "access_token").contains('.'));
    }
}
