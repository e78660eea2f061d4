//! `grant_type=refresh_token`.

use genkan::{
    applications::{ApplicationType, NewApplication},
    roles::{self, RoleType},
};

use super::seed::*;
use crate::support::*;

const DAY: u64 = 86_400;

async fn spa(app: &TestApp) -> (TestClient, TestUser) {
    (app.create_app(ApplicationType::Spa).await, app.create_user("neko").await)
}

async fn first_refresh_token(app: &TestApp, client: &TestClient, user: &TestUser) -> String {
    text(&tokens(app, client, user, &Asked::default()).await, "refresh_token")
}

on_both_engines! {
    async fn confidential_clients_rotate_late(app: TestApp) {
        let (client, user) = (app.create_app(ApplicationType::Traditional).await, app.create_user("neko").await);
        let first = first_refresh_token(&app, &client, &user).await;
        app.advance(14 * DAY * 7 / 10 - 1);
        let body = refreshed(&app, &client, &first, &[]).await;
        assert_eq!(text(&body, "refresh_token"), first);
        assert_eq!(userinfo(&app, &text(&body, "access_token")).await.status, 200);
        app.advance(1);
        let second = text(&refreshed(&app, &client, &first, &[]).await, "refresh_token");
        assert_ne!(second, first);
        app.advance(14 * DAY - 1);
        assert_eq!(refresh(&app, &client, &second, &[]).await.status, 200);
    }

    async fn public_clients_rotate_always(app: TestApp) {
        let user = app.create_user("neko").await;
        for (kind, lives_on) in [(ApplicationType::Spa, false), (ApplicationType::Native, true)] {
            let client = app.create_app(kind).await;
            let first = first_refresh_token(&app, &client, &user).await;
            app.advance(10 * DAY);
            let second = text(&refreshed(&app, &client, &first, &[]).await, "refresh_token");
            assert_ne!(second, first);
            app.advance(4 * DAY);
            assert_eq!(refresh(&app, &client, &second, &[]).await.status == 200, lives_on, "{kind:?}");
        }
    }

    async fn rotation_can_be_off(app: TestApp) {
        let user = app.create_user("neko").await;
        let mut new = NewApplication::new("SPA", ApplicationType::Spa);
        new.redirect_uris = vec!["https://app.example/callback".into()];
        new.metadata.rotate_refresh_token = Some(false);
        let client = app.register(new).await;
        let first = first_refresh_token(&app, &client, &user).await;
        app.advance(13 * DAY);
        assert_eq!(text(&refreshed(&app, &client, &first, &[]).await, "refresh_token"), first);
    }

    async fn parallel_requests_within_three_seconds_all_succeed(app: TestApp) {
        let (client, user) = spa(&app).await;
        let first = first_refresh_token(&app, &client, &user).await;
        let mut seen = vec![text(&refreshed(&app, &client, &first, &[]).await, "refresh_token")];
        for _ in 0..3 {
            app.advance(3);
            let next = text(&refreshed(&app, &client, &first, &[]).await, "refresh_token");
            assert!(!seen.contains(&next));
            seen.push(next);
        }
        let pages = futures_util::future::join_all((0..20).map(|_| refresh(&app, &client, &first, &[]))).await;
        assert!(pages.iter().all(|page| page.status == 200));
        for token in seen {
            assert_eq!(refresh(&app, &client, &token, &[]).await.status, 200);
        }
    }

    async fn parallel_requests_for_a_lost_response_all_succeed(app: TestApp) {
        let (client, user) = spa(&app).await;
        let first = first_refresh_token(&app, &client, &user).await;
        refreshed(&app, &client, &first, &[]).await;
        app.advance(60);
        let pages = futures_util::future::join_all((0..20).map(|_| refresh(&app, &client, &first, &[]))).await;
        for page in pages {
            assert_eq!(page.status, 200, "{page:?}");
            let next = text(&page.json(), "refresh_token");
            assert_eq!(refresh(&app, &client, &next, &[]).await.status, 200);
        }
    }

    async fn a_lost_response_costs_nothing(app: TestApp) {
        let (client, user) = spa(&app).await;
        let mut token = first_refresh_token(&app, &client, &user).await;
        for _ in 0..3 {
            let lost = refreshed(&app, &client, &token, &[]).await;
            app.advance(60);
            let arrived = refreshed(&app, &client, &token, &[]).await;
            // The pair that did not arrive is dead.
            assert_eq!(userinfo(&app, &text(&lost, "access_token")).await.status, 401);
            assert_invalid_grant(&refresh(&app, &client, &text(&lost, "refresh_token"), &[]).await);
            assert_eq!(userinfo(&app, &text(&arrived, "access_token")).await.status, 200);
            token = text(&arrived, "refresh_token");
        }
    }

    async fn a_replay_revokes_the_grant(app: TestApp) {
        let (client, user) = spa(&app).await;
        for use_replacement in ["redeem", "userinfo", "introspection"] {
            let first = first_refresh_token(&app, &client, &user).await;
            let body = refreshed(&app, &client, &first, &[]).await;
            let (mut access, mut latest) = (text(&body, "access_token"), text(&body, "refresh_token"));
            match use_replacement {
                "redeem" => {
                    let body = refreshed(&app, &client, &latest, &[]).await;
                    (access, latest) = (text(&body, "access_token"), text(&body, "refresh_token"));
                }
                "userinfo" => assert_eq!(userinfo(&app, &access).await.status, 200),
                _ => assert_eq!(introspect(&app, &client, &access).await["active"], true),
            }
            app.advance(4);
            assert_invalid_grant(&refresh(&app, &client, &first, &[]).await);
            assert_invalid_grant(&refresh(&app, &client, &latest, &[]).await);
            assert_eq!(userinfo(&app, &access).await.status, 401, "{use_replacement}");
        }
    }

    async fn a_superseded_token_that_turns_up_late_revokes_the_grant(app: TestApp) {
        let (client, user) = spa(&app).await;
        let first = first_refresh_token(&app, &client, &user).await;
        let stolen = text(&refreshed(&app, &client, &first, &[]).await, "refresh_token");
        app.advance(60);
        let own = text(&refreshed(&app, &client, &first, &[]).await, "refresh_token");
        assert_invalid_grant(&refresh(&app, &client, &stolen, &[]).await);
        app.advance(4);
        assert_invalid_grant(&refresh(&app, &client, &stolen, &[]).await);
        assert_invalid_grant(&refresh(&app, &client, &own, &[]).await);
    }

    async fn scopes_narrow_and_never_widen(app: TestApp) {
        let (client, user) = (app.create_app(ApplicationType::Traditional).await, app.create_user("neko").await);
        let asked = Asked { nonce: Some("n-1"), ..Asked::default() };
        let first = text(&tokens(&app, &client, &user, &asked).await, "refresh_token");
        app.advance(5);
        let body = refreshed(&app, &client, &first, &[]).await;
        assert_eq!(body["scope"], "openid profile offline_access");
        let (_, claims) = jwt(&text(&body, "id_token"));
        assert_eq!((claims["nonce"].as_str(), claims["iat"].as_i64()), (Some("n-1"), Some(START.seconds() + 5)));
        let body = refreshed(&app, &client, &first, &[("scope", "openid")]).await;
        assert_eq!(body["scope"], "openid");
        assert!(!jwt(&text(&body, "id_token")).1.contains_key("name"));
        let body = refreshed(&app, &client, &first, &[("scope", "profile")]).await;
        assert_eq!((body["scope"].as_str(), body["id_token"].is_null()), (Some("profile"), true));
        let page = refresh(&app, &client, &first, &[("scope", "openid email")]).await;
        assert_refused(&page, 400, "invalid_scope", "refresh token missing requested scope");
        assert_eq!(page.json()["scope"], "email");
    }

    async fn resource_tokens_follow_grant_and_live_roles(app: TestApp) {
        let (client, user) = (app.create_app(ApplicationType::Traditional).await, app.create_user("neko").await);
        let api = create_resource(&app, "https://api.example", &["read", "write"], RoleType::User).await;
        create_resource(&app, "https://other.example", &[], RoleType::User).await;
        give_role(&app, &api.role, &user).await;
        let asked = Asked { resources: &[("https://api.example", "read")], ..Asked::default() };
        let token = text(&tokens(&app, &client, &user, &asked).await, "refresh_token");
        let resource = [("resource", "https://api.example")];
        let body = refreshed(&app, &client, &token, &resource).await;
        let (header, claims) = jwt(&text(&body, "access_token"));
        assert_eq!((header["typ"].as_str(), claims["aud"].as_str()), (Some("at+jwt"), Some("https://api.example")));
        // `write` was never granted, whatever the roles say.
        assert_eq!((body["scope"].as_str(), claims["scope"].as_str()), (Some("read"), Some("read")));
        for unknown in ["https://other.example", "https://unknown.example"] {
            let page = refresh(&app, &client, &token, &[("resource", unknown)]).await;
            assert_refused(&page, 400, "invalid_target", "resource indicator is missing, or unknown");
        }
        let mut tx = app.app.db.begin().await.unwrap();
        roles::remove_from_user(&mut tx, &api.role, &user.id).await.unwrap();
        tx.commit().await.unwrap();
        let body = refreshed(&app, &client, &token, &resource).await;
        assert_eq!((body["scope"].as_str(), jwt(&text(&body, "access_token")).1["scope"].as_str()), (Some(""), Some("")));
    }

    async fn organizations_are_refused_without_using_the_token_up(app: TestApp) {
        let (client, user) = spa(&app).await;
        let plain = first_refresh_token(&app, &client, &user).await;
        let page = refresh(&app, &client, &plain, &[("organization_id", "o")]).await;
        assert_refused(&page, 403, "insufficient_scope", "refresh token missing required scope");
        assert_eq!(page.json()["scope"], "urn:logto:scope:organizations");
        assert_eq!(refresh(&app, &client, &plain, &[]).await.status, 200);
        let scope = "openid offline_access urn:logto:scope:organizations";
        let body = tokens(&app, &client, &user, &Asked { scope, ..Asked::default() }).await;
        assert_eq!(jwt(&text(&body, "id_token")).1["organizations"], serde_json::json!([]));
        let token = text(&body, "refresh_token");
        let page = refresh(&app, &client, &token, &[("organization_id", "o")]).await;
        assert_refused(&page, 403, "access_denied", "user is not a member of the organization");
        app.advance(60);
        assert_eq!(refresh(&app, &client, &token, &[]).await.status, 200);
    }

    async fn the_users_and_the_grants_end_is_the_tokens_end(app: TestApp) {
        let (client, user) = spa(&app).await;
        let token = first_refresh_token(&app, &client, &user).await;
        for (suspended, status) in [(true, 400), (false, 200)] {
            let mut tx = app.app.db.begin().await.unwrap();
            genkan::users::set_suspended(&app.app, &mut tx, &user.id, suspended).await.unwrap();
            tx.commit().await.unwrap();
            assert_eq!(refresh(&app, &client, &token, &[]).await.status, status);
        }
        let other = app.create_app(ApplicationType::Spa).await;
        let native = app.create_app(ApplicationType::Native).await;
        let long = text(&tokens(&app, &native, &user, &Asked::default()).await, "refresh_token");
        assert_invalid_grant(&refresh(&app, &other, &long, &[]).await);
        let mut latest = long;
        for _ in 0..18 {
            latest = text(&refreshed(&app, &native, &latest, &[]).await, "refresh_token");
            app.advance(10 * DAY);
        }
        assert_invalid_grant(&refresh(&app, &native, &latest, &[]).await);
        let mut tx = app.app.db.begin().await.unwrap();
        genkan::users::delete(&mut tx, &user.id).await.unwrap();
        tx.commit().await.unwrap();
        assert_invalid_grant(&refresh(&app, &native, &latest, &[]).await);
    }

    async fn only_offline_access_survives_the_session(app: TestApp) {
        let user = app.create_user("neko").await;
        let mut new = NewApplication::new("Web", ApplicationType::Traditional);
        new.redirect_uris = vec!["https://app.example/callback".into()];
        new.metadata.always_issue_refresh_token = true;
        let client = app.register(new).await;
        for (scope, survives) in [("openid", false), ("openid offline_access", true)] {
            let (code, session) = authorize(&app, &client, &user, &Asked { scope, ..Asked::default() }).await;
            let body = exchange(&app, &client, &code).await.json();
            let token = text(&body, "refresh_token");
            assert_eq!(refresh(&app, &client, &token, &[]).await.status, 200);
            let mut tx = app.app.db.begin().await.unwrap();
            genkan::sessions::end(&mut tx, &session.uid).await.unwrap();
            tx.commit().await.unwrap();
            assert_eq!(refresh(&app, &client, &token, &[]).await.status == 200, survives);
            assert_eq!(userinfo(&app, &text(&body, "access_token")).await.status == 200, survives);
        }
    }

    async fn the_oldest_grants_make_room(app: TestApp) {
        let (client, user) = spa(&app).await;
        let first = first_refresh_token(&app, &client, &user).await;
        let second = first_refresh_token(&app, &client, &user).await;
        let mut tx = app.app.db.begin().await.unwrap();
        assert_eq!(genkan::grants::enforce_limit(&mut tx, &user.id, &client.id, 1).await.unwrap(), 1);
        tx.commit().await.unwrap();
        assert_invalid_grant(&refresh(&app, &client, &first, &[]).await);
        assert_eq!(refresh(&app, &client, &second, &[]).await.status, 200);
    }

    async fn sweeping_keeps_what_unmasks_a_replay(app: TestApp) {
        let (client, user) = spa(&app).await;
        let first = first_refresh_token(&app, &client, &user).await;
        let second = text(&refreshed(&app, &client, &first, &[]).await, "refresh_token");
        refreshed(&app, &client, &second, &[]).await;
        app.advance(DAY);
        let mut tx = app.app.db.begin().await.unwrap();
        genkan::grants::sweep(&mut tx, app.app.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        assert_invalid_grant(&refresh(&app, &client, &first, &[]).await);
        assert_invalid_grant(&refresh(&app, &client, &second, &[]).await);
    }
}
