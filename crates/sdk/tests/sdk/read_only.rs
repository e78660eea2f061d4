//! Tokens where no cookie can be set any more, and refreshing ahead of that.

use genkan_sdk::MemoryStore;
use std::sync::Arc;

use crate::support::{App, Refusal};

#[tokio::test]
async fn a_refresh_inside_a_stream_loses_nothing() {
    let app = App::start().await;
    let mut browser = app.signed_in().await;
    let before = browser.cookies.clone();
    let page = browser.get("/stream/api").await;
    assert!(page.body.starts_with("head access-"), "{}", page.body);
    assert_eq!(browser.cookies, before, "the headers were gone");

    // The next request hands the renewed cookie over, whatever page it is for.
    app.who(&mut browser).await;
    assert_ne!(browser.cookies, before);
    assert_eq!(browser.get("/token/api").await.body, page.body.replace("head ", ""));
    assert_eq!(app.provider.knobs().refreshes, 1);

    // Also for another process, which knows nothing but the cookie.
    let mut app = app;
    app.restart(|config| config);
    let mut elsewhere = app.browser();
    elsewhere.cookies = browser.cookies.clone();
    app.clock.advance(4000);
    assert_eq!(elsewhere.get("/token/api").await.status, 200);
}

#[tokio::test]
async fn the_renewed_cookie_waits_for_a_slow_reader() {
    let app = App::start().await;
    let mut browser = app.signed_in().await;
    browser.get("/stream/api").await;
    app.clock.advance(1800);
    // Others come and go meanwhile.
    for _ in 0..3 {
        let mut other = app.signed_in().await;
        other.get("/token/api").await;
        app.clock.advance(300);
    }
    assert_eq!(browser.get("/token/other").await.status, 200, "its old refresh token is used up");
}

#[tokio::test]
async fn with_a_store_a_refresh_inside_a_stream_is_kept_there() {
    let mut app = App::start().await;
    let store = MemoryStore::with_clock(Arc::clone(&app.clock) as _);
    let configure = |config: genkan_sdk::ConfigBuilder| config.session_store(store.clone());
    app.restart(configure);
    let mut browser = app.signed_in().await;
    let before = browser.cookies.clone();
    let page = browser.get("/stream/api").await;
    assert_eq!(browser.cookies, before);
    app.restart(configure);
    let mut elsewhere = app.browser();
    elsewhere.cookies = before;
    assert_eq!(elsewhere.get("/token/api").await.body, page.body.replace("head ", ""));
}

#[tokio::test]
async fn what_is_about_to_expire_is_refreshed_ahead_of_the_response() {
    let app = App::start().await;
    let mut browser = app.signed_in().await;
    browser.get("/token/api").await;
    app.clock.advance(3600 - 60);
    let before = browser.cookies.clone();
    let refreshes = app.provider.knobs().refreshes;

    // Not for a guess of the browser, which is content with what still lives.
    let guess = [("sec-purpose", "prefetch"), ("accept", "text/html")];
    let page = browser.send(http::Method::GET, "/stream/api", &guess).await;
    assert!(page.body.starts_with("head access-"), "{}", page.body);
    assert_eq!(app.provider.knobs().refreshes, refreshes);
    assert_eq!(browser.cookies, before);

    let page = browser.get("/stream/api").await;
    assert_ne!(browser.cookies, before, "the browser has the renewed cookie at once");
    let refreshes = app.provider.knobs().refreshes;
    assert_eq!(browser.get("/token/api").await.body, page.body.replace("head ", ""));
    assert_eq!(app.provider.knobs().refreshes, refreshes);
}

#[tokio::test]
async fn who_comes_back_after_a_long_time_has_tokens_refreshed_ahead_too() {
    let app = App::start().await;
    let mut browser = app.signed_in().await;
    browser.get("/token/api").await;
    app.clock.advance(24 * 3600);
    let refreshes = app.provider.knobs().refreshes;
    let page = browser.get("/stream/api").await;
    assert_eq!(app.provider.knobs().refreshes, refreshes + 2, "the two tokens it has used");
    // The browser has all of it: another process asks nobody.
    let mut app = app;
    app.restart(|config| config);
    let mut elsewhere = app.browser();
    elsewhere.cookies = browser.cookies.clone();
    assert_eq!(elsewhere.get("/token/api").await.body, page.body.replace("head ", ""));
}

#[tokio::test]
async fn a_token_that_still_lives_is_used_when_the_provider_is_down() {
    let app = App::start().await;
    let mut browser = app.signed_in().await;
    let token = browser.get("/token/api").await.body;
    app.clock.advance(3600 - 30);
    app.provider.knobs().refusal = Some(Refusal(503, "down"));
    assert_eq!(browser.get("/token/api").await.body, token, "within the margin, but not expired");
    assert_eq!(browser.get("/stream/api").await.body, format!("head {token}"));
    app.clock.advance(30);
    assert_eq!(browser.get("/token/api").await.status, 503);
    assert_eq!(browser.get("/stream/api").await.body, "head provider_unavailable");
    app.provider.knobs().refusal = None;
    app.clock.advance(2);
    assert_eq!(browser.get("/token/api").await.status, 200, "the session is as it was");
}

#[tokio::test]
async fn a_crowd_does_not_queue_for_a_provider_that_is_down() {
    let app = App::start().await;
    let browser = app.signed_in().await;
    app.provider.knobs().refusal = Some(Refusal(503, "down"));
    let before = app.provider.knobs().token_requests;
    let crowd = (0..50).map(|_| {
        let mut tab = browser.clone();
        async move { tab.get("/token/api").await.status }
    });
    for status in futures_util::future::join_all(crowd).await {
        assert_eq!(status, 503);
    }
    assert_eq!(app.provider.knobs().token_requests, before + 1);
}

#[tokio::test]
async fn tokens_that_live_shorter_than_the_margin_are_still_shared() {
    let app = App::start().await;
    app.provider.knobs().expires_in = 30;
    let browser = app.signed_in().await;
    let crowd = (0..50).map(|_| {
        let mut tab = browser.clone();
        async move { tab.get("/token/api").await.body }
    });
    let mut tokens = futures_util::future::join_all(crowd).await;
    tokens.dedup();
    assert_eq!(tokens.len(), 1, "{tokens:?}");
    assert_eq!(app.provider.knobs().refreshes, 1);
}

#[tokio::test]
async fn signed_out_in_a_stream_is_an_error_code_and_no_page_of_somebody() {
    let app = App::start().await;
    assert_eq!(app.browser().get("/stream/api").await.body, "head not_authenticated");
}
