//! `/oidc/me` and the claims of ID tokens.

use std::collections::BTreeSet;

use genkan::{
    applications::ApplicationType,
    roles::RoleType,
    settings::{self, IdTokenSettings},
    users::{self, Profile},
};
use reqwest::Method;
use serde_json::json;

use super::seed::*;
use crate::support::*;

const ALL: &str = "openid profile email phone address custom_data identities roles urn:logto:scope:organizations \
                   urn:logto:scope:organization_roles urn:logto:scope:sessions";

on_both_engines! {
    async fn userinfo_has_all_and_the_id_token_what_is_enabled(app: TestApp) {
        let (client, user) = (app.create_app(ApplicationType::Traditional).await, app.create_user("neko").await);
        let api = create_resource(&app, "https://api.example", &[], RoleType::User).await;
        give_role(&app, &api.role, &user).await;
        let mut tx = app.app.db.begin().await.unwrap();
        let profile = Profile { family_name: Some("Neko".into()), ..Profile::default() };
        let data = json!({"plan": "pro"}).as_object().cloned().unwrap();
        let mut account = users::lock(&app.app, &mut tx, &user.id).await.unwrap().unwrap();
        (account.user.name, account.user.profile, account.user.custom_data) = (None, profile, data);
        users::save(&mut tx, &account, false).await.unwrap();
        tx.commit().await.unwrap();
        let asked = Asked { scope: ALL, ..Asked::default() };
        let body = tokens(&app, &client, &user, &asked).await;
        let (header, claims) = jwt(&text(&body, "id_token"));
        assert_eq!(header.keys().collect::<BTreeSet<_>>(), BTreeSet::from([&"alg".to_owned(), &"kid".to_owned()]));
        for absent in ["at_hash", "azp", "jti", "nonce", "auth_time", "sid", "custom_data", "identities", "sso_identities",
            "organization_data", "given_name", "address"] {
            assert!(!claims.contains_key(absent), "{absent}");
        }
        assert_eq!((claims["iss"].as_str(), claims["aud"].as_str()), (Some(format!("{}/oidc", app.url).as_str()), Some(client.id.as_str())));
        assert_eq!((&claims["name"], &claims["picture"], &claims["email"]), (&json!(null), &json!(null), &json!(null)));
        assert_eq!((&claims["username"], &claims["preferred_username"]), (&json!("neko"), &json!("neko")));
        assert_eq!((&claims["family_name"], &claims["email_verified"]), (&json!("Neko"), &json!(false)));
        assert_eq!(claims["created_at"].as_i64(), Some(START.millis()));
        assert_eq!(claims["roles"], json!(["all of https://api.example"]));
        assert_eq!((&claims["organizations"], &claims["organization_roles"]), (&json!([]), &json!([])));

        let page = userinfo(&app, &text(&body, "access_token")).await;
        assert_eq!(page.header("cache-control"), "no-store");
        let info = page.json();
        assert_eq!(info["sub"], user.id.as_str());
        assert_eq!((&info["custom_data"], &info["identities"], &info["sso_identities"]), (&json!({"plan": "pro"}), &json!({}), &json!([])));
        assert_eq!((&info["roles"], &info["organization_data"]), (&claims["roles"], &json!([])));
        for (name, value) in &claims {
            if !["iss", "aud", "exp", "iat"].contains(&name.as_str()) {
                assert_eq!(&info[name], value, "{name}");
            }
        }

        let mut tx = app.app.db.begin().await.unwrap();
        let enabled = IdTokenSettings { enabled_extended_claims: vec!["custom_data".into()] };
        settings::set_id_token(&app.app, &mut tx, &enabled).await.unwrap();
        tx.commit().await.unwrap();
        let body = tokens(&app, &client, &user, &asked).await;
        let (_, claims) = jwt(&text(&body, "id_token"));
        assert!(claims.contains_key("custom_data") && !claims.contains_key("roles"));
        assert!(userinfo(&app, &text(&body, "access_token")).await.json()["roles"].is_array());
    }

    async fn what_the_request_asked_for_is_echoed(app: TestApp) {
        let (client, user) = (app.create_app(ApplicationType::Traditional).await, app.create_user("neko").await);
        let asked = Asked { nonce: Some("n"), auth_time: Some(123), sid: Some("s"), ..Asked::default() };
        let body = tokens(&app, &client, &user, &asked).await;
        for body in [body.clone(), refreshed(&app, &client, &text(&body, "refresh_token"), &[]).await] {
            let (_, claims) = jwt(&text(&body, "id_token"));
            assert_eq!((&claims["nonce"], &claims["auth_time"], &claims["sid"]), (&json!("n"), &json!(123), &json!("s")));
        }
    }

    async fn refusals(app: TestApp) {
        let (client, user) = (app.create_app(ApplicationType::Traditional).await, app.create_user("neko").await);
        let api = create_resource(&app, "https://api.example", &["read"], RoleType::User).await;
        give_role(&app, &api.role, &user).await;
        let asked = Asked { resources: &[("https://api.example", "read")], ..Asked::default() };
        let body = tokens(&app, &client, &user, &asked).await;
        let refresh_token = text(&body, "refresh_token");
        let token = text(&body, "access_token");
        let jwt_token = text(&refreshed(&app, &client, &refresh_token, &[("resource", "https://api.example")]).await, "access_token");
        let profile = text(&refreshed(&app, &client, &refresh_token, &[("scope", "profile offline_access")]).await, "access_token");
        let id_token = text(&body, "id_token");

        let realm = format!("Bearer realm=\"{}/oidc\"", app.url);
        let call = async |method: Method, path: &str, header: &str, form: Option<&str>| {
            let mut browser = app.browser();
            let mut request = browser.request(method, path);
            if !header.is_empty() {
                request = request.header("authorization", header);
            }
            if let Some(value) = form {
                request = request.form(&[("access_token", value)]);
            }
            browser.send(request).await
        };
        let none = call(Method::GET, "/oidc/me", "", None).await;
        assert_refused(&none, 401, "invalid_token", "no access token provided");
        assert_eq!(none.header("www-authenticate"), realm);
        // `profile` was resolved to the resource: without openid there is no userinfo token at all.
        for bad in [jwt_token.as_str(), id_token.as_str(), refresh_token.as_str(), profile.as_str(), "x"] {
            let page = call(Method::GET, "/oidc/me", &format!("Bearer {bad}"), None).await;
            assert_refused(&page, 401, "invalid_token", "invalid token provided");
            assert!(page.header("www-authenticate").starts_with(&format!("{realm}, error=\"invalid_token\"")));
        }
        for header in ["Basic eDp5", "Bearer", "Bearer a b", "\u{e9}"] {
            assert_eq!(call(Method::GET, "/oidc/me", header, None).await.status, 400, "{header}");
        }
        assert_eq!(call(Method::GET, &format!("/oidc/me?access_token={token}"), "", None).await.status, 400);
        assert_eq!(call(Method::POST, "/oidc/me", &format!("Bearer {token}"), Some(&token)).await.status, 400);
        for page in [
            call(Method::POST, "/oidc/me", "", Some(&token)).await,
            call(Method::POST, "/oidc/me", &format!("bearer {token}"), None).await,
        ] {
            assert_eq!(page.status, 200, "{page:?}");
        }
        app.advance(3600);
        assert_eq!(userinfo(&app, &token).await.status, 401);
    }

    async fn a_token_without_openid_is_insufficient(app: TestApp) {
        let (client, user) = (app.create_app(ApplicationType::Traditional).await, app.create_user("neko").await);
        let body = tokens(&app, &client, &user, &Asked { scope: "profile", ..Asked::default() }).await;
        let page = userinfo(&app, &text(&body, "access_token")).await;
        assert_refused(&page, 403, "insufficient_scope", "access token missing openid scope");
        assert!(page.header("www-authenticate").ends_with("scope=\"openid\""), "{page:?}");
    }

    async fn origins_belong_to_the_tokens_client(app: TestApp) {
        let (client, user) = (app.create_app(ApplicationType::Spa).await, app.create_user("neko").await);
        let token = text(&tokens(&app, &client, &user, &Asked::default()).await, "access_token");
        for (origin, status, allowed) in [("https://app.example", 200, "https://app.example"), ("https://evil.example", 400, "")] {
            let mut browser = app.browser();
            let request = browser.request(Method::GET, "/oidc/me").bearer_auth(&token).header("origin", origin);
            let page = browser.send(request).await;
            assert_eq!((page.status, page.header("access-control-allow-origin")), (status, allowed));
        }
    }

    async fn suspension_and_a_deleted_client_end_the_token(app: TestApp) {
        let (client, user) = (app.create_app(ApplicationType::Spa).await, app.create_user("neko").await);
        let token = text(&tokens(&app, &client, &user, &Asked::default()).await, "access_token");
        for (suspended, status) in [(true, 401), (false, 200)] {
            let mut tx = app.app.db.begin().await.unwrap();
            users::set_suspended(&app.app, &mut tx, &user.id, suspended).await.unwrap();
            tx.commit().await.unwrap();
            assert_eq!(userinfo(&app, &token).await.status, status);
        }
        let mut tx = app.app.db.begin().await.unwrap();
        genkan::applications::delete(&app.app, &mut tx, &client.id).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(userinfo(&app, &token).await.status, 401);
    }
}
