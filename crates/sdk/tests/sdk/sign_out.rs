use http::Method;

use crate::support::App;

#[tokio::test]
async fn signing_out_clears_revokes_and_goes_to_the_provider() {
    let app = App::start().await;
    let mut browser = app.signed_in().await;
    let answer = browser.send(Method::POST, "/sign-out", &[("sec-fetch-site", "same-origin")]).await;
    assert_eq!(answer.status, 303);
    assert_eq!(
        answer.location(),
        format!(
            "{}/session/end?client_id=app&post_logout_redirect_uri=http%3A%2F%2Flocalhost%3A3000%2F",
            app.provider.issuer()
        )
    );
    assert!(browser.cookies.is_empty());
    assert_eq!(app.provider.knobs().revoked.len(), 1);
    assert_eq!(app.who(&mut browser).await["signedIn"], false);
}

#[tokio::test]
async fn a_copied_cookie_is_worthless_after_signing_out() {
    let app = App::start().await;
    let mut browser = app.signed_in().await;
    let copy = browser.cookies.clone();
    browser.send(Method::POST, "/sign-out", &[("sec-fetch-site", "same-origin")]).await;
    browser.cookies = copy;
    assert_eq!(app.who(&mut browser).await["signedIn"], false);
    assert!(browser.cookies.is_empty());
}

#[tokio::test]
async fn the_latest_refresh_token_is_revoked_even_with_an_older_cookie() {
    let app = App::start().await;
    let mut browser = app.signed_in().await;
    let old = browser.cookies.clone();
    browser.get("/token/api").await;
    browser.cookies = old;
    browser.send(Method::POST, "/sign-out", &[("sec-fetch-site", "same-origin")]).await;
    assert_eq!(app.provider.knobs().revoked, ["refresh-3"]);
}

#[tokio::test]
async fn another_site_cannot_sign_people_out() {
    let app = App::start().await;
    let mut browser = app.signed_in().await;
    for method in [Method::GET, Method::POST] {
        let answer = browser.send(method, "/sign-out", &[("sec-fetch-site", "cross-site")]).await;
        assert_eq!(answer.status, 200);
        assert!(answer.body.contains(r#"<form method="post" action="/sign-out">"#));
    }
    assert_eq!(app.who(&mut browser).await["signedIn"], true);
}

#[tokio::test]
async fn signing_out_twice_or_never_signed_in_is_no_error() {
    let app = App::start().await;
    let mut browser = app.browser();
    for _ in 0..2 {
        let answer = browser.send(Method::POST, "/sign-out", &[]).await;
        assert_eq!(answer.status, 303);
    }
}

#[tokio::test]
async fn somebody_who_has_kept_a_sign_ins_cookie_brings_back_no_session_that_was_signed_out() {
    let app = App::start().await;
    let mut browser = app.browser();
    let start = browser.get("/sign-in").await;
    let callback = app.provider.authorize(start.location());
    let kept = browser.clone();
    browser.get(&callback).await;
    browser.send(Method::POST, "/sign-out", &[("sec-fetch-site", "same-origin")]).await;
    for minutes in 0..9 {
        let mut thief = kept.clone();
        thief.get(&callback).await;
        assert_eq!(app.who(&mut thief).await["signedIn"], false, "after {minutes} minutes");
        app.clock.advance(60);
        // Others come and go meanwhile.
        app.signed_in().await.get("/token/api").await;
    }
    assert_eq!(app.provider.knobs().code_exchanges, 10, "the code is never redeemed again");
}
