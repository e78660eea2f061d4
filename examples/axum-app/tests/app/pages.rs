use genkan_sdk::testing::TestSession;
use serde_json::json;

use crate::support::{cookie, get, get_as};

#[tokio::test]
async fn visitors_see_one_thing_to_do_in_their_language() {
    for (language, word) in [("en", "Sign in"), ("ja", "ログイン"), ("ko", "로그인")] {
        let (status, headers, body) = get("/", &[("accept-language", language)]).await;
        assert_eq!(status, 200);
        assert!(body.contains(&format!(r#"<html lang="{language}">"#)));
        assert!(body.contains(&format!(r#"<a class="primary" href="/sign-in">{word}</a>"#)), "{body}");
        assert_eq!(headers["cache-control"], "private, no-store");
        assert!(headers["content-security-policy"].to_str().unwrap().starts_with("default-src 'none'"));
        assert!(body.len() < 30_000 && !body.contains("<script"));
    }
}

#[tokio::test]
async fn people_see_their_claims_escaped_even_when_the_server_is_away() {
    let person = TestSession::of(json!({
        "sub": "u1", "name": "<script>alert(1)</script>", "iss": "http://127.0.0.1:9/oidc", "exp": 1_800_000_000,
    }));
    let (status, _, body) = get_as(&person, "/").await;
    assert_eq!(status, 200);
    assert!(body.contains("&#60;script&#62;alert(1)") && !body.contains("<script"), "{body}");
    assert!(body.contains("2027-01-15 08:00:00 UTC"));
    assert!(body.contains(r#"<form method="post" action="/sign-out">"#));
    assert_eq!(body.matches("refresh_token_missing").count(), 2, "user info and access token: {body}");
    assert!(!body.contains("Organizations"), "this provider has none");
    assert!(body.len() < 30_000);
}

#[tokio::test]
async fn the_api_of_the_session_answers_programs() {
    let (status, _, body) = get("/api/me", &[("accept", "application/json")]).await;
    assert_eq!(status, 401);
    assert!(body.contains("not_authenticated"));
    let cookie = cookie(&TestSession::of(json!({"sub": "u1"}))).await;
    let (status, _, body) = get("/api/me", &[("accept", "application/json"), ("cookie", &cookie)]).await;
    assert_eq!((status.as_u16(), body.as_str()), (200, r#"{"sub":"u1"}"#));
}

#[tokio::test]
async fn what_goes_wrong_is_said_calmly() {
    for (path, language, status, words) in [
        ("/callback?state=x", "en", 400, "not started in this browser"),
        ("/callback?error=access_denied", "ja", 400, "もう一度お試しください"),
        ("/sign-in", "ko", 503, "응답하지 않습니다"),
        ("/nowhere/<script>", "en", 404, "There is no such page"),
    ] {
        let path = path.replace('<', "%3C").replace('>', "%3E");
        let (seen, headers, body) = get(&path, &[("accept-language", language)]).await;
        assert_eq!(seen, status, "{path}");
        assert!(body.contains(words), "{path}: {body}");
        assert!(headers.contains_key("content-security-policy") && !body.contains("<script"));
    }
}
