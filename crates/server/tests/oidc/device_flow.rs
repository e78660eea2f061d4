//! The device flow from both ends: the device asks and polls, its owner types a code and decides.

use std::collections::BTreeMap;

use genkan::{
    applications::{ApplicationType as Type, NewApplication},
    users,
};
use genkan_database::args;
use http::Method;
use serde_json::Value;

use super::{flow::resource, seed::*};
use crate::support::*;

pub const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";
const FULL: &str = "openid profile offline_access";

/// A television.
pub async fn device(app: &TestApp, third_party: bool) -> TestClient {
    let mut new = NewApplication::new("Television", Type::Native);
    new.metadata.is_device_flow = true;
    new.is_third_party = third_party;
    if third_party {
        new.consent_scopes = vec!["profile".into()];
    }
    app.register(new).await
}

/// `POST /oidc/device/auth`.
pub async fn ask_for_code(app: &TestApp, client: &TestClient, fields: &[(&str, &str)]) -> Page {
    post(app, "/oidc/device/auth", client, fields).await
}

pub async fn codes(app: &TestApp, client: &TestClient, scope: &str) -> (String, String) {
    let page = ask_for_code(app, client, &[("scope", scope)]).await;
    assert_eq!(page.status, 200, "{page:?}");
    (text(&page.json(), "device_code"), text(&page.json(), "user_code"))
}

pub async fn poll(app: &TestApp, client: &TestClient, device_code: &str) -> Page {
    token(app, client, &[("grant_type", GRANT), ("device_code", device_code)]).await
}

/// The page that asks whether the code is meant.
pub async fn open(browser: &mut Browser, user_code: &str) -> Page {
    let page = browser.get(format!("/device?user_code={user_code}")).await;
    browser.follow(page).await
}

/// The owner at the sign-in page, the consent page or the end.
pub async fn confirm(browser: &mut Browser, user_code: &str) -> Page {
    let page = open(browser, user_code).await;
    assert_eq!(page.status, 200, "{page:?}");
    browser.submit(&page, &[("confirm", "yes")]).await
}

pub async fn sign_in(browser: &mut Browser, page: &Page, user: &TestUser) -> Page {
    assert_eq!((page.status, page.url.path()), (200, "/sign-in"), "{page:?}");
    browser.submit(page, &[("identifier", &user.username), ("password", PASSWORD)]).await
}

fn at(page: &Page) -> (u16, &str, BTreeMap<String, String>) {
    (page.status, page.url.path(), page.url.query_pairs().into_owned().collect())
}

fn refusal(page: &Page) -> (u16, Value) {
    (page.status, page.json()["error"].clone())
}

/// The whole way for a user who signs in; the browser stays signed in.
pub async fn allowed(app: &TestApp, client: &TestClient, user: &TestUser, scope: &str) -> (String, Browser) {
    let (device_code, user_code) = codes(app, client, scope).await;
    let mut browser = app.browser();
    let page = confirm(&mut browser, &user_code).await;
    let page = sign_in(&mut browser, &page, user).await;
    assert_eq!((page.status, page.url.path()), (200, "/device/success"), "{page:?}");
    (device_code, browser)
}

