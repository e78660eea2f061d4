//! Sessions, prompts, silent requests, and what the code stands for.

use genkan::applications::{ApplicationType as Type, NewApplication};
use genkan_database::args;
use genkan_oauth::authorization_request::ResponseMode;

use super::flow::*;
use crate::support::TestApp;

on_both_engines! {
    async fn the_answer_is_a_303_with_state_and_issuer(app: TestApp) {
        let (client, user) = (app.create_app(Type::Traditional).await, app.create_user("hana").await);
        let mut browser = app.browser();
        let answer = sign_in(&app, &mut browser, &client, &user, &[]).await;
        assert_eq!(answer["state"], "the-state");
        assert_eq!(answer["iss"], format!("{}/oidc", app.url));
        assert_eq!(answer["code"].len(), 43);
        assert_eq!(answer.len(), 3, "{answer:?}");
        assert_eq!(code_scope(&app, &client.id).await, "openid profile");
    }

    async fn every_response_mode_carries_it(app: TestApp) {
        let (client, user) = (app.create_app(Type::Traditional).await, app.create_user("hana").await);
        let mut browser = app.browser();
        sign_in(&app, &mut browser, &client, &user, &[]).await;
        for mode in [ResponseMode::Query, ResponseMode::Fragment, ResponseMode::FormPost] {
            let page = ask(&mut browser, &client, &[("response_mode", mode.as_str())]).await;
            let refusal = ask(&mut browser, &client, &[("response_mode", mode.as_str()), ("prompt", "create")]).await;
            match mode {
                ResponseMode::Query => {
                    assert!(location(&page).starts_with("https://app.example/callback?code="), "{page:?}");
                }
                ResponseMode::Fragment => {
                    assert!(location(&page).starts_with("https://app.example/callback#code="), "{page:?}");
                }
                ResponseMode::FormPost => {
                    let (action, fields) = page.form();
                    assert_eq!((page.status, action.as_str()), (200, "https://app.example/callback"));
                    let names: Vec<&str> = fields.iter().map(|(name, _)| name.as_str()).collect();
                    assert_eq!(names, ["code", "state", "iss"]);
                    assert_eq!((page.header("cache-control"), refusal.status), ("no-store", 400));
                    assert_eq!(refusal.form().1[0], ("error".to_owned(), "invalid_request".to_owned()));
                }
            }
        }
    }

    async fn a_session_answers_what_it_was_allowed(app: TestApp) {
        let (client, user) = (app.create_app(Type::Traditional).await, app.create_user("hana").await);
        let other = app.create_app(Type::Traditional).await;
        let mut browser = app.browser();
        let page = ask(&mut browser, &client, &[("prompt", "none")]).await;
        assert_eq!(error(&page, &client), "login_required");
        sign_in(&app, &mut browser, &client, &user, &[]).await;
        for prompt in ["", "none"] {
            let page = ask(&mut browser, &client, &[("prompt", prompt)]).await;
            assert!(answer(&page, &client).contains_key("code"), "{prompt}");
        }
        // A new scope, or an application that is new to this session, is not silent …
        let page = ask(&mut browser, &client, &[("prompt", "none"), ("scope", "openid email")]).await;
        assert_eq!(error(&page, &client), "consent_required");
        let page = ask(&mut browser, &other, &[("prompt", "none")]).await;
        assert_eq!(error(&page, &other), "consent_required");
        // … but a first-party application needs no page for it.
        let page = ask(&mut browser, &other, &[]).await;
        assert_eq!(location(&page), format!("/consent?app_id={}", other.id));
        let page = browser.get(location(&page)).await;
        assert_eq!((page.status, location(&page)), (302, format!("/oidc/auth/{}", interaction_uid(&browser)).as_str()));
        let page = browser.get(location(&page)).await;
        assert!(answer(&page, &other).contains_key("code"));
    }

    async fn prompt_consent_takes_the_hop_without_a_page(app: TestApp) {
        let (client, user) = (app.create_app(Type::Traditional).await, app.create_user("hana").await);
        let mut browser = app.browser();
        let extra = [("prompt", "consent"), ("scope", "openid offline_access")];
        sign_in(&app, &mut browser, &client, &user, &extra).await;
        assert_eq!(code_scope(&app, &client.id).await, "openid offline_access");
        app.advance(1);
        let page = ask(&mut browser, &client, &extra).await;
        assert!(location(&page).starts_with("/consent?"), "{page:?}");
        let page = browser.follow(page).await;
        assert!(answer(&page, &client).contains_key("code"));
    }

    async fn offline_access_needs_prompt_consent(app: TestApp) {
        let user = app.create_user("hana").await;
        for (prompt, expected) in [
            ("", "openid"),
            ("login", "openid"),
            ("consent", "openid offline_access"),
            ("login consent", "openid offline_access"),
        ] {
            let client = app.create_app(Type::Traditional).await;
            let extra = [("prompt", prompt), ("scope", "openid offline_access")];
            sign_in(&app, &mut app.browser(), &client, &user, &extra).await;
            assert_eq!(code_scope(&app, &client.id).await, expected, "{prompt}");
        }
    }

    async fn a_native_app_is_never_silent(app: TestApp) {
        let (client, user) = (app.create_app(Type::Native).await, app.create_user("hana").await);
        let mut browser = app.browser();
        sign_in(&app, &mut browser, &client, &user, &[]).await;
        let page = ask(&mut browser, &client, &[("prompt", "none")]).await;
        assert_eq!(error(&page, &client), "interaction_required");
        let page = ask(&mut browser, &client, &[]).await;
        assert!(location(&page).starts_with("/consent?"), "{page:?}");
    }

    async fn prompt_login_and_max_age_ask_again(app: TestApp) {
        let (client, user) = (app.create_app(Type::Traditional).await, app.create_user("hana").await);
        let mut browser = app.browser();
        sign_in(&app, &mut browser, &client, &user, &[]).await;
        app.advance(100);
        for (extra, signs_in) in [
            (("max_age", "100"), false),
            (("max_age", "99"), true),
            (("max_age", "0"), true),
            (("prompt", "login"), true),
        ] {
            let page = ask(&mut browser.clone_cookies(), &client, &[extra]).await;
            assert_eq!(location(&page).starts_with("/sign-in"), signs_in, "{extra:?} {page:?}");
        }
        // Coming back without having signed in does not help; signing in does, once.
        let page = ask(&mut browser, &client, &[("prompt", "login")]).await;
        assert!(location(&page).starts_with("/sign-in"));
        let back = browser.get(format!("/oidc/auth/{}", interaction_uid(&browser))).await;
        assert!(location(&back).starts_with("/sign-in"), "{back:?}");
        record_login(&app, &browser, &user).await;
        let page = resume(&mut browser).await;
        assert!(answer(&page, &client).contains_key("code"));
        let mut conn = app.app.db.read().await.unwrap();
        let (auth_time,): (i64,) = conn
            .one("SELECT MAX(auth_time) FROM authorization_codes", args![])
            .await
            .unwrap();
        assert_eq!(auth_time, app.app.clock.now().seconds());
    }

    async fn unknown_scopes_are_ignored_until_nothing_is_left(app: TestApp) {
        let (client, user) = (app.create_app(Type::Traditional).await, app.create_user("hana").await);
        let mut browser = app.browser();
        sign_in(&app, &mut browser, &client, &user, &[("scope", "openid nonsense")]).await;
        assert_eq!(code_scope(&app, &client.id).await, "openid");
        let page = ask(&mut browser, &client, &[("scope", "nonsense")]).await;
        let answer = answer(&page, &client);
        assert_eq!(answer["error"], "access_denied");
        assert!(!answer.contains_key("error_description"));
    }

    async fn resource_scopes_come_from_the_users_roles(app: TestApp) {
        let (hana, haru) = (app.create_user("hana").await, app.create_user("haru").await);
        resource(&app, "https://a.example", &["read", "write"], Some(&hana)).await;
        resource(&app, "https://b.example", &["read", "admin"], None).await;
        let scope = ("scope", "openid read admin delete");
        for (user, resource, expected) in [
            (&hana, "https://a.example", "openid read"),
            (&hana, "https://a.example,https://b.example", "openid read"),
            (&hana, "https://b.example", "openid"),
            (&hana, "urn:logto:resource:organizations", "openid"),
            (&hana, "", "openid"),
            (&haru, "https://a.example", "openid"),
        ] {
            let client = app.create_app(Type::Traditional).await;
            sign_in(&app, &mut app.browser(), &client, user, &[scope, ("resource", resource)]).await;
            assert_eq!(code_scope(&app, &client.id).await, expected, "{resource} {}", user.username);
        }
        let client = app.create_app(Type::Traditional).await;
        let two = [scope, ("resource", "https://a.example"), ("resource", "https://b.example")];
        sign_in(&app, &mut app.browser(), &client, &hana, &two).await;
        let mut conn = app.app.db.read().await.unwrap();
        let (resources,): (genkan_database::Json<Vec<String>>,) = conn
            .one("SELECT resources FROM authorization_codes WHERE client_id = $1", args![client.id])
            .await
            .unwrap();
        assert_eq!(resources.0, ["https://a.example", "https://b.example"]);
    }

    async fn the_default_resource_stands_in(app: TestApp) {
        let (client, user) = (app.create_app(Type::Traditional).await, app.create_user("hana").await);
        resource(&app, "https://default.example", &["read"], Some(&user)).await;
        let mut tx = app.app.db.begin().await.unwrap();
        let all = genkan::resources::load(&mut tx).await.unwrap();
        let id = &all.find("https://default.example").unwrap().id;
        genkan::resources::set_default(&app.app, &mut tx, id, true).await.unwrap();
        tx.commit().await.unwrap();
        sign_in(&app, &mut app.browser(), &client, &user, &[("scope", "openid read")]).await;
        assert_eq!(code_scope(&app, &client.id).await, "openid read");
    }

    async fn a_hint_names_who_must_be_signed_in(app: TestApp) {
        let (client, hana) = (app.create_app(Type::Traditional).await, app.create_user("hana").await);
        let haru = app.create_user("haru").await;
        let mut browser = app.browser();
        sign_in(&app, &mut browser, &client, &hana, &[]).await;
        let (own, other) = (id_token(&app, &client.id, &hana).await, id_token(&app, &client.id, &haru).await);
        app.advance(7_200);
        let page = ask(&mut browser, &client, &[("id_token_hint", &own), ("prompt", "none")]).await;
        assert!(answer(&page, &client).contains_key("code"), "an expired hint is a hint");
        let page = ask(&mut browser, &client, &[("id_token_hint", &other), ("prompt", "none")]).await;
        assert_eq!(error(&page, &client), "login_required");
        let page = ask(&mut browser, &client, &[("id_token_hint", &other)]).await;
        assert!(location(&page).starts_with("/sign-in"), "{page:?}");
        let foreign = id_token(&app, &"another-app".into(), &hana).await;
        for bad in [foreign.as_str(), &own[..own.len() - 2], "e30.e30.e30"] {
            let page = ask(&mut browser, &client, &[("id_token_hint", bad)]).await;
            assert_eq!(error(&page, &client), "invalid_request", "{bad}");
        }
    }

    async fn a_suspended_user_is_signed_out(app: TestApp) {
        let (client, user) = (app.create_app(Type::Traditional).await, app.create_user("hana").await);
        let mut browser = app.browser();
        sign_in(&app, &mut browser, &client, &user, &[]).await;
        let mut tx = app.app.db.begin().await.unwrap();
        genkan::users::set_suspended(&app.app, &mut tx, &user.id, true).await.unwrap();
        tx.commit().await.unwrap();
        let page = ask(&mut browser, &client, &[]).await;
        assert!(location(&page).starts_with("/sign-in"), "{page:?}");
        // Suspended between signing in and coming back: the same.
        record_login(&app, &browser, &user).await;
        let page = browser.get(format!("/oidc/auth/{}", interaction_uid(&browser))).await;
        assert!(location(&page).starts_with("/sign-in"), "{page:?}");
    }

    async fn a_deleted_user_is_signed_out(app: TestApp) {
        let (client, user) = (app.create_app(Type::Traditional).await, app.create_user("hana").await);
        let mut browser = app.browser();
        ask(&mut browser, &client, &[]).await;
        record_login(&app, &browser, &user).await;
        let mut tx = app.app.db.begin().await.unwrap();
        assert!(genkan::users::delete(&mut tx, &user.id).await.unwrap().is_some());
        tx.commit().await.unwrap();
        let page = browser.get(format!("/oidc/auth/{}", interaction_uid(&browser))).await;
        assert!(location(&page).starts_with("/sign-in"), "{page:?}");
    }

    async fn the_oldest_grant_gives_way(app: TestApp) {
        let mut new = NewApplication::new("One at a time", Type::Traditional);
        new.redirect_uris = vec!["https://app.example/callback".into()];
        new.metadata.max_allowed_grants = Some(1);
        let (client, user) = (app.register(new).await, app.create_user("hana").await);
        let (mut first, mut second) = (app.browser(), app.browser());
        sign_in(&app, &mut first, &client, &user, &[]).await;
        app.advance(1);
        sign_in(&app, &mut second, &client, &user, &[]).await;
        let page = ask(&mut second, &client, &[("prompt", "none")]).await;
        assert!(answer(&page, &client).contains_key("code"));
        let page = ask(&mut first, &client, &[("prompt", "none")]).await;
        assert_eq!(error(&page, &client), "consent_required");
    }
}

