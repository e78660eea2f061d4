use futures_util::StreamExt as _;
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, LOCATION};

use crate::support::{API, app, ask, cookie, get, member, settings};

#[tokio::test]
async fn the_first_part_comes_before_the_second_is_known() {
    let cookie = cookie(&member()).await;
    let response = ask(app(settings(), Some(API)).await, "/stream", &[("cookie", &cookie)]).await;
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()[CACHE_CONTROL], "private, no-store");
    assert!(response.headers().contains_key(CONTENT_SECURITY_POLICY));
    let parts: Vec<String> = response
        .into_body()
        .into_data_stream()
        .map(|part| String::from_utf8(part.unwrap().to_vec()).unwrap())
        .collect()
        .await;
    let [first, second] = &parts[..] else { panic!("two parts: {parts:?}") };
    assert!(first.contains("First part") && first.contains("Mio") && !first.contains("</main>"), "{first}");
    assert!(second.contains("Second part") && second.contains("refresh_token_missing"), "{second}");
    assert!(second.trim_end().ends_with("</html>"), "{second}");
}

#[tokio::test]
async fn visitors_sign_in_first() {
    let (status, headers, _) = get("/stream", &[]).await;
    assert_eq!((status.as_u16(), headers[LOCATION].to_str().unwrap()), (303, "/sign-in?returnTo=/stream"));
}
