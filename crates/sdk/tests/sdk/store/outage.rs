//! A store that does not answer signs nobody out and lets nobody in.

use http::Method;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER};

use super::support::{Claim, Create, Delete, Load, Replace, TestStore, app, at, on_every_store, process};
use crate::support::Answer;

fn is_an_outage(answer: &Answer, content_type: &str) {
    assert_eq!(answer.status, 503, "{}", answer.body);
    assert!(answer.headers[CONTENT_TYPE].to_str().unwrap().starts_with(content_type));
    assert_eq!(answer.headers[CACHE_CONTROL], "private, no-store");
    assert!(answer.set_cookies().is_empty(), "{:?}", answer.set_cookies());
    assert!(!answer.body.contains("switched it off"), "what a store says is for the log: {}", answer.body);
}

on_every_store! {
    async fn people_get_a_page_and_programs_json_and_nobody_is_signed_out(store: TestStore) {
        let app = app(&store).await;
        let mut browser = app.signed_in().await;
        store.go_down();
        for path in ["/", "/orders", "/token/api", "/info", "/stream/api", "/sign-in", "/callback?code=c&state=s"] {
            let answer = browser.get(path).await;
            is_an_outage(&answer, "text/html");
            assert!(answer.body.contains("<h1>"), "{}", answer.body);
            assert!(answer.headers.contains_key(RETRY_AFTER));
            let answer = browser.send(Method::GET, path, &[("accept", "application/json")]).await;
            is_an_outage(&answer, "application/json");
            assert!(answer.body.contains("store_unavailable"), "{}", answer.body);
            assert_eq!(answer.headers[RETRY_AFTER], "5");
        }
        assert_eq!(browser.get("/plain").await.status, 200, "what needs no session goes on");
        let mut visitor = app.browser();
        assert_eq!(app.who(&mut visitor).await["signedIn"], false, "who has no cookie needs no store");

        store.come_back();
        assert_eq!(app.who(&mut browser).await["sub"], "user-1");
        assert_eq!(browser.get("/token/api").await.status, 200);
        assert!(app.provider.knobs().revoked.is_empty());
    }

    async fn a_sign_in_is_finished_when_the_store_is_back(store: TestStore) {
        let app = app(&store).await;
        let mut browser = app.browser();
        let start = browser.get("/sign-in").await;
        let callback = app.provider.authorize(start.location());
        store.fail(&[Create]);
        for _ in 0..2 {
            let answer = browser.get(&callback).await;
            is_an_outage(&answer, "text/html");
        }
        store.come_back();
        let answer = browser.get(&callback).await;
        assert_eq!(answer.status, 303, "{}", answer.body);
        assert_eq!(app.who(&mut browser).await["signedIn"], true);
        assert_eq!(app.provider.knobs().code_exchanges, 1, "a second redemption would revoke everything");
    }

    async fn a_second_sign_in_waits_until_the_first_session_can_be_ended(store: TestStore) {
        let app = app(&store).await;
        let mut browser = app.signed_in().await;
        let old = browser.cookies.clone();
        let start = browser.get("/sign-in").await;
        let callback = app.provider.authorize(start.location());
        store.fail(&[Delete]);
        is_an_outage(&browser.get(&callback).await, "text/html");
        store.come_back();
        assert_eq!(browser.get(&callback).await.status, 303);
        assert_ne!(browser.cookies, old);
        browser.cookies = old;
        assert_eq!(app.who(&mut browser).await["signedIn"], false);
        assert_eq!(app.provider.knobs().code_exchanges, 2);
    }

    async fn who_cannot_be_signed_out_is_told_so(store: TestStore) {
        let app = app(&store).await;
        let mut browser = app.signed_in().await;
        store.fail(&[Delete]);
        let answer = browser.send(Method::POST, "/sign-out", &[("sec-fetch-site", "same-origin")]).await;
        is_an_outage(&answer, "text/html");
        assert!(answer.body.contains("still signed in"), "{}", answer.body);
        assert!(app.provider.knobs().revoked.is_empty());
        store.come_back();
        assert_eq!(browser.get("/token/api").await.status, 200);
        let answer = browser.send(Method::POST, "/sign-out", &[("sec-fetch-site", "same-origin")]).await;
        assert_eq!(answer.status, 303);
        assert!(browser.cookies.is_empty() && store.latest().await.is_none());
    }

    async fn a_refresh_that_cannot_be_stored_loses_nothing(store: TestStore) {
        let app = app(&store).await;
        let mut browser = app.signed_in().await;
        store.fail(&[Replace]);
        let token = browser.get("/token/api").await;
        assert_eq!(token.status, 200, "{}", token.body);
        assert_eq!(store.latest().await.unwrap().generation, 0);
        // Other requests meanwhile, and another refresh with the rotated token.
        assert_eq!(app.who(&mut browser).await["signedIn"], true);
        assert_eq!(browser.get("/token/api").await.body, token.body);
        let other = browser.get("/token/other").await;
        assert_eq!(other.status, 200, "{}", other.body);
        assert_eq!(app.provider.knobs().refreshes, 2);

        store.come_back();
        assert_eq!(app.who(&mut browser).await["signedIn"], true);
        assert_eq!(store.latest().await.unwrap().generation, 2);
        let mut moved = at(&process(&app, &store), &browser);
        assert_eq!(moved.get("/token/api").await.body, token.body);
        assert_eq!(moved.get("/token/other").await.body, other.body);
        assert_eq!(app.provider.knobs().refreshes, 2);
        app.clock.advance(3_600);
        assert_eq!(moved.get("/token/api").await.status, 200, "its refresh token is the living one");
    }

    async fn answers_that_are_lost_lose_nothing(store: TestStore) {
        let app = app(&store).await;
        store.lose_answers(&[Create, Replace]);
        let mut browser = app.signed_in().await;
        let token = browser.get("/token/api").await;
        assert_eq!(token.status, 200, "{}", token.body);
        assert_eq!(store.latest().await.unwrap().generation, 1);
        let other = browser.get("/token/other").await;
        assert_eq!(other.status, 200, "{}", other.body);
        store.come_back();
        let mut moved = at(&process(&app, &store), &browser);
        assert_eq!(moved.get("/token/api").await.body, token.body);
        assert_eq!(moved.get("/token/other").await.body, other.body);
        let knobs = app.provider.knobs();
        assert_eq!((knobs.code_exchanges, knobs.refreshes), (1, 2));
    }

    async fn a_session_that_cannot_be_prolonged_is_still_one(store: TestStore) {
        let app = app(&store).await;
        let mut browser = app.signed_in().await;
        app.clock.advance(24 * 3_600);
        let before = store.latest().await.unwrap();
        store.fail(&[Replace]);
        let answer = browser.get("/").await;
        assert!(answer.body.contains("true"), "{}", answer.body);
        assert!(answer.set_cookies().is_empty(), "the browser's cookie must not outlive the record");
        store.come_back();
        assert_eq!(app.who(&mut browser).await["signedIn"], true);
        assert!(store.latest().await.unwrap().expires_at > before.expires_at);
    }

    async fn without_a_turn_the_token_that_still_lives_is_used(store: TestStore) {
        let app = app(&store).await;
        let mut browser = app.signed_in().await;
        let token = browser.get("/token/api").await;
        store.fail(&[Claim]);
        app.clock.advance(3_600 - 30);
        assert_eq!(browser.get("/token/api").await.body, token.body);
        app.clock.advance(30);
        let answer = browser.get("/token/api").await;
        assert_eq!(answer.status, 503);
        assert!(answer.body.contains("store_unavailable") && answer.set_cookies().is_empty());
        store.come_back();
        assert_eq!(browser.get("/token/api").await.status, 200);
        assert_eq!(app.provider.knobs().refreshes, 2);
    }

    async fn a_failure_in_the_middle_of_a_turn_gives_it_back(store: TestStore) {
        let app = app(&store).await;
        let other = process(&app, &store);
        let browser = app.signed_in().await;
        let (mut here, mut there) = (at(&app, &browser), at(&other, &browser));
        store.hold(Claim);
        let failing = tokio::spawn(async move { here.get("/token/api").await });
        store.somebody_waits().await;
        store.fail(&[Load]);
        store.let_go();
        assert_eq!(failing.await.unwrap().status, 503);
        store.come_back();
        let before = store.count();
        assert_eq!(there.get("/token/api").await.status, 200);
        assert!(store.count() - before < 10, "somebody waited for a turn that nobody has");
    }
}
