//! `grant_type=authorization_code`.

use std::collections::BTreeSet;

use genkan::{
    applications::{ApplicationType, NewApplication},
    roles::RoleType,
};

use super::{flow::third_party, seed::*};
use crate::support::*;

async fn redeem(app: &TestApp, client: &TestClient, code: &str, verifier: &str, redirect_uri: &str) -> Page {
    let all = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("code_verifier", verifier),
        ("redirect_uri", redirect_uri),
    ];
    let fields: Vec<_> = all.into_iter().filter(|(_, value)| !value.is_empty()).collect();
    token(app, client, &fields).await
}

on_both_engines! {
    async fn an_application_closed_to_the_user_since_gives_no_tokens_for_the_code(app: TestApp) {
        let (client, user) = (app.create_app(ApplicationType::Traditional).await, app.create_user("neko").await);
        let (code, _) = authorize(&app, &client, &user, &Asked::default()).await;
        close_to_everybody(&app, &client).await;
        let page = exchange(&app, &client, &code).await;
        assert_eq!((page.status, &page.json()["error"]), (400, &"access_denied".into()), "{page:?}");
    }

    async fn a_third_party_keeps_no_scope_that_it_lost(app: TestApp) {
        let (client, user) = (third_party(&app, &["profile", "email"]).await, app.create_user("neko").await);
        let asked = Asked { scope: "openid profile email offline_access", ..Asked::default() };
        let body = tokens(&app, &client, &user, &asked).await;
        assert_eq!(body["scope"], "openid profile email offline_access");
        let mut tx = app.app.db.begin().await.unwrap();
        tx.execute(
            "DELETE FROM application_user_consent_scopes WHERE application_id = $1 AND scope = 'profile'",
            genkan_database::args![client.id],
        )
        .await
        .unwrap();
        app.app.changes.bump(&mut tx, genkan::changes::Topic::Applications).await.unwrap();
        tx.commit().await.unwrap();
        let body = refreshed(&app, &client, &text(&body, "refresh_token"), &[]).await;
        assert_eq!(body["scope"], "openid email offline_access");
        let (_, claims) = jwt(&text(&body, "id_token"));
        assert!(!claims.contains_key("name"), "{claims:?}");
        let me = userinfo(&app, &text(&body, "access_token")).await.json();
        assert!(me.get("name").is_none() && me.get("email").is_some(), "{me}");
    }

    async fn the_usual_exchange(app: TestApp) {
        let user = app.create_user("neko").await;
        for kind in [ApplicationType::Traditional, ApplicationType::Spa, ApplicationType::Native] {
            let client = app.create_app(kind).await;
            let page = exchange(&app, &client, &authorize(&app, &client, &user, &Asked::default()).await.0).await;
            assert_eq!(page.header("content-type"), "application/json; charset=utf-8");
            assert_eq!(page.header("cache-control"), "no-store");
            let body = page.json();
            let members: BTreeSet<&str> = body.as_object().unwrap().keys().map(String::as_str).collect();
            assert_eq!(members, BTreeSet::from(["access_token", "expires_in", "id_token", "refresh_token", "scope", "token_type"]));
            assert_eq!((body["expires_in"].as_i64(), body["token_type"].as_str()), (Some(3600), Some("Bearer")));
            assert_eq!(body["scope"], "openid profile offline_access");
            assert!(!text(&body, "access_token").contains('.'));
            assert_eq!(userinfo(&app, &text(&body, "access_token")).await.status, 200);
        }
    }

    async fn refresh_tokens_are_issued_for_offline_access_or_always(app: TestApp) {
        let user = app.create_user("neko").await;
        let asked = Asked { scope: "openid", ..Asked::default() };
        for (kind, always, expected) in [
            (ApplicationType::Traditional, false, false),
            (ApplicationType::Traditional, true, true),
            (ApplicationType::Spa, true, true),
            (ApplicationType::Native, true, false),
        ] {
            let mut new = NewApplication::new("App", kind);
            new.redirect_uris = vec!["https://app.example/callback".into()];
            new.metadata.always_issue_refresh_token = always;
            let client = app.register(new).await;
            let body = tokens(&app, &client, &user, &asked).await;
            assert_eq!(body["refresh_token"].is_string(), expected, "{kind:?} {always}");
        }
    }

    async fn resources_give_jwts(app: TestApp) {
        let (client, user) = (app.create_app(ApplicationType::Traditional).await, app.create_user("neko").await);
        let api = create_resource(&app, "https://api.example", &["read", "write"], RoleType::User).await;
        create_resource(&app, "https://other.example", &["read"], RoleType::User).await;
        give_role(&app, &api.role, &user).await;
        let asked = Asked { resources: &[("https://api.example", "read write")], ..Asked::default() };
        let exchange_for = async |resource: &str| {
            let (code, _) = authorize(&app, &client, &user, &asked).await;
            token(&app, &client, &[("grant_type", "authorization_code"), ("code", &code), ("code_verifier", CODE_VERIFIER),
                ("redirect_uri", &client.redirect_uri), ("resource", resource)]).await
        };
        let body = exchange_for("https://api.example").await.json();
        assert_eq!((body["scope"].as_str(), body["expires_in"].as_i64()), (Some("read write"), Some(1800)));
        let (header, claims) = jwt(&text(&body, "access_token"));
        assert_eq!((header["typ"].as_str(), header["alg"].as_str(), header.len()), (Some("at+jwt"), Some("ES384"), 3));
        let names: BTreeSet<&str> = claims.keys().map(String::as_str).collect();
        assert_eq!(names, BTreeSet::from(["aud", "client_id", "exp", "iat", "iss", "jti", "scope", "sub"]));
        assert_eq!((claims["aud"].as_str(), claims["scope"].as_str()), (Some("https://api.example"), Some("read write")));
        assert_eq!(claims["sub"], user.id.as_str());
        assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 1800);
        for resource in ["https://other.example", "https://unknown.example"] {
            assert_refused(&exchange_for(resource).await, 400, "invalid_target", "resource indicator is missing, or unknown");
        }
    }

    async fn a_code_lives_sixty_seconds(app: TestApp) {
        let (client, user) = (app.create_app(ApplicationType::Traditional).await, app.create_user("neko").await);
        let (young, _) = authorize(&app, &client, &user, &Asked::default()).await;
        app.advance(59);
        let (old, _) = authorize(&app, &client, &user, &Asked::default()).await;
        assert_eq!(exchange(&app, &client, &young).await.status, 200);
        app.advance(60);
        assert_invalid_grant(&exchange(&app, &client, &old).await);
    }

    async fn a_second_use_revokes_the_first(app: TestApp) {
        let (client, user) = (app.create_app(ApplicationType::Traditional).await, app.create_user("neko").await);
        let (code, _) = authorize(&app, &client, &user, &Asked::default()).await;
        let body = exchange(&app, &client, &code).await.json();
        let (access, refresh_token) = (text(&body, "access_token"), text(&body, "refresh_token"));
        // A replay that does not know the verifier changes nothing.
        assert_invalid_grant(&redeem(&app, &client, &code, &"x".repeat(43), &client.redirect_uri).await);
        assert_eq!(userinfo(&app, &access).await.status, 200);
        let page = exchange(&app, &client, &code).await;
        assert_invalid_grant(&page);
        assert!(page.json()["error_uri"].is_string());
        assert_eq!(userinfo(&app, &access).await.status, 401);
        assert_invalid_grant(&refresh(&app, &client, &refresh_token, &[]).await);
    }

    async fn checks_bind_the_code(app: TestApp) {
        let (client, user) = (app.create_app(ApplicationType::Traditional).await, app.create_user("neko").await);
        let other = app.create_app(ApplicationType::Traditional).await;
        let uri = client.redirect_uri.as_str();
        let (code, _) = authorize(&app, &client, &user, &Asked::default()).await;
        let (plain, _) = authorize(&app, &client, &user, &Asked { pkce: false, ..Asked::default() }).await;
        assert_invalid_grant(&redeem(&app, &client, &code, &"x".repeat(43), uri).await);
        assert_invalid_grant(&redeem(&app, &client, &code, "", uri).await);
        assert_invalid_grant(&redeem(&app, &client, &plain, CODE_VERIFIER, uri).await);
        for bad in ["x".to_owned(), "x".repeat(42), "x".repeat(129), format!("{}é", "x".repeat(43))] {
            let page = redeem(&app, &client, &code, &bad, uri).await;
            assert_eq!((page.status, page.json()["error"].as_str()), (400, Some("invalid_request")));
        }
        for bad in ["https://app.example/callback/", "https://APP.example/callback", "https://app.example/callback?"] {
            assert_invalid_grant(&redeem(&app, &client, &code, CODE_VERIFIER, bad).await);
        }
        assert_invalid_grant(&redeem(&app, &other, &code, CODE_VERIFIER, uri).await);
        // None of these used the code up; with a single registered URI it may be left out.
        assert_eq!(redeem(&app, &client, &code, CODE_VERIFIER, "").await.status, 200);
        assert_eq!(redeem(&app, &client, &plain, "", uri).await.status, 200);
    }

    async fn a_hundred_at_once_give_one_success(app: TestApp) {
        let (client, user) = (app.create_app(ApplicationType::Traditional).await, app.create_user("neko").await);
        let (code, _) = authorize(&app, &client, &user, &Asked::default()).await;
        let pages = futures_util::future::join_all((0..100).map(|_| exchange(&app, &client, &code))).await;
        let successes = pages.iter().filter(|page| page.status == 200).count();
        assert_eq!(successes, 1);
        pages.iter().filter(|page| page.status != 200).for_each(assert_invalid_grant);
    }

    async fn suspended_and_deleted_users_get_nothing(app: TestApp) {
        let (client, user) = (app.create_app(ApplicationType::Traditional).await, app.create_user("neko").await);
        let (code, _) = authorize(&app, &client, &user, &Asked::default()).await;
        let mut tx = app.app.db.begin().await.unwrap();
        genkan::users::set_suspended(&app.app, &mut tx, &user.id, true).await.unwrap();
        tx.commit().await.unwrap();
        assert_invalid_grant(&exchange(&app, &client, &code).await);
        let mut tx = app.app.db.begin().await.unwrap();
        genkan::users::delete(&mut tx, &user.id).await.unwrap();
        tx.commit().await.unwrap();
        assert_invalid_grant(&exchange(&app, &client, &code).await);
    }

    async fn errors_can_be_bare(app: TestApp) {
        let client = app.create_app(ApplicationType::Traditional).await;
        let page = post(&app, "/oidc/token?parse_error=false", &client, &[
            ("grant_type", "refresh_token"), ("refresh_token", "x"),
        ]).await;
        assert_eq!(page.json(), serde_json::json!({"error": "invalid_grant", "error_description": "grant request is invalid"}));
    }
}
