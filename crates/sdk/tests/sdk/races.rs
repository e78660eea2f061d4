//! Requests that take longer than what happens around them.

use std::sync::Arc;

use axum::Router;
use axum::routing::get;
use genkan_sdk::{MemoryStore, Session};
use http::Method;
use tokio::sync::Semaphore;

use crate::support::{Answer, App, Browser};

/// The app with pages that look at the session, and go on when they may: one answers, one asks for a token.
fn with_slow_page(app: &App, may_answer: &Arc<Semaphore>) -> Router {
    let may_ask = Arc::clone(may_answer);
    let asking = move |session: Session| async move {
        let _permit = may_ask.acquire().await.unwrap();
        let token = session.access_token("https://api.example").await;
        token.map_or_else(|error| error.code().to_owned(), |token| token.secret().to_owned())
    };
    let may_answer = Arc::clone(may_answer);
    let slow = move |session: Session| async move {
        let _permit = may_answer.acquire().await.unwrap();
        session.is_authenticated().to_string()
    };
    let pages = Router::new().route("/slow", get(slow)).route("/asking", get(asking));
    pages.layer(app.genkan.layer()).merge(app.router())
}

/// Starts the slow page and waits until it has looked at the session.
async fn begin(mut tab: Browser, path: &'static str) -> tokio::task::JoinHandle<Answer> {
    let slow = tokio::spawn(async move { tab.get(path).await });
    for _ in 0..10 {
        tokio::task::yield_now().await;
    }
    slow
}

async fn sign_out(browser: &mut Browser) {
    let answer = browser.send(Method::POST, "/sign-out", &[("sec-fetch-site", "same-origin")]).await;
    assert_eq!(answer.status, 303);
}

#[tokio::test]
async fn a_slow_page_of_the_old_session_leaves_the_new_one_alone() {
    for with_store in [false, true] {
        let mut app = App::start().await;
        if with_store {
            let store = MemoryStore::with_clock(Arc::clone(&app.clock) as _);
            app.restart(|config| config.session_store(store));
        }
        let may_answer = Arc::new(Semaphore::new(0));
        let mut browser = Browser::new(with_slow_page(&app, &may_answer));
        app.sign_in(&mut browser, "/sign-in").await;
        let slow = begin(browser.clone(), "/slow").await;
        let asking = begin(browser.clone(), "/asking").await;
        app.sign_in(&mut browser, "/sign-in").await;
        may_answer.add_permits(2);
        for (page, body) in [(slow, "true"), (asking, "session_ended")] {
            let answer = page.await.unwrap();
            assert_eq!(answer.body, body);
            assert!(answer.set_cookies().is_empty(), "{:?}", answer.set_cookies());
        }
        assert_eq!(app.who(&mut browser).await["signedIn"], true);
    }
}

#[tokio::test]
async fn nor_does_it_harm_a_sign_in_at_another_process() {
    let mut app = App::start().await;
    let store = MemoryStore::with_clock(Arc::clone(&app.clock) as _);
    app.restart(|config| config.session_store(store.clone()));
    let may_answer = Arc::new(Semaphore::new(0));
    let mut here = Browser::new(with_slow_page(&app, &may_answer));
    app.sign_in(&mut here, "/sign-in").await;
    let asking = begin(here.clone(), "/asking").await;
    app.restart(|config| config.session_store(store));
    let mut there = app.browser();
    there.cookies = here.cookies;
    app.sign_in(&mut there, "/sign-in").await;
    may_answer.add_permits(1);
    let answer = asking.await.unwrap();
    assert_eq!(answer.body, "session_ended");
    assert!(answer.set_cookies().is_empty(), "{:?}", answer.set_cookies());
}

#[tokio::test]
async fn a_page_that_takes_minutes_does_not_bring_a_session_back() {
    let app = App::start().await;
    let may_answer = Arc::new(Semaphore::new(0));
    let mut browser = Browser::new(with_slow_page(&app, &may_answer));
    app.sign_in(&mut browser, "/sign-in").await;
    // Old enough to be written again by whoever looks at it.
    app.clock.advance(86_400);
    let slow = begin(browser.clone(), "/slow").await;
    sign_out(&mut browser).await;
    // Others come and go until nobody would remember.
    app.clock.advance(10_000);
    for _ in 0..2 {
        let mut other = app.signed_in().await;
        sign_out(&mut other).await;
        app.clock.advance(10_000);
    }
    may_answer.add_permits(1);
    let answer = slow.await.unwrap();
    assert_eq!(answer.body, "true");
    assert!(answer.set_cookies().is_empty(), "{:?}", answer.set_cookies());
}

/// Two tabs: in one the session outgrows one cookie, in the other the person signs out.
#[tokio::test]
async fn signing_out_removes_cookies_the_request_did_not_know_of() {
    let app = App::start().await;
    let mut browser = app.signed_in().await;
    let mut other = browser.clone();
    app.provider.knobs().id_token = serde_json::json!({"custom_data": "x".repeat(6_000)});
    assert_eq!(browser.get("/token/api").await.status, 200);
    assert!(browser.cookies.contains_key("genkan.app.1"), "{:?}", browser.cookies.keys());
    let out = other.send(Method::POST, "/sign-out", &[("sec-fetch-site", "same-origin")]).await;
    for line in out.set_cookies() {
        browser.cookies.remove(line.split_once('=').unwrap().0);
    }
    assert!(browser.cookies.is_empty(), "{:?}", browser.cookies.keys());
}

/// A response that never arrived, and the browser comes back half an hour later.
#[tokio::test]
async fn a_renewed_cookie_that_was_lost_on_its_way_comes_again() {
    let app = App::start().await;
    let mut browser = app.signed_in().await;
    let before = browser.cookies.clone();
    assert_eq!(browser.get("/token/api").await.status, 200);
    browser.cookies = before;
    app.clock.advance(1_800);
    app.signed_in().await.get("/token/api").await;
    assert_eq!(browser.get("/token/other").await.status, 200, "its old refresh token is used up");
}
