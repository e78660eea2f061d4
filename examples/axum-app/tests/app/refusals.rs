//! What the pages say when the provider refuses a refresh.

use axum::routing::{get, post};
use axum::{Json, Router};
use http::StatusCode;
use serde_json::{Value, json};

use crate::support::{API, app, ask, cookie, member, settings, text};

/// A provider whose token endpoint always answers this; its issuer.
async fn provider(status: u16, code: &'static str) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let issuer = format!("http://{}", listener.local_addr().unwrap());
    let document: Value = json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/auth"),
        "token_endpoint": format!("{issuer}/token"),
        "userinfo_endpoint": format!("{issuer}/me"),
        "jwks_uri": format!("{issuer}/jwks"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES384"],
    });
    let refusal = (StatusCode::from_u16(status).unwrap(), Json(json!({ "error": code })));
    let router = Router::new()
        .route("/.well-known/openid-configuration", get(async || Json(document)))
        .route("/token", post(async || refusal));
    tokio::spawn(async { axum::serve(listener, router).await });
    issuer
}

async fn shown(path: &str, status: u16, code: &'static str) -> (StatusCode, bool, String) {
    let app = app(settings().issuer(provider(status, code).await), Some(API)).await;
    let cookie = cookie(&member().refresh_token("r1")).await;
    let response = ask(app, path, &[("cookie", &cookie), ("accept", "text/html")]).await;
    let cleared = response.headers().get_all("set-cookie").iter();
    let cleared = cleared.filter(|cookie| cookie.to_str().unwrap().contains("Max-Age=0")).count() > 0;
    (response.status(), cleared, text(response).await)
}

#[tokio::test]
async fn a_withdrawn_grant_ends_the_session_and_the_page_says_how_to_go_on() {
    for (path, return_to) in [("/", "%2F"), ("/organizations/o1", "%2Forganizations%2Fo1")] {
        let (status, cleared, body) = shown(path, 400, "invalid_grant").await;
        assert_eq!((status.as_u16(), cleared), (200, true), "{path}");
        assert!(body.contains("Your session has ended") && !body.contains("Mio"), "{body}");
        assert!(body.contains(&format!(r#"href="/sign-in?returnTo={return_to}""#)), "{body}");
    }
}

#[tokio::test]
async fn other_refusals_keep_the_session_and_are_told_in_their_place() {
    for (status, code, words, told) in [
        (403, "access_denied", "does not give you this token", "access_denied"),
        (400, "invalid_target", "does not give you this token", "invalid_target"),
        (503, "temporarily_unavailable", "could not be fetched right now", "provider_unavailable"),
    ] {
        for path in ["/", "/organizations/o1"] {
            let (seen, cleared, body) = shown(path, status, code).await;
            assert_eq!((seen.as_u16(), cleared), (200, false), "{path}: {code}");
            assert_eq!((body.matches(words).count(), body.matches(told).count()), (2, 2), "{path}: {body}");
        }
    }
}

#[tokio::test]
async fn a_stream_that_has_begun_says_it_too() {
    let (status, _, body) = shown("/stream", 400, "invalid_grant").await;
    assert_eq!(status, 200);
    assert!(body.contains("First part") && body.contains("session_ended"), "{body}");
    assert!(body.trim_end().ends_with("</html>"), "{body}");
}
