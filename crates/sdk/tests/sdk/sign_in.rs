use std::collections::BTreeSet;

use genkan_sdk::{Genkan, SignInOptions};
use http::Method;
use serde_json::json;

use crate::support::{App, Refusal};

#[tokio::test]
async fn a_round_trip_signs_in() {
    let app = App::start().await;
    let mut browser = app.browser();
    assert_eq!(app.who(&mut browser).await, json!({"signedIn": false, "sub": null}));

    let start = browser.get("/sign-in?returnTo=%2Forders%3Fpage%3D2").await;
    assert_eq!(start.status, 303);
    let callback = app.provider.authorize(start.location());
    {
        let sent = &app.provider.knobs().last_authorization;
        assert_eq!(sent["scope"], ["openid offline_access profile"]);
        assert_eq!(sent["prompt"], ["consent"]);
        assert_eq!(sent["resource"], ["https://api.example"]);
        assert_eq!(sent["code_challenge_method"], ["S256"]);
        assert_eq!(sent["redirect_uri"], ["http://localhost:3000/callback"]);
        assert_eq!(sent["response_type"], ["code"]);
    }
    let finish = browser.get(&callback).await;
    assert_eq!((finish.status.as_u16(), finish.location()), (303, "/orders?page=2"));
    assert_eq!(finish.headers["cache-control"], "private, no-store");
    assert_eq!(finish.headers["vary"], "Cookie");

    assert_eq!(app.who(&mut browser).await, json!({"signedIn": true, "sub": "user-1"}));
    assert_eq!(browser.cookies.keys().collect::<Vec<_>>(), ["genkan.app"], "the transaction cookie is gone");
    let basic = app.provider.knobs().last_authentication.clone().unwrap();
    assert_eq!(basic, "Basic YXBwOnRoZSthcHAlMjdzK3NlY3JldA==");
    assert_eq!(browser.get("/orders").await.body, "orders of Mio");
}

#[tokio::test]
async fn the_provider_is_asked_once() {
    let app = App::start().await;
    let mut tasks = Vec::new();
    for _ in 0..20 {
        let mut browser = app.browser();
        tasks.push(tokio::spawn(async move { browser.get("/sign-in").await.status }));
    }
    for task in tasks {
        assert_eq!(task.await.unwrap(), 303);
    }
    app.signed_in().await;
    app.signed_in().await;
    let knobs = app.provider.knobs();
    assert_eq!((knobs.discoveries, knobs.key_fetches), (1, 1));
}

#[tokio::test]
async fn the_metadata_is_refreshed_behind_the_visitors_back() {
    let app = App::start().await;
    app.signed_in().await;
    app.clock.advance(3_601);
    app.signed_in().await;
    let fetched = || {
        let knobs = app.provider.knobs();
        (knobs.discoveries, knobs.key_fetches)
    };
    for _ in 0..10_000 {
        if fetched() == (2, 2) {
            return;
        }
        app.browser().get("/plain").await;
        tokio::task::yield_now().await;
    }
    panic!("never refreshed");
}

#[tokio::test]
async fn responses_that_look_at_the_session_are_not_cached() {
    let app = App::start().await;
    let mut browser = app.browser();
    let home = browser.get("/").await;
    assert_eq!(home.headers["cache-control"], "private, no-store");
    assert_eq!(home.headers["vary"], "Cookie");
    let plain = browser.get("/plain").await;
    assert!(!plain.headers.contains_key("cache-control") && !plain.headers.contains_key("vary"));
}

#[tokio::test]
async fn two_tabs_finish_in_any_order() {
    let app = App::start().await;
    let mut browser = app.browser();
    let one = browser.get("/sign-in?returnTo=/one").await;
    let two = browser.get("/sign-in?returnTo=/two").await;
    assert_eq!(browser.cookies.len(), 2);
    let two = browser.get(&app.provider.authorize(two.location())).await;
    assert_eq!(two.location(), "/two");
    let one = browser.get(&app.provider.authorize(one.location())).await;
    assert_eq!(one.location(), "/one");
    assert_eq!(browser.cookies.keys().collect::<Vec<_>>(), ["genkan.app"]);
}