/// An ID token as the token endpoint would have issued it.
async fn id_token(
    app: &TestApp,
    client_id: &genkan::ids::ClientId,
    user: &crate::support::TestUser,
) -> String {
    use genkan_oauth::jose::jws::{Header, encode};
    let ring = genkan::signing_keys::ring(&app.app).await.unwrap();
    let now = app.app.clock.now().seconds();
    let claims = serde_json::json!({
        "iss": app.app.issuer(), "sub": user.id, "aud": client_id, "iat": now, "exp": now + 3600,
    });
    encode(ring.current(), &Header::ID_TOKEN, &claims).unwrap()
}

on_both_engines! {
    async fn auth_time_is_when_the_password_was_given_however_late_the_browser_returns(app: TestApp) {
        let (client, user) = (app.create_app(Type::Traditional).await, app.create_user("hana").await);
        let mut browser = app.browser();
        ask(&mut browser, &client, &[("max_age", "0")]).await;
        record_login(&app, &browser, &user).await;
        app.advance(1_800);
        let page = resume(&mut browser).await;
        assert!(answer(&page, &client).contains_key("code"), "{page:?}");
        let mut conn = app.app.db.read().await.unwrap();
        let (auth_time,): (i64,) = conn.one("SELECT auth_time FROM authorization_codes", args![]).await.unwrap();
        assert_eq!(auth_time, crate::support::START.seconds());
    }
}

