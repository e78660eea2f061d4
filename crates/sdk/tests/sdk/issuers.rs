//! One host, one app id, two providers: what belongs to the one means nothing to the other.

use crate::support::{App, Provider};

async fn apps() -> (App, App) {
    let first = App::start().await;
    let mut second = App::start().await;
    second.provider = Provider::start(std::sync::Arc::clone(&second.clock)).await;
    second.restart(|config| config);
    (first, second)
}

#[tokio::test]
async fn a_session_of_another_issuer_is_nobodys() {
    let (first, second) = apps().await;
    let mut browser = second.browser();
    browser.cookies = first.signed_in().await.cookies;
    assert_eq!(second.who(&mut browser).await["signedIn"], false);
    assert!(browser.cookies.is_empty());
}

#[tokio::test]
async fn a_code_never_reaches_another_issuer() {
    let (first, second) = apps().await;
    // Neither names itself in the callback.
    for app in [&first, &second] {
        app.provider.knobs().promises_iss = false;
        app.provider.knobs().iss = None;
    }
    let mut browser = first.browser();
    let start = browser.get("/sign-in").await;
    let callback = first.provider.authorize(start.location());
    let mut elsewhere = second.browser();
    elsewhere.cookies = browser.cookies;
    let answer = elsewhere.get(&callback).await;
    assert!(answer.body.contains("issuer_mismatch"), "{}", answer.body);
    assert_eq!(second.provider.knobs().token_requests, 0);
}
