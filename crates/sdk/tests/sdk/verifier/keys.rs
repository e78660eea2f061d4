use genkan_sdk::{TokenError, TokenVerifier};
use serde_json::json;

use super::key_server::{new_key, sign_with};
use super::{API, KeyServer, get_as};
use crate::support::App;

const TEN_MINUTES: i64 = 10 * 60;
const A_DAY: i64 = 24 * 60 * 60;

/// Lets tasks in the background go on until the condition holds.
async fn until(mut condition: impl AsyncFnMut() -> bool) {
    for _ in 0..100_000 {
        if condition().await {
            return;
        }
        tokio::task::yield_now().await;
    }
    panic!("it never came");
}

/// A token that outlives whatever the test does with the clock.
fn lasting(server: &KeyServer) -> String {
    server.with(json!({}), json!({ "exp": 4_000_000_000_i64 }))
}

#[tokio::test]
async fn keys_and_metadata_are_fetched_once_at_the_first_need() {
    let server = KeyServer::start().await;
    let verifier = server.verifier();
    assert_eq!(server.published().key_fetches, 0);
    let token = server.token();
    let mut tasks = Vec::new();
    for _ in 0..50 {
        let (verifier, token) = (verifier.clone(), token.clone());
        tasks.push(tokio::spawn(async move { verifier.verify(&token).await.is_ok() }));
    }
    for task in tasks {
        assert!(task.await.unwrap());
    }
    let published = server.published();
    assert_eq!((published.discoveries, published.key_fetches), (1, 1));
}

#[tokio::test]
async fn sign_in_and_verification_share_one_fetch() {
    let app = App::start().await;
    app.signed_in().await;
    let verifier = app.genkan.token_verifier(API);
    let error = verifier.verify(&KeyServer::start().await.token()).await.unwrap_err();
    assert_eq!(error.code(), "invalid_token");
    app.genkan.token_verifier_builder().audience(API).scope("a").build().unwrap();
    assert_eq!(app.provider.knobs().discoveries, 1);
    assert_eq!(app.provider.knobs().key_fetches, 1);
}

#[tokio::test]
async fn an_unknown_kid_fetches_again_but_not_in_quick_succession() {
    let server = KeyServer::start().await;
    let verifier = server.verifier();
    verifier.verify(&server.token()).await.unwrap();
    server.replace_keys();
    assert!(verifier.verify(&server.token()).await.is_err(), "it is too early to ask");
    server.clock.advance(10);
    assert!(verifier.verify(&server.token()).await.is_ok());
    assert_eq!(server.published().key_fetches, 2);

    let stranger = new_key();
    let header = json!({ "alg": "ES256", "typ": "at+jwt", "kid": stranger.kid() }).to_string();
    let forged = sign_with(&stranger, &header, &server.claims().to_string());
    for _ in 0..100 {
        server.clock.advance(1);
        assert!(verifier.verify(&forged).await.is_err());
    }
    assert_eq!(server.published().key_fetches, 12, "one in ten seconds");
}

#[tokio::test]
async fn a_removed_key_stops_verifying_after_ten_minutes_and_one_request() {
    let server = KeyServer::start().await;
    let verifier = server.verifier();
    let old = lasting(&server);
    verifier.verify(&old).await.unwrap();
    server.replace_keys();
    server.clock.advance(TEN_MINUTES);
    assert!(verifier.verify(&old).await.is_ok(), "still fresh");
    server.clock.advance(1);
    assert!(verifier.verify(&old).await.is_ok(), "the one request that does not wait");
    until(async || verifier.verify(&old).await.is_err()).await;
    assert_eq!(server.published().key_fetches, 2);
    assert_eq!(server.published().discoveries, 2, "the document is refreshed likewise");
}

#[tokio::test]
async fn a_crowd_at_the_end_of_freshness_refreshes_once() {
    let server = KeyServer::start().await;
    let verifier = server.verifier();
    let token = lasting(&server);
    verifier.verify(&token).await.unwrap();
    server.clock.advance(TEN_MINUTES + 1);
    for _ in 0..100 {
        assert!(verifier.verify(&token).await.is_ok());
    }
    until(async || server.published().key_fetches == 2).await;
    for _ in 0..100 {
        assert!(verifier.verify(&token).await.is_ok());
    }
    assert_eq!(server.published().key_fetches, 2);
}