#[tokio::test]
async fn requests_that_need_a_page_are_limited_per_address() {
    let app = TestApp::with(genkan_database::Engine::Sqlite, |config| {
        config.limits.authorization_requests_per_minute = 3;
        config.server.trusted_proxies = vec!["127.0.0.1".parse().unwrap()];
    })
    .await;
    let (client, user) = (app.create_app(Type::Traditional).await, app.create_user("hana").await);
    let mut signed_in = app.browser();
    sign_in(&app, &mut signed_in, &client, &user, &[]).await;
    app.advance(60);
    for _ in 0..3 {
        assert_eq!(ask(&mut app.browser(), &client, &[]).await.status, 303);
    }
    let page = ask(&mut app.browser(), &client, &[]).await;
    assert_eq!(
        (page.status, page.header("retry-after"), page.header("location")),
        (429, "20", ""),
        "{page:?}"
    );
    let body = page.json();
    assert_eq!(
        (&body["error"], &body["code"]),
        (&"temporarily_unavailable".into(), &"oidc.temporarily_unavailable".into())
    );
    let rows = async || {
        let mut conn = app.app.db.read().await.unwrap();
        let (rows,): (i64,) = conn.one("SELECT count(*) FROM interactions", args![]).await.unwrap();
        rows
    };
    let before = rows().await;
    ask(&mut app.browser(), &client, &[]).await;
    assert_eq!(rows().await, before);

    // What leaves no such row is not counted: silent requests, and people who are signed in already.
    let page = ask(&mut app.browser(), &client, &[("prompt", "none")]).await;
    assert_eq!(error(&page, &client), "login_required");
    let page = ask(&mut signed_in, &client, &[]).await;
    assert!(answer(&page, &client).contains_key("code"), "{page:?}");
    // Nor do others wait.
    let elsewhere = app.browser();
    let request = elsewhere.request(http::Method::GET, &auth_url(&client, &[]));
    let page = app.browser().send(request.header("x-forwarded-for", "203.0.113.9")).await;
    assert_eq!(page.status, 303);
}
