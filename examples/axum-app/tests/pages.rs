//! The pages as a browser gets them. The whole round trip is in the end-to-end tests.

#![expect(clippy::unwrap_used, reason = "tests")]

use axum::Router;
use axum::body::Body;
use genkan_example_axum_app::{ExampleConfig, router};
use genkan_sdk::testing::TestSession;
use genkan_sdk::{Config, Genkan};
use http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;

const SECRET: &str = "0123456789abcdef0123456789abcdef";
/// Nobody listens here.
const ENDPOINT: &str = "http://127.0.0.1:9";

async fn app() -> Router {
    let config = ExampleConfig {
        endpoint: ENDPOINT.into(),
        app_id: "app".into(),
        app_secret: "hunter2".into(),
        base_url: "http://localhost:3000".into(),
        resource: Some("https://api.example".into()),
        scopes: vec!["email".into()],
        cookie_secret: SECRET.into(),
    };
    assert!(!format!("{config:?}").contains("hunter2"));
    router(config).await.unwrap()
}

async fn get(path: &str, headers: &[(&str, &str)]) -> (StatusCode, HeaderMap, String) {
    let mut request = Request::get(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = app().await.oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    (parts.status, parts.headers, String::from_utf8(body.to_vec()).unwrap())
}

async fn signed_in_as(claims: serde_json::Value) -> String {
    let config = Config::builder()
        .endpoint(ENDPOINT)
        .app_id("app")
        .base_url("http://localhost:3000")
        .cookie_secret(SECRET)
        .build()
        .unwrap();
    TestSession::of(claims).cookie(&Genkan::new(config).unwrap()).await.unwrap()
}

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
    let claims = serde_json::json!({
        "sub": "u1", "name": "<script>alert(1)</script>", "iss": "https://auth.example/oidc", "exp": 1_800_000_000,
    });
    let (status, _, body) = get("/", &[("cookie", &signed_in_as(claims).await)]).await;
    assert_eq!(status, 200);
    assert!(body.contains("&#60;script&#62;alert(1)") && !body.contains("<script"), "{body}");
    assert!(body.contains("2027-01-15 08:00:00 UTC"));
    assert!(body.contains(r#"<form method="post" action="/sign-out">"#));
    assert_eq!(body.matches("could not be fetched right now").count(), 2, "user info and access token");
}

#[tokio::test]
async fn the_api_answers_programs() {
    let (status, _, body) = get("/api/me", &[("accept", "application/json")]).await;
    assert_eq!(status, 401);
    assert!(body.contains("not_authenticated"));
    let cookie = signed_in_as(serde_json::json!({"sub": "u1"})).await;
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

/// WCAG 2.2 §1.4.3 and §1.4.11, over the pairs the style sheet uses.
#[tokio::test]
async fn colours_have_contrast() {
    let (status, _, css) = get("/style.css", &[]).await;
    assert_eq!(status, 200);
    let (light, dark) = css.split_once("prefers-color-scheme: dark").unwrap();
    for scheme in [light, dark] {
        let colour = |name: &str| -> [f64; 3] {
            let line = format!("--{name}: #");
            // What dark does not replace stays as in light.
            let hex = scheme.split_once(&line).or_else(|| light.split_once(&line)).unwrap().1;
            [0, 2, 4].map(|at| f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap()) / 255.0)
        };
        let luminance = |rgb: [f64; 3]| {
            let [r, g, b] =
                rgb.map(|c| if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) });
            0.2126 * r + 0.7152 * g + 0.0722 * b
        };
        let contrast = |one: &str, two: &str| {
            let (one, two) = (luminance(colour(one)), luminance(colour(two)));
            (one.max(two) + 0.05) / (one.min(two) + 0.05)
        };
        for (ink, ground) in [
            ("ink", "paper"),
            ("ink", "surface"),
            ("ink-soft", "paper"),
            ("ink-soft", "surface"),
            ("on-accent", "accent"),
            ("on-accent", "accent-hover"),
        ] {
            assert!(contrast(ink, ground) >= 4.5, "{ink} on {ground}: {}", contrast(ink, ground));
        }
        for (mark, ground) in
            [("focus", "paper"), ("focus", "surface"), ("edge", "paper"), ("accent", "surface")]
        {
            assert!(contrast(mark, ground) >= 3.0, "{mark} on {ground}: {}", contrast(mark, ground));
        }
    }
}