on_both_engines! {
    async fn the_answer_is_what_devices_expect(app: TestApp) {
        let client = device(&app, false).await;
        let page = ask_for_code(&app, &client, &[("scope", FULL)]).await;
        let body = page.json();
        assert_eq!((page.status, page.header("cache-control")), (200, "no-store"));
        let mut members: Vec<&str> = body.as_object().unwrap().keys().map(String::as_str).collect();
        members.sort_unstable();
        assert_eq!(
            members,
            ["device_code", "expires_in", "user_code", "verification_uri", "verification_uri_complete"]
        );
        let user_code = text(&body, "user_code");
        let (left, right) = user_code.split_once('-').unwrap();
        for half in [left, right] {
            assert!(half.len() == 4 && half.bytes().all(|b| b"BCDFGHJKLMNPQRSTVWXZ".contains(&b)), "{body}");
        }
        assert_eq!(body["verification_uri"], format!("{}/device", app.url));
        assert_eq!(body["verification_uri_complete"], format!("{}/device?user_code={user_code}", app.url));
        assert_eq!(body["expires_in"], 600);
    }

    async fn what_cannot_be_asked_is_refused_at_once(app: TestApp) {
        let client = device(&app, false).await;
        let web = app.create_app(Type::Native).await;
        let page = ask_for_code(&app, &web, &[("scope", "openid")]).await;
        assert_eq!(refusal(&page), (400, "invalid_request".into()));
        for (fields, error) in [
            (vec![("scope", "openid"), ("resource", "https://nobody.example")], "invalid_target"),
            (vec![("scope", "openid"), ("resource", "relative")], "invalid_target"),
            (vec![("scope", "openid"), ("request_uri", "urn:x:y")], "request_uri_not_supported"),
            (vec![("scope", "openid"), ("request", "x")], "request_not_supported"),
            (vec![("scope", "openid"), ("scope", "profile")], "invalid_request"),
            (vec![("scope", "profile"), ("nonce", "n")], "invalid_request"),
            (vec![("max_age", "soon")], "invalid_request"),
        ] {
            let page = ask_for_code(&app, &client, &fields).await;
            assert_eq!(refusal(&page), (400, error.into()), "{fields:?}");
        }
        let third_party = device(&app, true).await;
        let page = ask_for_code(&app, &third_party, &[("scope", "openid email")]).await;
        assert_eq!(refusal(&page), (400, "invalid_scope".into()));
        // What belongs to redirects is nobody's business here, and no authorization begins that way.
        let more = [("scope", "openid"), ("prompt", "none"), ("redirect_uri", "x"), ("response_type", "token")];
        assert_eq!(ask_for_code(&app, &client, &more).await.status, 200);
        let page = app.browser().get(format!("/oidc/auth?client_id={}&response_type=code", client.id)).await;
        assert_eq!(page.status, 400, "{page:?}");
        assert_eq!(app.browser().get("/oidc/device/auth").await.status, 404);
    }

    async fn the_whole_way(app: TestApp) {
        let (client, user) = (device(&app, false).await, app.create_user("hana").await);
        let (device_code, user_code) = codes(&app, &client, FULL).await;
        assert_eq!(refusal(&poll(&app, &client, &device_code).await), (400, "authorization_pending".into()));

        let mut browser = app.browser();
        let page = browser.get(format!("/device?user_code={user_code}")).await;
        assert_eq!((page.status, page.header("location")), (302, &*format!("/oidc/device?user_code={user_code}")));
        let page = browser.get(format!("/oidc/device?user_code={user_code}")).await;
        assert_eq!((page.status, page.header("location")), (302, &*format!("/device?user_code={user_code}")));
        let cookie = browser.cookies["_logto_device_flow_xsrf"].clone();
        assert_eq!(cookie.1, "/device");
        let page = open(&mut browser, &user_code).await;
        assert!(page.body.contains(&user_code) && page.body.contains("Television"), "{page:?}");
        assert!(page.header("content-security-policy").contains("frame-ancestors 'none'"));
        assert!(page.form().1.contains(&("xsrf".to_owned(), cookie.0)), "{page:?}");
        let page = browser.submit(&page, &[("confirm", "yes")]).await;
        assert!(page.body.contains("Television"), "{page:?}");
        assert_eq!(refusal(&poll(&app, &client, &device_code).await), (400, "authorization_pending".into()));
        let page = sign_in(&mut browser, &page, &user).await;
        assert_eq!((page.status, page.url.path()), (200, "/device/success"), "{page:?}");
        assert!(!browser.cookies.contains_key("_logto_device_flow_xsrf"));

        let page = poll(&app, &client, &device_code).await;
        let body = page.json();
        assert_eq!((page.status, body["scope"].as_str()), (200, Some(FULL)), "{page:?}");
        assert_eq!(jwt(&text(&body, "id_token")).1["sub"], user.id.as_str());
        assert_eq!(userinfo(&app, &text(&body, "access_token")).await.json()["username"], "hana");
        let renewed = refreshed(&app, &client, &text(&body, "refresh_token"), &[]).await;
        // A second exchange is somebody else's: what the first got is taken back.
        assert_invalid_grant(&poll(&app, &client, &device_code).await);
        assert_invalid_grant(&refresh(&app, &client, &text(&renewed, "refresh_token"), &[]).await);
        assert_eq!(userinfo(&app, &text(&body, "access_token")).await.status, 401);
    }

    async fn a_code_is_typed_by_hand(app: TestApp) {
        let (client, user) = (device(&app, false).await, app.create_user("hana").await);
        let (device_code, user_code) = codes(&app, &client, "openid").await;
        let mut browser = app.browser();
        let page = browser.get("/device").await;
        let page = browser.follow(page).await;
        let page = browser.submit(&page, &[("user_code", "wrong")]).await;
        assert!(page.status == 422 && page.body.contains("value=\"wrong\""), "{page:?}");
        let page = browser.submit(&page, &[("user_code", "BCDF-GHJK")]).await;
        assert_eq!(page.status, 422, "well-formed, but nobody's: {page:?}");
        let typed = user_code.to_lowercase().replace('-', " ");
        let page = browser.submit(&page, &[("user_code", &typed)]).await;
        assert!(page.status == 200 && page.body.contains(&user_code), "{page:?}");
        let page = browser.submit(&page, &[("confirm", "yes")]).await;
        let page = sign_in(&mut browser, &page, &user).await;
        assert_eq!(page.url.path(), "/device/success", "{page:?}");
        let body = poll(&app, &client, &device_code).await.json();
        assert!(body["id_token"].is_string() && body.get("refresh_token").is_none(), "{body}");
        // Without offline_access the tokens end with the browser's session.
        let access_token = text(&body, "access_token");
        assert_eq!(userinfo(&app, &access_token).await.status, 200);
        let page = browser.get(format!("/oidc/session/end?client_id={}", client.id)).await;
        browser.submit(&page, &[("logout", "yes")]).await;
        assert_eq!(userinfo(&app, &access_token).await.status, 401);
    }

    async fn who_is_signed_in_confirms_and_is_done(app: TestApp) {
        let (client, user) = (device(&app, false).await, app.create_user("hana").await);
        let (_, mut browser) = allowed(&app, &client, &user, FULL).await;
        let (device_code, user_code) = codes(&app, &client, FULL).await;
        let page = confirm(&mut browser, &user_code).await;
        assert_eq!(page.url.path(), "/device/success", "{page:?}");
        assert_eq!(poll(&app, &client, &device_code).await.status, 200);
        // A used code is nobody's.
        let page = open(&mut browser, &user_code).await;
        assert_eq!(page.status, 422, "{page:?}");
    }

    async fn cancelling_tells_the_device(app: TestApp) {
        let client = device(&app, false).await;
        let (device_code, user_code) = codes(&app, &client, FULL).await;
        let mut browser = app.browser();
        let page = open(&mut browser, &user_code).await;
        let page = browser.submit(&page, &[("abort", "yes")]).await;
        assert_eq!(at(&page), (200, "/device", [("error".into(), "aborted".into())].into()), "{page:?}");
        for _ in 0..2 {
            assert_eq!(refusal(&poll(&app, &client, &device_code).await), (400, "access_denied".into()));
        }
        assert_eq!(open(&mut browser, &user_code).await.status, 422);
    }

    async fn a_code_expires_wherever_the_owner_is(app: TestApp) {
        let (client, user) = (device(&app, false).await, app.create_user("hana").await);
        let (first, user_code) = codes(&app, &client, FULL).await;
        let mut browser = app.browser();
        let sign_in_page = confirm(&mut browser, &user_code).await;
        let (second, _) = allowed(&app, &client, &user, FULL).await;
        app.advance(600);
        let page = sign_in(&mut browser, &sign_in_page, &user).await;
        assert_eq!(at(&page), (200, "/device", [("error".into(), "expired".into())].into()), "{page:?}");
        for device_code in [first, second] {
            assert_eq!(refusal(&poll(&app, &client, &device_code).await), (400, "expired_token".into()));
        }
        assert_eq!(open(&mut browser, &user_code).await.status, 422);
        // The device still learns it after the first sweep, and nobody after the last.
        for (seconds, left) in [(0_u64, 2_i64), (3601, 0)] {
            app.advance(seconds);
            let mut tx = app.app.db.begin().await.unwrap();
            genkan::oidc::device::sweep(&mut tx, app.app.clock.now()).await.unwrap();
            let (count,): (i64,) = tx.one("SELECT COUNT(*) FROM device_codes", args![]).await.unwrap();
            tx.commit().await.unwrap();
            assert_eq!(count, left);
        }
    }

    async fn a_code_is_its_own_clients(app: TestApp) {
        let (client, other, user) =
            (device(&app, false).await, device(&app, false).await, app.create_user("hana").await);
        let (device_code, _) = allowed(&app, &client, &user, FULL).await;
        assert_invalid_grant(&poll(&app, &other, &device_code).await);
        assert_invalid_grant(&poll(&app, &client, "unknown").await);
        let web = app.create_app(Type::Native).await;
        assert_eq!(refusal(&poll(&app, &web, &device_code).await), (400, "invalid_request".into()));
        assert_eq!(poll(&app, &client, &device_code).await.status, 200, "none of that used it up");
    }

    async fn only_our_own_form_counts(app: TestApp) {
        let (client, user) = (device(&app, false).await, app.create_user("hana").await);
        let (_, mut victim) = allowed(&app, &client, &user, FULL).await;
        let (device_code, user_code) = codes(&app, &client, FULL).await;
        let mut attacker = app.browser();
        let page = open(&mut attacker, &user_code).await;
        let foreign = page.form().1.into_iter().find(|(name, _)| name == "xsrf").unwrap().1;
        open(&mut victim, &user_code).await;
        for token in [None, Some(""), Some(foreign.as_str()), Some("x")] {
            let mut fields = vec![("user_code", user_code.as_str()), ("confirm", "yes")];
            fields.extend(token.map(|token| ("xsrf", token)));
            let page = victim.post_form("/oidc/device", &fields).await;
            let location = format!("/oidc/device?user_code={user_code}");
            assert_eq!((page.status, page.header("location")), (303, location.as_str()), "{page:?}");
        }
        let own = victim.cookies["_logto_device_flow_xsrf"].0.clone();
        for origin in ["https://evil.example", "null"] {
            let request = victim.request(Method::POST, "/oidc/device").header("origin", origin);
            let page = victim
                .send(request.form(&[("user_code", user_code.as_str()), ("confirm", "yes"), ("xsrf", &own)]))
                .await;
            assert_eq!(page.status, 403, "{page:?}");
            assert!(page.header("content-security-policy").contains("frame-ancestors 'none'"), "{page:?}");
        }
        let request = victim.request(Method::POST, "/oidc/device").body("x").header("content-type", "text/x");
        assert_eq!(victim.send(request).await.status, 400);
        assert_eq!(refusal(&poll(&app, &client, &device_code).await), (400, "authorization_pending".into()));
        // The page that comes back after a lost cookie is a fresh one that works.
        victim.cookies.remove("_device_flow");
        let page = open(&mut victim, &user_code).await;
        let page = victim.submit(&page, &[("confirm", "yes")]).await;
        assert_eq!((page.status, page.url.path()), (200, "/device"), "{page:?}");
        let page = victim.submit(&page, &[("confirm", "yes")]).await;
        assert_eq!(page.url.path(), "/device/success", "{page:?}");
    }

    async fn a_stranger_cannot_take_up_the_authorization(app: TestApp) {
        let (client, user) = (device(&app, false).await, app.create_user("mallory").await);
        let (device_code, user_code) = codes(&app, &client, FULL).await;
        let mut browser = app.browser();
        let page = confirm(&mut browser, &user_code).await;
        let (uid, path) = browser.cookies["_interaction_resume"].clone();
        assert_eq!(path, format!("/oidc/device/{uid}"));
        for address in [path, format!("/oidc/auth/{uid}"), "/oidc/device/nonsense".into()] {
            let mut stranger = app.browser();
            let page = stranger.get(address).await;
            assert!(page.status == 303 || page.status == 400, "{page:?}");
        }
        assert_eq!(refusal(&poll(&app, &client, &device_code).await), (400, "authorization_pending".into()));
        assert_eq!(sign_in(&mut browser, &page, &user).await.url.path(), "/device/success");
        // Coming back to an address that is done begins anew, and finds the code used.
        let page = browser.get(format!("/oidc/device/{uid}")).await;
        assert_eq!(browser.follow(page).await.url.path(), "/device");
        assert_eq!(poll(&app, &client, &device_code).await.status, 200);
    }

    async fn the_first_of_two_owners_counts(app: TestApp) {
        let (client, hana, neko) =
            (device(&app, false).await, app.create_user("hana").await, app.create_user("neko").await);
        let (device_code, user_code) = codes(&app, &client, FULL).await;
        let (mut first, mut second) = (app.browser(), app.browser());
        let (page_1, page_2) = (confirm(&mut first, &user_code).await, confirm(&mut second, &user_code).await);
        assert_eq!(sign_in(&mut first, &page_1, &hana).await.url.path(), "/device/success");
        let page = sign_in(&mut second, &page_2, &neko).await;
        assert_eq!(at(&page), (200, "/device", [("error".into(), "expired".into())].into()), "{page:?}");
        let body = poll(&app, &client, &device_code).await.json();
        assert_eq!(jwt(&text(&body, "id_token")).1["sub"], hana.id.as_str());
    }

    async fn a_third_party_on_a_device_asks_for_consent(app: TestApp) {
        let (client, user) = (device(&app, true).await, app.create_user("hana").await);
        let mut browser = app.browser();
        for (decision, outcome) in [("deny", "/device"), ("allow", "/device/success")] {
            let (device_code, user_code) = codes(&app, &client, "openid profile offline_access").await;
            let mut page = confirm(&mut browser, &user_code).await;
            if page.url.path() == "/sign-in" {
                page = sign_in(&mut browser, &page, &user).await;
            }
            assert_eq!((page.status, page.url.path()), (200, "/consent"), "{page:?}");
            assert!(page.body.contains("Television") && page.body.contains("hana the tester"), "{page:?}");
            let page = browser.submit(&page, &[("decision", decision)]).await;
            assert_eq!((page.status, page.url.path()), (200, outcome), "{page:?}");
            let page = poll(&app, &client, &device_code).await;
            if decision == "deny" {
                assert_eq!(refusal(&page), (400, "access_denied".into()));
            } else {
                assert_eq!(page.json()["scope"], "openid profile offline_access", "{page:?}");
            }
        }
    }

    async fn an_application_closed_to_the_owner_stays_closed(app: TestApp) {
        let (client, user) = (device(&app, false).await, app.create_user("hana").await);
        let (device_code, user_code) = codes(&app, &client, FULL).await;
        let mut tx = app.app.db.begin().await.unwrap();
        tx.execute("UPDATE applications SET access_control_enabled = TRUE WHERE id = $1", args![client.id])
            .await
            .unwrap();
        app.app.changes.bump(&mut tx, genkan::changes::Topic::Applications).await.unwrap();
        tx.commit().await.unwrap();
        let mut browser = app.browser();
        let page = confirm(&mut browser, &user_code).await;
        let page = sign_in(&mut browser, &page, &user).await;
        assert_eq!(at(&page), (200, "/device", [("error".into(), "denied".into())].into()), "{page:?}");
        assert_eq!(refusal(&poll(&app, &client, &device_code).await), (400, "access_denied".into()));
    }

    async fn an_application_closed_to_the_owner_since_gives_no_tokens(app: TestApp) {
        let (client, user) = (device(&app, false).await, app.create_user("hana").await);
        let (device_code, _browser) = allowed(&app, &client, &user, FULL).await;
        close_to_everybody(&app, &client).await;
        assert_eq!(refusal(&poll(&app, &client, &device_code).await), (400, "access_denied".into()));
    }

    async fn resources_are_granted_by_roles(app: TestApp) {
        let (client, user) = (device(&app, false).await, app.create_user("hana").await);
        resource(&app, "https://api.example", &["read"], Some(&user)).await;
        let fields =
            [("scope", "openid offline_access read write"), ("resource", "https://api.example")];
        let page = ask_for_code(&app, &client, &fields).await;
        let (device_code, user_code) = (text(&page.json(), "device_code"), text(&page.json(), "user_code"));
        let mut browser = app.browser();
        let page = confirm(&mut browser, &user_code).await;
        sign_in(&mut browser, &page, &user).await;
        let fields =
            [("grant_type", GRANT), ("device_code", &device_code), ("resource", "https://api.example")];
        let body = token(&app, &client, &fields).await.json();
        let claims = jwt(&text(&body, "access_token")).1;
        assert_eq!((&claims["aud"], &claims["scope"]), (&"https://api.example".into(), &"read".into()));
    }

    async fn who_may_no_longer_sign_in_gets_no_tokens(app: TestApp) {
        let (client, user) = (device(&app, false).await, app.create_user("hana").await);
        let (suspended, _) = allowed(&app, &client, &user, FULL).await;
        let (revoked, mut browser) = allowed(&app, &client, &user, "openid").await;
        let page = browser.get(format!("/oidc/session/end?client_id={}", client.id)).await;
        browser.submit(&page, &[("logout", "yes")]).await;
        assert_invalid_grant(&poll(&app, &client, &revoked).await);
        let mut tx = app.app.db.begin().await.unwrap();
        users::set_suspended(&app.app, &mut tx, &user.id, true).await.unwrap();
        tx.commit().await.unwrap();
        assert_invalid_grant(&poll(&app, &client, &suspended).await);
        let mut tx = app.app.db.begin().await.unwrap();
        users::set_suspended(&app.app, &mut tx, &user.id, false).await.unwrap();
        users::delete(&mut tx, &user.id).await.unwrap();
        tx.commit().await.unwrap();
        assert_invalid_grant(&poll(&app, &client, &suspended).await);
    }

    async fn parallel_polls_get_one_answer(app: TestApp) {
        let (client, user) = (device(&app, false).await, app.create_user("hana").await);
        let (device_code, _) = allowed(&app, &client, &user, FULL).await;
        let polls = (0..20).map(|_| poll(&app, &client, &device_code));
        let statuses: Vec<u16> =
            futures_util::future::join_all(polls).await.iter().map(|page| page.status).collect();
        assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
        assert!(statuses.iter().all(|status| matches!(status, 200 | 400)), "{statuses:?}");
    }

    async fn codes_are_not_in_the_database(app: TestApp) {
        let client = device(&app, false).await;
        let (_, user_code) = codes(&app, &client, FULL).await;
        let mut conn = app.app.db.read().await.unwrap();
        let (hash,): (Vec<u8>,) = conn.one("SELECT user_code_hash FROM device_codes", args![]).await.unwrap();
        // Not a bare hash either: all codes could be tried against one.
        for guess in [user_code.clone(), user_code.replace('-', "")] {
            assert_ne!(hash, genkan_oauth::secret::sha256(guess.as_bytes()));
        }
    }
}

#[tokio::test]
async fn one_address_cannot_try_many_codes() {
    let app = TestApp::with(genkan_database::Engine::Sqlite, |config| {
        config.limits.sign_in_attempts_per_minute = 5;
    })
    .await;
    let client = device(&app, false).await;
    let (_, user_code) = codes(&app, &client, FULL).await;
    let mut browser = app.browser();
    for _ in 0..5 {
        assert_eq!(open(&mut browser, "BCDF-GHJK").await.status, 422);
    }
    let page = open(&mut browser, &user_code).await;
    assert_eq!((page.status, page.header("retry-after")), (429, "12"), "even the right one: {page:?}");
    let xsrf = browser.cookies["_logto_device_flow_xsrf"].0.clone();
    let fields = [("user_code", user_code.as_str()), ("confirm", "yes"), ("xsrf", &xsrf)];
    assert_eq!(browser.post_form("/oidc/device", &fields).await.status, 429);
    app.advance(60);
    assert_eq!(open(&mut browser, &user_code).await.status, 200);
}
