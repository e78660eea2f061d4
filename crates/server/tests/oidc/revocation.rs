//! Revocation and introspection.

use genkan::{applications::ApplicationType, roles::RoleType};
use serde_json::json;

use super::seed::*;
use crate::support::*;

async fn revoke(app: &TestApp, client: &TestClient, value: &str) -> Page {
    post(app, "/oidc/token/revocation", client, &[("token", value)]).await
}

on_both_engines! {
    async fn revoking_one_revokes_its_siblings(app: TestApp) {
        let (client, user) = (app.create_app(ApplicationType::Spa).await, app.create_user("neko").await);
        for member in ["refresh_token", "access_token"] {
            let body = tokens(&app, &client, &user, &Asked::default()).await;
            let page = revoke(&app, &client, &text(&body, member)).await;
            assert_eq!((page.status, page.body.as_str()), (200, ""));
            assert!(page.header("content-type").starts_with("text/plain"));
            assert_eq!(userinfo(&app, &text(&body, "access_token")).await.status, 401);
            assert_invalid_grant(&refresh(&app, &client, &text(&body, "refresh_token"), &[]).await);
        }
    }

    async fn only_the_owner_revokes(app: TestApp) {
        let user = app.create_user("neko").await;
        let owner = app.create_app(ApplicationType::Spa).await;
        let body = tokens(&app, &owner, &user, &Asked::default()).await;
        let (public, confidential) =
            (app.create_app(ApplicationType::Native).await, app.create_app(ApplicationType::Traditional).await);
        for member in ["refresh_token", "access_token"] {
            let value = text(&body, member);
            assert_eq!(revoke(&app, &public, &value).await.status, 200);
            let page = revoke(&app, &confidential, &value).await;
            assert_refused(&page, 400, "invalid_request", "client is not authorized to revoke the presented token");
        }
        assert_eq!(userinfo(&app, &text(&body, "access_token")).await.status, 200);
        assert_eq!(revoke(&app, &owner, "unknown").await.status, 200);
        assert_eq!(post(&app, "/oidc/token/revocation", &owner, &[]).await.status, 400);
    }

    async fn structured_tokens_are_refused(app: TestApp) {
        let (client, user) = (app.create_app(ApplicationType::Traditional).await, app.create_user("neko").await);
        create_resource(&app, "https://api.example", &[], RoleType::User).await;
        let asked = Asked { resources: &[("https://api.example", "")], ..Asked::default() };
        let body = tokens(&app, &client, &user, &asked).await;
        let more = [("resource", "https://api.example")];
        let access = text(&refreshed(&app, &client, &text(&body, "refresh_token"), &more).await, "access_token");
        for path in ["/oidc/token/revocation", "/oidc/token/introspection"] {
            for token in [&access, &text(&body, "id_token")] {
                let page = post(&app, path, &client, &[("token", token)]).await;
                assert_eq!((page.status, page.json()["error"].as_str()), (400, Some("unsupported_token_type")));
            }
        }
    }

    async fn introspection_is_for_the_owner(app: TestApp) {
        let user = app.create_user("neko").await;
        let owner = app.create_app(ApplicationType::Traditional).await;
        let body = tokens(&app, &owner, &user, &Asked { sid: Some("s"), ..Asked::default() }).await;
        let (access, refresh_token) = (text(&body, "access_token"), text(&body, "refresh_token"));
        let start = START.seconds();
        let common = json!({"active": true, "sub": user.id.as_str(), "client_id": owner.id.as_str(), "iat": start,
            "iss": format!("{}/oidc", app.url), "scope": "openid profile offline_access"});
        let with = |more: serde_json::Value| {
            let mut all = common.clone();
            all.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            all
        };
        assert_eq!(introspect(&app, &owner, &access).await, with(json!({"exp": start + 3600, "token_type": "Bearer"})));
        assert_eq!(introspect(&app, &owner, &refresh_token).await, with(json!({"exp": start + 14 * 86_400, "sid": "s"})));
        for other in [ApplicationType::Traditional, ApplicationType::MachineToMachine, ApplicationType::Spa] {
            let other = app.create_app(other).await;
            for token in [&access, &refresh_token] {
                assert_eq!(introspect(&app, &other, token).await, json!({"active": false}));
            }
        }
        assert_eq!(introspect(&app, &owner, "unknown").await, json!({"active": false}));
        revoke(&app, &owner, &refresh_token).await;
        for token in [&access, &refresh_token] {
            assert_eq!(introspect(&app, &owner, token).await, json!({"active": false}));
        }
    }

    async fn a_consumed_refresh_token_is_inactive_after_the_leeway(app: TestApp) {
        let (client, user) = (app.create_app(ApplicationType::Spa).await, app.create_user("neko").await);
        let first = text(&tokens(&app, &client, &user, &Asked::default()).await, "refresh_token");
        refreshed(&app, &client, &first, &[]).await;
        assert_eq!(introspect(&app, &client, &first).await["active"], true);
        app.advance(4);
        assert_eq!(introspect(&app, &client, &first).await["active"], false);
    }
}
