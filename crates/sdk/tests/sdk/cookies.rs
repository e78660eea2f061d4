use http::Method;
use serde_json::json;

use crate::support::{App, COOKIE_SECRET};

const NAME: &str = "genkan.app";

#[tokio::test]
async fn what_does_not_open_is_signed_out_and_cleared() {
    let app = App::start().await;
    let signed_in = app.signed_in().await;
    let value = signed_in.cookies[NAME].clone();
    let mut bad: Vec<String> = vec![
        String::new(),
        "x".into(),
        ".....".into(),
        value[..value.len() - 1].into(),
        value[1..].into(),
        format!("{value}A"),
        format!("{value}.A"),
        value.to_uppercase(),
        "A".repeat(20_000),
        "%FF%00".into(),
    ];
    // A bit of every 7th character.
    for index in (0..value.len()).step_by(7) {
        let mut bytes = value.clone().into_bytes();
        bytes[index] = if bytes[index] == b'A' { b'B' } else { b'A' };
        bad.push(String::from_utf8(bytes).unwrap());
    }
    for value in bad {
        let mut browser = app.browser();
        browser.cookies.insert(NAME.into(), value.clone());
        assert_eq!(app.who(&mut browser).await["signedIn"], false, "{value}");
        assert!(browser.cookies.is_empty(), "{value}");
    }
}

#[tokio::test]
async fn a_transaction_is_no_session_and_the_reverse() {
    let app = App::start().await;
    let mut browser = app.browser();
    let start = browser.get("/sign-in").await;
    let callback = app.provider.authorize(start.location());
    let (transaction_name, transaction) = browser.cookies.clone().pop_first().unwrap();
    browser.cookies.insert(NAME.into(), transaction);
    assert_eq!(app.who(&mut browser).await["signedIn"], false);

    let session = app.signed_in().await.cookies[NAME].clone();
    browser.cookies.insert(transaction_name, session);
    assert!(browser.get(&callback).await.body.contains("state_mismatch"));
}

#[tokio::test]
async fn swapped_transactions_are_refused() {
    let app = App::start().await;
    let mut browser = app.browser();
    let start = browser.get("/sign-in").await;
    browser.get("/sign-in").await;
    let names: Vec<String> = browser.cookies.keys().cloned().collect();
    let values: Vec<String> = browser.cookies.values().cloned().collect();
    browser.cookies.insert(names[0].clone(), values[1].clone());
    browser.cookies.insert(names[1].clone(), values[0].clone());
    let callback = app.provider.authorize(start.location());
    assert!(browser.get(&callback).await.body.contains("state_mismatch"));
}

#[tokio::test]
async fn another_apps_cookie_is_not_ours() {
    let mut app = App::start().await;
    let session = app.signed_in().await.cookies[NAME].clone();
    app.restart(|config| config.app_id("app2"));
    let mut browser = app.browser();
    browser.cookies.insert("genkan.app2".into(), session);
    assert_eq!(app.who(&mut browser).await["signedIn"], false);
}

#[tokio::test]
async fn secrets_rotate_without_signing_anyone_out() {
    let mut app = App::start().await;
    let mut browser = app.signed_in().await;
    let new = "fedcba9876543210fedcba9876543210";
    let rotated = |config: genkan_sdk::ConfigBuilder| config.cookie_secret(new);
    // `cookie_secret` appends: the harness's first, then the new one. Both open.
    app.restart(rotated);
    let mut after = app.browser();
    after.cookies = browser.cookies.clone();
    assert_eq!(app.who(&mut after).await["signedIn"], true);

    // A process that only knows another secret signs out.
    let stranger = genkan_sdk::Config::builder()
        .endpoint(&app.provider.origin)
        .app_id("app")
        .base_url("http://localhost:3000")
        .cookie_secret(new)
        .clock(std::sync::Arc::clone(&app.clock) as _)
        .build()
        .unwrap();
    app.genkan = genkan_sdk::Genkan::new(stranger).unwrap();
    browser = {
        let mut other = app.browser();
        other.cookies = browser.cookies.clone();
        other
    };
    assert_eq!(app.who(&mut browser).await["signedIn"], false);
    assert_ne!(new, COOKIE_SECRET);
}

#[tokio::test]
async fn the_expiry_is_inside() {
    let app = App::with(|config| config.session_lifetime(600)).await;
    let mut browser = app.signed_in().await;
    let copy = browser.cookies.clone();
    app.clock.advance(599);
    assert_eq!(app.who(&mut browser).await["signedIn"], true);
    app.clock.advance(1);
    browser.cookies = copy;
    assert_eq!(app.who(&mut browser).await["signedIn"], false);
    assert!(browser.cookies.is_empty());
}