#[tokio::test]
async fn at_most_five_sign_ins_are_under_way_and_the_oldest_goes() {
    let app = App::start().await;
    let mut browser = app.browser();
    let mut callbacks = Vec::new();
    for _ in 0..8 {
        app.clock.advance(1);
        let start = browser.get("/sign-in").await;
        callbacks.push(app.provider.authorize(start.location()));
    }
    assert_eq!(browser.cookies.len(), 5);
    let oldest = browser.get(&callbacks[2]).await;
    assert!(oldest.body.contains("state_mismatch"), "{}", oldest.body);
    assert_eq!(browser.get(&callbacks[3]).await.status, 303);
    assert_eq!(browser.get(&callbacks[7]).await.status, 303);
}

#[tokio::test]
async fn however_long_the_paths_sign_ins_lead_to_their_cookies_leave_room_in_the_request() {
    let app = App::start().await;
    let mut browser = app.browser();
    let mut callbacks = Vec::new();
    for index in 0..5 {
        app.clock.advance(1);
        let start = browser.get(&format!("/sign-in?returnTo=/{index}?q={}", "a".repeat(1_990))).await;
        callbacks.push(app.provider.authorize(start.location()));
    }
    assert_eq!(browser.cookies.len(), 2);
    let length: usize = browser.cookies.iter().map(|(name, value)| name.len() + value.len() + 3).sum();
    assert!(length < 8_000, "{length}");
    for (index, callback) in callbacks.iter().enumerate() {
        let answer = browser.get(callback).await;
        if index < 3 {
            assert!(answer.body.contains("state_mismatch"), "{index}: {}", answer.body);
        } else {
            assert_eq!(answer.location(), format!("/{index}?q={}", "a".repeat(1_990)));
        }
    }
}

