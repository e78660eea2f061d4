use http::header::WWW_AUTHENTICATE;

use crate::support::{API, TOKEN, app, ask, cookie, get, get_as, member, settings, text};

#[tokio::test]
async fn a_token_is_shown_by_its_claims_and_folded_away() {
    let (status, _, body) = get_as(&member().access_token(API, TOKEN), "/").await;
    assert_eq!(status, 200);
    let (before, folded) = body.split_once("<details>").unwrap();
    assert!(before.contains(API) && before.contains("read:orders"), "{body}");
    assert!(!before.contains(TOKEN) && folded.contains(TOKEN), "{body}");
    assert!(folded.contains("act as you until it expires"), "with a word of warning");
}

#[tokio::test]
async fn an_opaque_token_says_so() {
    let (_, _, body) = get_as(&member().access_token(API, "0pa<que"), "/").await;
    assert!(body.contains("cannot be read, only used") && body.contains("0pa&#60;que"), "{body}");
}

#[tokio::test]
async fn the_demo_api_is_not_for_everybody() {
    let (status, headers, _) = get("/api/orders", &[]).await;
    assert_eq!(status, 401);
    assert!(headers[WWW_AUTHENTICATE].to_str().unwrap().starts_with("Bearer"));
    let cookie = cookie(&member()).await;
    assert_eq!(get("/api/orders", &[("cookie", &cookie)]).await.0, 401, "a session is no token");
    let (status, _, body) = get("/api/orders", &[("authorization", "Bearer nonsense")]).await;
    assert_eq!(status, 401);
    assert!(!body.contains("slippers"), "{body}");
}

#[tokio::test]
async fn what_the_api_refuses_is_told_on_the_page() {
    // Its keys cannot be fetched: the provider is away.
    let (_, _, body) = get_as(&member().access_token(API, TOKEN), "/").await;
    assert!(body.contains("did not accept the token") && body.contains("503 Service Unavailable"), "{body}");
}

#[tokio::test]
async fn without_a_resource_there_is_no_api() {
    let app = app(settings(), None).await;
    let cookie = cookie(&member()).await;
    let page = text(ask(app.clone(), "/", &[("cookie", &cookie)]).await).await;
    assert!(page.contains("Mio") && !page.contains("The demo API"), "{page}");
    assert_eq!(ask(app, "/api/orders", &[("authorization", "Bearer x")]).await.status(), 404);
}
