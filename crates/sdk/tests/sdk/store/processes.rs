//! Several processes over one store.

use std::collections::BTreeSet;
use std::time::Duration;

use axum::body::Body;
use futures_util::future::join_all;
use http::header::COOKIE;
use http::{Method, Request};
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;

use super::support::{Replace, TestStore, app, at, on_every_store, process};
use crate::support::Browser;

async fn sign_out(browser: &mut Browser) {
    let answer = browser.send(Method::POST, "/sign-out", &[("sec-fetch-site", "same-origin")]).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
}

on_every_store! {
    async fn the_store_is_asked_no_more_often_than_documented(store: TestStore) {
        let app = app(&store).await;
        let mut browser = app.signed_in().await;
        assert_eq!(store.count(), 1, "a sign-in creates");
        browser.get("/").await;
        browser.get("/plain").await;
        assert_eq!(store.count(), 2, "a request loads");
        browser.get("/token/api").await;
        assert_eq!(store.count(), 7, "a refresh claims, loads, replaces and releases");
        browser.get("/token/api").await;
        assert_eq!(store.count(), 8);
        sign_out(&mut browser).await;
        assert_eq!(store.count(), 11, "a sign-out loads the latest and deletes");
        app.browser().get("/").await;
        assert_eq!(store.count(), 11, "a visitor without a cookie asks nothing");
    }

    async fn a_sign_in_counts_everywhere_and_so_does_a_sign_out(store: TestStore) {
        let one = app(&store).await;
        let two = process(&one, &store);
        let mut browser = one.signed_in().await;
        let mut moved = at(&two, &browser);
        assert_eq!(two.who(&mut moved).await["sub"], "user-1");
        sign_out(&mut moved).await;
        assert_eq!(one.who(&mut browser).await["signedIn"], false);
        assert!(browser.cookies.is_empty());
        assert_eq!(browser.get("/token/api").await.status, 401);
        assert_eq!(one.provider.knobs().revoked.len(), 1);
    }

    async fn a_hundred_requests_at_two_processes_share_one_refresh(store: TestStore) {
        let one = app(&store).await;
        let two = process(&one, &store);
        let browser = one.signed_in().await;
        let requests = (0..100).map(|turn| {
            let mut tab = at(if turn % 2 == 0 { &one } else { &two }, &browser);
            tokio::spawn(async move { tab.get("/token/api").await })
        });
        let answers = join_all(requests).await;
        let tokens: BTreeSet<String> = answers.into_iter().map(|answer| answer.unwrap().body).collect();
        assert_eq!(tokens.len(), 1, "{tokens:?}");
        assert_eq!(one.provider.knobs().refreshes, 1);

        // And again when it is stale.
        one.clock.advance(3_600);
        let (mut here, mut there) = (at(&one, &browser), at(&two, &browser));
        let (here, there) = tokio::join!(here.get("/token/api"), there.get("/token/api"));
        assert_eq!(here.body, there.body);
        assert_eq!(one.provider.knobs().refreshes, 2);
    }

    async fn tokens_fetched_in_different_processes_end_up_in_one_session(store: TestStore) {
        let one = app(&store).await;
        let two = process(&one, &store);
        let browser = one.signed_in().await;
        let (mut here, mut there) = (at(&one, &browser), at(&two, &browser));
        let (api, other) = tokio::join!(here.get("/token/api"), there.get("/token/other"));
        assert_eq!(one.provider.knobs().refreshes, 2);
        let three = process(&one, &store);
        for home in [&one, &two, &three] {
            let mut browser = at(home, &browser);
            assert_eq!(browser.get("/token/api").await.body, api.body);
            assert_eq!(browser.get("/token/other").await.body, other.body);
        }
        assert_eq!(one.provider.knobs().refreshes, 2);
    }

    async fn a_sign_out_during_a_refresh_elsewhere_is_final(store: TestStore) {
        let one = app(&store).await;
        let two = process(&one, &store);
        let browser = one.signed_in().await;
        let (mut here, mut there) = (at(&one, &browser), at(&two, &browser));
        store.hold(Replace);
        let refresh = tokio::spawn(async move {
            let answer = there.get("/token/api").await;
            (answer, there)
        });
        store.somebody_waits().await;
        sign_out(&mut here).await;
        store.let_go();
        let (answer, mut there) = refresh.await.unwrap();
        assert_eq!(answer.status, 401, "{}", answer.body);
        assert!(answer.set_cookies().is_empty(), "the sign-out has told the browser");
        assert!(store.latest().await.is_none(), "the record is back");
        assert_eq!(two.who(&mut there).await["signedIn"], false);
        assert!(there.cookies.is_empty());
        let revoked = one.provider.knobs().revoked.clone();
        assert!(revoked.contains(&"refresh-3".to_owned()), "the token of the refresh lives on: {revoked:?}");
    }

    async fn who_only_looks_brings_nothing_back_and_overwrites_nothing(store: TestStore) {
        let one = app(&store).await;
        let two = process(&one, &store);
        for signs_out in [false, true] {
            let browser = one.signed_in().await;
            let mut there = at(&two, &browser);
            // Long enough unused to be prolonged by the next look, which is held up with what it has loaded.
            one.clock.advance(24 * 3_600);
            store.hold(Replace);
            let mut here = at(&one, &browser);
            let look = tokio::spawn(async move {
                let answer = here.get("/orders").await;
                (answer, here)
            });
            store.somebody_waits().await;
            let token = there.get("/token/api").await;
            assert_eq!(token.status, 200, "{}", token.body);
            if signs_out {
                sign_out(&mut there).await;
            }
            store.let_go();
            let (answer, mut here) = look.await.unwrap();
            if signs_out {
                assert_eq!(answer.status, 303, "to the sign-in");
                assert!(here.cookies.is_empty() && store.latest().await.is_none());
            } else {
                assert_eq!((answer.status.as_u16(), answer.body.as_str()), (200, "orders of Mio"));
                let refreshes = one.provider.knobs().refreshes;
                assert_eq!(here.get("/token/api").await.body, token.body, "the refresh of the other is not undone");
                assert_eq!(one.provider.knobs().refreshes, refreshes);
            }
        }
    }

    async fn a_response_waits_three_seconds_for_a_refresh_ahead_and_the_next_one_finds_it(store: TestStore) {
        let app = app(&store).await;
        let mut browser = app.signed_in().await;
        assert_eq!(browser.get("/token/api").await.status, 200);
        app.clock.advance(3_600);
        store.hold(Replace);
        let cookie = format!("genkan.app={}", browser.cookies["genkan.app"]);
        let request = Request::get("/stream/api").header(COOKIE, cookie).body(Body::empty()).unwrap();
        let answer = tokio::spawn(app.router().oneshot(request));
        store.somebody_waits().await;
        // The runtime has nothing left to do, so its clock jumps to the end of the shortest wait.
        tokio::time::pause();
        let began = tokio::time::Instant::now();
        let answer = answer.await.unwrap().unwrap();
        assert_eq!(answer.status(), 200);
        assert!(began.elapsed() <= Duration::from_secs(3), "by the paused clock; the store would be given up after five");
        tokio::time::resume();
        store.let_go();
        let body = answer.into_body().collect().await.unwrap().to_bytes();
        let token = browser.get("/token/api").await.body;
        assert_eq!(body, format!("head {token}"), "the stream itself waits for what it needs");
        assert_eq!(app.provider.knobs().refreshes, 3, "one at first, and one for each of the two tokens");
    }

    async fn a_turn_that_has_run_out_is_not_given_back(store: TestStore) {
        let app = app(&store).await;
        for (seconds, gives_back) in [(0, true), (23, true), (24, false), (60, false)] {
            let mut browser = app.signed_in().await;
            store.hold(Replace);
            let refresh = tokio::spawn(async move { browser.get("/token/api").await.status });
            store.somebody_waits().await;
            app.clock.advance(seconds);
            store.let_go();
            assert_eq!(refresh.await.unwrap(), 200);
            let seen = store.seen();
            let is_replace = seen.lines().last().unwrap().starts_with(store.keys().last().unwrap());
            assert_eq!(!is_replace, gives_back, "after {seconds} seconds");
        }
    }

    async fn a_refresh_after_a_sign_out_elsewhere_asks_nobody(store: TestStore) {
        let one = app(&store).await;
        let two = process(&one, &store);
        let mut browser = one.signed_in().await;
        let mut moved = at(&two, &browser);
        assert_eq!(moved.get("/token/api").await.status, 200);
        sign_out(&mut browser).await;
        one.clock.advance(3_600);
        let before = one.provider.knobs().refreshes;
        assert_eq!(moved.get("/token/api").await.status, 401);
        assert_eq!(one.provider.knobs().refreshes, before);
        assert!(moved.cookies.is_empty());
    }

    async fn a_session_the_provider_ended_ends_everywhere(store: TestStore) {
        let one = app(&store).await;
        let two = process(&one, &store);
        let mut browser = one.signed_in().await;
        let mut moved = at(&two, &browser);
        assert_eq!(moved.get("/token/api").await.status, 200);
        one.provider.end_all_grants();
        one.clock.advance(3_600);
        assert_eq!(browser.get("/token/api").await.status, 401);
        assert!(store.latest().await.is_none());
        assert_eq!(two.who(&mut moved).await["signedIn"], false);
    }

    async fn without_claims_two_refreshes_at_once_keep_the_session(store: TestStore) {
        let store = store.without_claims();
        let one = app(&store).await;
        let two = process(&one, &store);
        let browser = one.signed_in().await;
        let (mut here, mut there) = (at(&one, &browser), at(&two, &browser));
        // The first has its new refresh token and has not stored it yet; the second uses up the old one.
        store.hold(Replace);
        let first = tokio::spawn(async move { here.get("/token/api").await });
        store.somebody_waits().await;
        let late = there.get("/token/other").await;
        store.let_go();
        assert_eq!(first.await.unwrap().status, 401, "the provider took the second for theft, so the session is over");
        assert_eq!(late.status, 401);
    }
}