#[tokio::test]
async fn a_key_set_that_is_none_replaces_nothing() {
    let server = KeyServer::start().await;
    let verifier = server.verifier();
    let token = lasting(&server);
    verifier.verify(&token).await.unwrap();
    let long = format!("{{\"keys\":[],\"x\":\"{}\"}}", "y".repeat(1 << 20));
    let broken = [
        (500, ""),
        (404, "{}"),
        (302, ""),
        (200, ""),
        (200, "<html>maintenance</html>"),
        (200, "[]"),
        (200, r#"{"keys":[]}"#),
        (200, r#"{"keys":[{"kty":"oct","k":"AAAA"},7]}"#),
        (200, &long),
    ];
    server.clock.advance(TEN_MINUTES);
    for (round, (status, body)) in broken.into_iter().enumerate() {
        server.published().broken_keys = Some((status, body.to_owned()));
        server.clock.advance(10);
        assert!(verifier.verify(&token).await.is_ok(), "{status} {:.30}", body);
        until(async || server.published().key_fetches == round + 2).await;
        assert!(verifier.verify(&token).await.is_ok(), "asked again in ten seconds, not at once");
    }
    server.published().broken_keys = None;
    server.replace_keys();
    server.clock.advance(10);
    until(async || verifier.verify(&token).await.is_err()).await;
}

#[tokio::test]
async fn a_first_key_set_that_is_none_is_503() {
    let server = KeyServer::start().await;
    server.published().broken_keys = Some((200, r#"{"keys":[]}"#.into()));
    let error = server.verifier().verify(&server.token()).await.unwrap_err();
    assert_eq!(error.status(), 503);
    assert!(error.to_string().contains("/oidc/jwks has no key this SDK can use"), "{error}");
}

#[tokio::test]
async fn a_day_without_the_issuer_is_survived_and_no_more() {
    let server = KeyServer::start().await;
    let verifier = server.verifier();
    let token = lasting(&server);
    verifier.verify(&token).await.unwrap();
    server.published().down = true;
    for _ in 0..24 {
        server.clock.advance(A_DAY / 24);
        assert!(verifier.verify(&token).await.is_ok());
    }
    server.clock.advance(1);
    let error = verifier.verify(&token).await.unwrap_err().to_string();
    assert!(error.contains("more than 24 hours ago"), "{error}");
    let answer = get_as(&verifier, "/me", &token).await;
    assert_eq!(answer.status, 503);
    assert_eq!(answer.headers["retry-after"], "10");
    assert_eq!(answer.headers["cache-control"], "no-store");
    assert!(!answer.headers.contains_key("www-authenticate"), "the token may be good");
    assert!(answer.body.contains("try again later") && !answer.body.contains("127.0.0.1"), "{}", answer.body);

    server.published().down = false;
    server.clock.advance(2);
    assert!(verifier.verify(&token).await.is_ok());
}

#[tokio::test]
async fn an_issuer_that_was_never_reached_is_503_and_asked_again() {
    let server = KeyServer::start().await;
    server.published().down = true;
    let verifier = server.verifier();
    let token = server.token();
    for _ in 0..20 {
        let error = verifier.verify(&token).await.unwrap_err();
        assert!(matches!(error, TokenError::Unavailable(_)), "{error}");
    }
    assert_eq!(server.published().discoveries, 1, "a failure is remembered for a moment");
    server.published().down = false;
    server.clock.advance(2);
    assert!(verifier.verify(&token).await.is_ok());
}

#[tokio::test]
async fn a_new_key_that_cannot_be_fetched_is_no_verdict_about_the_token() {
    let server = KeyServer::start().await;
    let verifier = server.verifier();
    verifier.verify(&server.token()).await.unwrap();
    server.replace_keys();
    server.published().down = true;
    server.clock.advance(10);
    for _ in 0..3 {
        let error = verifier.verify(&server.token()).await.unwrap_err();
        assert_eq!(error.code(), "provider_unavailable");
        server.clock.advance(1);
    }
    server.published().down = false;
    server.clock.advance(10);
    assert!(verifier.verify(&server.token()).await.is_ok());
}

#[tokio::test]
async fn a_client_that_hangs_up_does_not_take_the_fetch_along() {
    let server = KeyServer::start().await;
    let verifier = server.verifier();
    let token = server.token();
    let mut first = Box::pin(verifier.verify(&token));
    let waker = std::task::Waker::noop();
    assert!(first.as_mut().poll(&mut std::task::Context::from_waker(waker)).is_pending());
    drop(first);
    until(async || server.published().key_fetches == 1).await;
    assert!(verifier.verify(&token).await.is_ok());
    assert_eq!(server.published().key_fetches, 1);
}

#[tokio::test]
async fn a_clock_set_back_keeps_no_old_keys() {
    let server = KeyServer::start().await;
    let verifier = server.verifier();
    let old = server.with(json!({}), json!({ "exp": 4_000_000_000_i64, "iat": 0 }));
    server.clock.advance(A_DAY);
    verifier.verify(&old).await.unwrap();
    server.replace_keys();
    server.clock.advance(-2 * A_DAY);
    assert!(verifier.verify(&old).await.is_err());
}

#[tokio::test]
async fn the_document_must_name_the_issuer_that_was_asked() {
    let server = KeyServer::start().await;
    let other = server.origin.replace("127.0.0.1", "localhost");
    let verifier = TokenVerifier::builder().endpoint(other).audience(API).build().unwrap();
    let error = verifier.verify(&server.token()).await.unwrap_err();
    assert!(error.to_string().contains("names the issuer"), "{error}");
}