#[tokio::test]
async fn https_sites_get_host_cookies() {
    let app = App::with(|config| config.base_url("https://app.example")).await;
    let mut browser = app.browser();
    let start = browser.get("/sign-in").await;
    let finish = browser.get(&app.provider.authorize(start.location())).await;
    for answer in [&start, &finish] {
        for cookie in answer.set_cookies() {
            assert!(cookie.starts_with("__Host-genkan"), "{cookie}");
            assert!(cookie.contains("; Secure") && cookie.contains("; Path=/;"), "{cookie}");
            assert!(!cookie.contains("Domain"), "{cookie}");
        }
    }
    assert_eq!(app.who(&mut browser).await["signedIn"], true);
    let planted = browser.cookies["__Host-genkan.app"].clone();
    browser.cookies = [("genkan.app".to_owned(), planted)].into();
    assert_eq!(app.who(&mut browser).await["signedIn"], false, "only the name with the prefix counts");
}

#[tokio::test]
async fn long_sessions_are_chunked_and_too_long_ones_refused_in_words() {
    let app = App::start().await;
    app.provider.knobs().id_token = json!({"custom_data": "x".repeat(6_000)});
    let mut browser = app.signed_in().await;
    assert_eq!(browser.cookies.keys().collect::<Vec<_>>(), ["genkan.app.0", "genkan.app.1", "genkan.app.2"]);
    assert_eq!(app.who(&mut browser).await["signedIn"], true);
    let whole = browser.clone();
    for name in ["genkan.app.0", "genkan.app.1", "genkan.app.2"] {
        let mut browser = whole.clone();
        browser.cookies.remove(name);
        assert_eq!(app.who(&mut browser).await["signedIn"], false, "without {name}");
        assert!(browser.cookies.is_empty());
    }

    // Back to a short one: the left-over chunks go.
    app.provider.knobs().id_token = json!({});
    app.sign_in(&mut browser, "/sign-in").await;
    assert_eq!(browser.cookies.keys().collect::<Vec<_>>(), ["genkan.app"]);

    app.provider.knobs().id_token = json!({"custom_data": "x".repeat(20_000)});
    let mut browser = app.browser();
    let answer = app.sign_in(&mut browser, "/sign-in").await;
    assert!(answer.body.contains("session_too_large"), "{}", answer.body);
    assert!(browser.cookies.is_empty());

    // Who was signed in stays so until the new sign-in is finished.
    app.provider.knobs().id_token = json!({});
    let mut browser = app.signed_in().await;
    app.provider.knobs().id_token = json!({"custom_data": "x".repeat(20_000)});
    let answer = app.sign_in(&mut browser, "/sign-in").await;
    assert!(answer.body.contains("session_too_large"), "{}", answer.body);
    assert_eq!(app.who(&mut browser).await["signedIn"], true);
}

#[tokio::test]
async fn a_sign_in_that_is_too_large_is_none_at_all() {
    let app = App::start().await;
    // Around the limit: with the access token it is too long, without it would fit.
    let mut refused = 0;
    for length in (10_000..10_600).step_by(20) {
        app.provider.knobs().id_token = json!({"custom_data": "x".repeat(length)});
        let mut browser = app.browser();
        let answer = app.sign_in(&mut browser, "/sign-in").await;
        let signed_in = app.who(&mut browser).await["signedIn"] == true;
        assert_eq!(answer.status == 303, signed_in, "{length}: {}", answer.status);
        refused += usize::from(!signed_in);
    }
    assert!((1..30).contains(&refused), "{refused}");
}

#[tokio::test]
async fn nothing_secret_is_in_a_page_or_a_cookie() {
    let app = App::start().await;
    let mut browser = app.signed_in().await;
    let pages = [browser.get("/").await.body, browser.get("/orders").await.body];
    let cookies: String = browser.cookies.values().cloned().collect();
    for text in pages.iter().chain([&cookies]) {
        assert!(!text.contains("access-") && !text.contains("refresh-"), "{text}");
    }
    assert!(!format!("{:?}", app.genkan).contains(COOKIE_SECRET));
    assert!(!format!("{:?}", app.genkan).contains("the app's secret"));
}

#[tokio::test]
async fn odd_requests_are_answered() {
    let app = App::start().await;
    let mut browser = app.signed_in().await;
    browser.cookies.insert("other".into(), "a=b=c".into());
    assert_eq!(app.who(&mut browser).await["signedIn"], true);
    for path in ["/callback?%", "/callback?state=%00&code=%00", "/sign-in?returnTo=%", "/sign-in?&&==&"] {
        let status = browser.get(path).await.status;
        assert!(status.is_redirection() || status.is_client_error(), "{path}: {status}");
    }
    let long = format!("/callback?state={}", "a".repeat(60_000));
    assert!(!browser.get(&long).await.status.is_server_error());
    assert_eq!(browser.send(Method::DELETE, "/sign-in", &[]).await.status, 405);
}
