//! Sign-ins that differ from the configured one, and callbacks that met an outage.

use serde_json::json;

use crate::support::{App, Refusal, START};

#[tokio::test]
async fn a_callback_that_met_an_outage_can_be_loaded_again() {
    let app = App::start().await;
    let mut browser = app.browser();
    let start = browser.get("/sign-in?returnTo=/orders").await;
    let callback = app.provider.authorize(start.location());
    app.provider.knobs().refusal = Some(Refusal(503, "down"));
    let failed = browser.get(&callback).await;
    assert_eq!(failed.status, 503);
    assert!(failed.body.contains("provider_unavailable"), "{}", failed.body);
    app.provider.knobs().refusal = None;
    assert_eq!(browser.get(&callback).await.location(), "/orders");
    assert_eq!(app.who(&mut browser).await["sub"], "user-1");
}

/// The code has one use: it is not spent on an answer that nobody could check.
#[tokio::test]
async fn a_callback_that_met_no_keys_can_be_loaded_again() {
    let app = App::start().await;
    let mut browser = app.browser();
    let start = browser.get("/sign-in").await;
    let callback = app.provider.authorize(start.location());
    app.provider.knobs().keys_are_down = true;
    assert_eq!(browser.get(&callback).await.status, 503);
    app.provider.knobs().keys_are_down = false;
    app.clock.advance(10);
    assert_eq!(browser.get(&callback).await.status, 303);
    assert_eq!(app.who(&mut browser).await["sub"], "user-1");
}

#[tokio::test]
async fn a_sign_in_can_sign_out_first_and_come_back_elsewhere() {
    let app = App::start().await;
    let mut browser = app.signed_in().await;
    let start = browser.get("/register").await;
    assert_eq!(app.who(&mut browser).await["signedIn"], false, "clear_tokens");
    let callback = app.provider.authorize(start.location());
    assert!(callback.starts_with("/registered?"), "{callback}");
    {
        let knobs = app.provider.knobs();
        assert_eq!(knobs.last_authorization["first_screen"], ["register"]);
        assert_eq!(knobs.last_authorization["organization_id"], ["org-1"]);
        assert_eq!(knobs.last_authorization["redirect_uri"], ["http://localhost:3000/registered"]);
    }
    assert_eq!(browser.get(&callback).await.location(), "/welcome");
    assert_eq!(app.who(&mut browser).await["sub"], "user-1");
    for path in ["", "registered", "//evil.example/", "/\\evil", "/a?b=c", "/../a", "https://evil.example/"] {
        let query: String = url::form_urlencoded::byte_serialize(path.as_bytes()).collect();
        let answer = app.browser().get(&format!("/register?callback={query}")).await;
        assert_eq!(answer.status, 400, "{path}");
        assert!(answer.body.contains("invalid_parameter") && answer.set_cookies().is_empty(), "{path}");
    }
}

#[tokio::test]
async fn a_sign_in_that_wants_a_recent_proof_gets_one() {
    let app = App::start().await;
    for (auth_time, passes) in [(json!(START), true), (json!(START - 700), false), (json!(null), false)] {
        app.provider.knobs().id_token = json!({"auth_time": auth_time});
        let mut browser = app.browser();
        let start = browser.get("/register?max_age=600").await;
        let callback = app.provider.authorize(start.location());
        assert_eq!(app.provider.knobs().last_authorization["max_age"], ["600"]);
        let answer = browser.get(&callback).await;
        assert_eq!(answer.status == 303, passes, "{auth_time}: {}", answer.body);
        assert_eq!(app.who(&mut browser).await["signedIn"], passes);
    }
}

#[tokio::test]
async fn a_page_may_be_for_everybody() {
    let app = App::start().await;
    assert_eq!(app.browser().get("/perhaps").await.body, "nobody");
    assert_eq!(app.signed_in().await.get("/perhaps").await.body, "user-1");
}

#[tokio::test]
async fn asking_for_the_head_alone_does_nothing() {
    let app = App::start().await;
    let mut browser = app.signed_in().await;
    for path in ["/sign-in", "/sign-out"] {
        let answer = browser.send(http::Method::HEAD, path, &[("sec-fetch-site", "same-origin")]).await;
        assert_eq!(answer.status, 204, "{path}");
        assert!(answer.set_cookies().is_empty(), "{path}");
    }
    assert_eq!(app.who(&mut browser).await["signedIn"], true);
}
