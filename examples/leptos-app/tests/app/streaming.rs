use axum::body::Body;
use genkan_sdk::testing::TestSession;
use http::Request;
use http_body_util::BodyExt as _;
use serde_json::{Value, json};

use crate::provider::Provider;
use crate::support::{App, PAGE, PROGRAM, RESOURCE, mio};

#[tokio::test]
async fn a_page_begins_before_the_server_has_answered() {
    let provider = Provider::start().await;
    provider.hold();
    let app = App::new(&provider.endpoint);
    let cookie = app.cookie(mio()).await;
    let response = app.begin(Request::get("/"), &[PAGE, ("cookie", &cookie)], Body::empty()).await;
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["cache-control"], "private, no-store");

    let mut body = response.into_body();
    let mut page = String::new();
    let mut released = false;
    while let Some(frame) = body.frame().await {
        page.push_str(std::str::from_utf8(frame.unwrap().data_ref().unwrap()).unwrap());
        if !released && page.contains("Asked of the server") {
            assert!(page.contains("You are signed in") && !page.contains("mio@example.com"), "{page}");
            released = true;
            provider.answer();
        }
    }
    assert!(released && page.contains("mio@example.com") && page.contains("</html>"), "{page}");
    assert!(page.find("mio@example.com") < page.find("<footer"), "in its place, without a script");
}

#[tokio::test]
async fn a_form_fetches_tokens_and_the_page_finds_them_in_the_session() {
    let provider = Provider::start().await;
    let app = App::new(&provider.endpoint);
    let cookie = app.cookie(mio()).await;
    let answer = app.post("/api/tokens", &[PAGE, ("cookie", &cookie)], "").await;
    assert_eq!(answer.status, 302);
    assert_eq!(answer.headers["location"], "/tokens");
    assert_eq!(provider.refreshes(), 2, "one for the API, one for the organization");

    // Another process, which knows nothing but the cookie.
    let page = App::new(&provider.endpoint).get("/tokens", &[PAGE, ("cookie", &answer.cookie())]).await;
    assert_eq!(page.status, 200);
    for shown in [RESOURCE, "org_1", "token-0", "token-1"] {
        assert!(page.body.contains(shown), "{shown}: {}", page.body);
    }
    assert_eq!(provider.refreshes(), 2, "nothing is fetched again");
    assert!(!page.body.contains("eyJ"), "the tokens themselves stay on the server");
}

#[tokio::test]
async fn tokens_about_to_expire_are_renewed_before_the_page_begins() {
    let provider = Provider::start().await;
    let app = App::new(&provider.endpoint);
    let session = TestSession::of(json!({"sub": "u1"})).refresh_token("r0");
    let cookie = app.cookie(session.access_token(RESOURCE, "an old one")).await;
    let page = app.get("/tokens", &[PAGE, ("cookie", &cookie)]).await;
    assert!(!page.headers.contains_key("set-cookie") && provider.refreshes() == 0);

    app.clock.advance(3590);
    let page = app.get("/tokens", &[PAGE, ("cookie", &cookie)]).await;
    assert!(page.headers.contains_key("set-cookie"), "{:?}", page.headers);
    assert!(page.body.contains("token-0") && provider.refreshes() == 1, "{}", page.body);
}

#[tokio::test]
async fn a_server_function_answers_with_the_persons_data_and_keeps_the_new_token() {
    let provider = Provider::start().await;
    let app = App::new(&provider.endpoint);
    let cookie = app.cookie(mio()).await;
    let answer = app.post("/api/user-info", &[PROGRAM, ("cookie", &cookie)], "").await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let info: Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(info["email"], "mio@example.com");
    assert_eq!(provider.refreshes(), 1);

    let elsewhere = App::new(&provider.endpoint);
    let again = elsewhere.post("/api/user-info", &[PROGRAM, ("cookie", &answer.cookie())], "").await;
    assert_eq!(again.status, 200);
    assert_eq!(provider.refreshes(), 1, "the token came with the cookie");
}