#[tokio::test]
async fn every_wrong_callback_is_refused_with_its_code() {
    let app = App::start().await;
    for (change, code) in [
        ("", "state_missing"),
        ("code=c", "state_missing"),
        ("state=short&code=c", "state_mismatch"),
        ("state={state}&state={state}&code=c", "state_missing"),
        ("state={tampered}&code=c&iss={iss}", "state_mismatch"),
        ("state={state}&code=c", "issuer_missing"),
        ("state={state}&code=c&iss=https://evil.example", "issuer_mismatch"),
        ("state={state}&error=access_denied", "issuer_missing"),
        ("state={state}&error=access_denied&iss={iss}", "access_denied"),
        ("state={state}&error=server_error&error_description=%3Cscript%3E&iss={iss}", "provider_error"),
        ("state={state}&iss={iss}", "code_missing"),
        ("state={state}&code=unknown&iss={iss}", "exchange_refused"),
        ("state={state}&code=%FF&iss={iss}", "state_missing"),
    ] {
        let mut browser = app.browser();
        let start = browser.get("/sign-in").await;
        let state = start.location().split("state=").nth(1).unwrap().split('&').next().unwrap().to_owned();
        // The cookie's name holds the first 16 characters; the rest must agree as well.
        let mut tampered = state[..42].to_owned();
        tampered.push(if state.ends_with('A') { 'B' } else { 'A' });
        let query = change
            .replace("{state}", &state)
            .replace("{tampered}", &tampered)
            .replace("{iss}", &app.provider.issuer());
        let answer = browser.get(&format!("/callback?{query}")).await;
        assert!(answer.body.contains(&format!(r#"<p class="code">{code}</p>"#)), "{query}: {}", answer.body);
        assert!(answer.status.is_client_error() || answer.status == 502, "{query}: {}", answer.status);
        assert!(!answer.body.contains("<script>"));
        assert_eq!(answer.headers["referrer-policy"], "no-referrer");
        assert_eq!(app.who(&mut browser).await["signedIn"], false, "{query}");
    }
}

#[tokio::test]
async fn every_wrong_id_token_is_refused() {
    let app = App::start().await;
    for change in [
        json!({"iss": "https://evil.example/oidc"}),
        json!({"aud": "another-app"}),
        json!({"nonce": "another-sign-in"}),
        json!({"nonce": null}),
        json!({"exp": 1}),
        json!({"iat": 1}),
        json!({"sub": null}),
    ] {
        app.provider.knobs().id_token = change.clone();
        let mut browser = app.browser();
        let answer = app.sign_in(&mut browser, "/sign-in").await;
        assert!(answer.body.contains("id_token_invalid"), "{change}: {}", answer.body);
        assert!(browser.cookies.is_empty(), "{change}");
    }
}

#[tokio::test]
async fn an_issuer_that_is_not_promised_may_be_missing() {
    let app = App::start().await;
    {
        let mut knobs = app.provider.knobs();
        knobs.promises_iss = false;
        knobs.iss = None;
    }
    app.signed_in().await;
}

#[tokio::test]
async fn a_callback_belongs_to_its_browser_and_is_used_once() {
    let app = App::start().await;
    let mut browser = app.browser();
    let start = browser.get("/sign-in").await;
    let callback = app.provider.authorize(start.location());

    let mut victim = app.browser();
    assert!(victim.get(&callback).await.body.contains("state_mismatch"));
    assert_eq!(app.provider.knobs().code_exchanges, 0, "a code that is not ours is not redeemed");

    assert_eq!(browser.get(&callback).await.status, 303);
    let again = browser.get(&callback).await;
    assert_eq!((again.status.as_u16(), again.location()), (303, "/"), "reload lands signed in");
    assert_eq!(app.provider.knobs().code_exchanges, 1);

    browser.cookies.remove("genkan.app");
    assert!(browser.get(&callback).await.body.contains("state_mismatch"));
}

#[tokio::test]
async fn a_callback_loaded_twice_at_once_redeems_once() {
    let app = App::start().await;
    let mut browser = app.browser();
    let start = browser.get("/sign-in").await;
    let callback = app.provider.authorize(start.location());
    let (mut one, mut two) = (browser.clone(), browser);
    let (one, two) = tokio::join!(one.get(&callback), two.get(&callback));
    assert_eq!((one.status.as_u16(), two.status.as_u16()), (303, 303));
    assert_eq!(app.provider.knobs().code_exchanges, 1);
}

#[tokio::test]
async fn a_sign_in_ends_after_ten_minutes() {
    let app = App::start().await;
    let mut browser = app.browser();
    let start = browser.get("/sign-in").await;
    let callback = app.provider.authorize(start.location());
    app.clock.advance(600);
    assert!(browser.get(&callback).await.body.contains("sign_in_expired"));
}

#[tokio::test]
async fn return_to_never_leaves_the_site() {
    let app = App::start().await;
    for attack in [
        "https://evil.example",
        "//evil.example",
        "/%5Cevil.example",
        "%2F%2Fevil.example",
        "/%252F/evil.example",
        "/%09/evil.example",
        "/.//evil.example",
        "/callback?code=x",
        "/sign-in",
        "%FF",
        "/ok%0d%0aSet-Cookie:a=b",
    ] {
        let mut browser = app.browser();
        let finish = app.sign_in(&mut browser, &format!("/sign-in?returnTo={attack}")).await;
        assert_eq!(finish.location(), "/", "{attack}");
    }
    // Nor does it add to the authorization request.
    let mut browser = app.browser();
    app.sign_in(&mut browser, "/sign-in?returnTo=/&prompt=none&redirect_uri=https://evil.example&state=x")
        .await;
    let sent = app.provider.knobs().last_authorization.clone();
    assert_eq!(sent["prompt"], ["consent"]);
    assert_eq!(sent["redirect_uri"], ["http://localhost:3000/callback"]);
    assert_eq!(sent["state"].len(), 1);
}

#[tokio::test]
async fn a_prefetch_starts_nothing() {
    let app = App::start().await;
    let mut browser = app.browser();
    for path in ["/sign-in", "/sign-out", "/orders"] {
        let answer =
            browser.send(Method::GET, path, &[("sec-purpose", "prefetch"), ("accept", "text/html")]).await;
        assert!(answer.status == 204 || answer.status == 401, "{path}");
        assert!(answer.headers["cache-control"].to_str().unwrap().contains("no-store"));
    }
    assert!(browser.cookies.is_empty());
}

#[tokio::test]
async fn visitors_are_sent_to_sign_in_and_programs_told() {
    let app = App::start().await;
    let mut browser = app.browser();
    let page = browser.get("/orders?page=2&q=a%20b").await;
    assert_eq!(page.location(), "/sign-in?returnTo=%2Forders%3Fpage%3D2%26q%3Da%2520b");
    let finish = app.sign_in(&mut browser, page.location()).await;
    assert_eq!(finish.location(), "/orders?page=2&q=a%20b");

    let mut program = app.browser();
    for headers in
        [&[("accept", "application/json")][..], &[("accept", "text/html"), ("sec-fetch-mode", "cors")]]
    {
        let answer = program.send(Method::GET, "/orders", headers).await;
        assert_eq!(answer.status, 401);
        assert!(answer.body.contains(r#""code":"not_authenticated""#));
        assert_eq!(answer.headers["cache-control"], "private, no-store");
    }
    let form = program.send(Method::POST, "/orders", &[("accept", "text/html")]).await;
    assert_eq!(form.location(), "/sign-in", "a form is not posted again");
}

#[tokio::test]
async fn an_unreachable_provider_is_an_answer_not_a_crash() {
    let app = App::with(|config| config.endpoint("http://127.0.0.1:9")).await;
    let answer = app.browser().get("/sign-in").await;
    assert_eq!(answer.status, 503);
    assert!(answer.body.contains("does not answer"));

    let app = App::start().await;
    app.provider.knobs().refusal = Some(Refusal(500, "server_error"));
    let answer = app.sign_in(&mut app.browser(), "/sign-in").await;
    assert_eq!(answer.status, 503);
    let app = App::with(|config| config.app_secret("wrong")).await;
    app.provider.knobs().refusal = Some(Refusal(401, "invalid_client"));
    let answer = app.sign_in(&mut app.browser(), "/sign-in").await;
    assert!(answer.body.contains("exchange_refused"));
}

#[tokio::test]
async fn a_discovery_document_of_somebody_else_is_refused() {
    let app = App::start().await;
    let origin = app.provider.origin.replace("127.0.0.1", "localhost");
    let config = genkan_sdk::Config::builder()
        .endpoint(origin)
        .app_id("app")
        .base_url("http://localhost:3000")
        .cookie_secret(crate::support::COOKIE_SECRET)
        .build()
        .unwrap();
    let genkan = Genkan::new(config).unwrap();
    let mut browser = crate::support::Browser::new(genkan.routes());
    assert_eq!(browser.get("/sign-in").await.status, 503);
}

#[tokio::test]
async fn a_rotated_signing_key_is_found_but_not_asked_for_in_a_row() {
    let app = App::start().await;
    app.signed_in().await;
    app.provider.rotate_key();
    app.clock.advance(60);
    app.signed_in().await;
    assert_eq!(app.provider.knobs().key_fetches, 2);
    app.provider.rotate_key();
    for _ in 0..5 {
        let answer = app.sign_in(&mut app.browser(), "/sign-in").await;
        assert!(answer.body.contains("id_token_invalid"));
    }
    assert_eq!(app.provider.knobs().key_fetches, 2, "bounded");
    app.clock.advance(10);
    app.signed_in().await;
}

#[tokio::test]
async fn a_sign_in_makes_a_new_session() {
    let app = App::start().await;
    let mut browser = app.signed_in().await;
    let mut seen = BTreeSet::from([browser.cookies["genkan.app"].clone()]);
    for _ in 0..3 {
        app.sign_in(&mut browser, "/sign-in").await;
        assert!(seen.insert(browser.cookies["genkan.app"].clone()));
    }
}

#[tokio::test]
async fn a_handler_of_the_app_may_start_a_sign_in_of_its_own() {
    let app = App::start().await;
    let router = axum::Router::new()
        .route(
            "/register",
            axum::routing::get(|session: genkan_sdk::Session| async move {
                let options = SignInOptions {
                    first_screen: Some("register".into()),
                    login_hint: Some("mio@example.com".into()),
                    return_to: Some("/welcome".into()),
                    ..SignInOptions::default()
                };
                session.sign_in(options).await.unwrap()
            }),
        )
        .merge(app.genkan.routes())
        .layer(app.genkan.layer());
    let mut browser = crate::support::Browser::new(router);
    let finish = app.sign_in(&mut browser, "/register").await;
    assert_eq!(finish.location(), "/welcome");
    let sent = app.provider.knobs().last_authorization.clone();
    assert_eq!((&*sent["first_screen"][0], &*sent["login_hint"][0]), ("register", "mio@example.com"));
}
