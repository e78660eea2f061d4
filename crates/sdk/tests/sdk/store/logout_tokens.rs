//! Logout tokens that are not to be believed, and bodies that are none.

use http::Method;
use serde_json::{Value, json};

use super::logout::{log_out, logout_claims, logout_token};
use super::support::{TestStore, app, app_with, post_form};
use crate::support::{App, Browser};

async fn signed_in() -> (App, Browser) {
    let app = app(&TestStore::memory()).await;
    app.provider.knobs().id_token = json!({"sid": "sid-1"});
    let browser = app.signed_in().await;
    (app, browser)
}

async fn is_refused(app: &App, browser: &mut Browser, token: &str, why: &str) {
    let answer = log_out(app, token).await;
    assert_eq!(answer.status, 400, "{why}: {}", answer.body);
    let body: Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(body["error"], "invalid_request", "{why}");
    assert!(!body["error_description"].as_str().unwrap().is_empty());
    assert!(!answer.body.contains("sid-1") && !answer.body.contains("user-1"), "{}", answer.body);
    assert_eq!(app.who(browser).await["signedIn"], true, "{why}");
}

#[tokio::test]
async fn every_wrong_claim_is_refused() {
    let (app, mut browser) = signed_in().await;
    let now = genkan_sdk::Clock::now(app.clock.as_ref());
    for changes in [
        json!({"iss": "https://evil.example/oidc"}),
        json!({"iss": format!("{}/", app.provider.issuer())}),
        json!({"iss": null}),
        json!({"aud": "other"}),
        json!({"aud": ["other"]}),
        json!({"aud": null}),
        json!({"nonce": "n"}),
        json!({"nonce": ""}),
        json!({"events": null}),
        json!({"events": {}}),
        json!({"events": {"http://schemas.openid.net/event/backchannel-logout": true}}),
        json!({"events": ["http://schemas.openid.net/event/backchannel-logout"]}),
        json!({"events": {"https://schemas.openid.net/event/backchannel-logout": {}}}),
        json!({"iat": null}),
        json!({"iat": now + 61}),
        json!({"iat": now - 361, "exp": now + 60}),
        json!({"iat": "now"}),
        json!({"exp": now - 60}),
        json!({"jti": null}),
        json!({"jti": 7}),
        json!({"sid": null, "sub": null}),
        json!({"sid": "", "sub": ""}),
        json!({"sid": ["sid-1"]}),
    ] {
        let mut all = json!({"sub": "user-1", "sid": "sid-1"});
        all.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        is_refused(&app, &mut browser, &logout_token(&app, all), &changes.to_string()).await;
    }
    let good = json!({"aud": ["app", "other"], "sid": "sid-1", "exp": null, "iat": now - 300});
    assert_eq!(log_out(&app, &logout_token(&app, good)).await.status, 200);
    assert_eq!(app.who(&mut browser).await["signedIn"], false);
}

#[tokio::test]
async fn other_tokens_of_the_provider_are_no_logout_tokens() {
    let (app, mut browser) = signed_in().await;
    let claims = logout_claims(&app, json!({"sub": "user-1", "sid": "sid-1"}));
    for typ in [None, Some("JWT"), Some("at+jwt"), Some("logout"), Some("")] {
        is_refused(&app, &mut browser, &app.provider.sign(typ, &claims), &format!("{typ:?}")).await;
    }
    let now = genkan_sdk::Clock::now(app.clock.as_ref());
    let id_token = json!({
        "iss": app.provider.issuer(), "aud": "app", "sub": "user-1", "sid": "sid-1", "iat": now, "exp": now + 60,
    });
    for typ in [None, Some("logout+jwt")] {
        is_refused(&app, &mut browser, &app.provider.sign(typ, &id_token), "an ID token").await;
    }
}

#[tokio::test]
async fn what_the_provider_did_not_sign_is_refused() {
    let (app, mut browser) = signed_in().await;
    let good = logout_token(&app, json!({"sid": "sid-1"}));
    let segments: Vec<&str> = good.split('.').collect();
    let unsigned = genkan_oauth::secret::base64url(br#"{"alg":"none","typ":"logout+jwt"}"#);
    let hmac = genkan_oauth::secret::base64url(br#"{"alg":"HS256","typ":"logout+jwt"}"#);
    let elsewhere = App::start().await;
    for token in [
        format!("{unsigned}.{}.", segments[1]),
        format!("{unsigned}.{}.{}", segments[1], segments[2]),
        format!("{hmac}.{}.{}", segments[1], segments[2]),
        format!("{}.{}.", segments[0], segments[1]),
        format!("{}.{}", segments[0], segments[1]),
        format!("{}.{}.{}x", segments[0], segments[1], segments[2]),
        format!("{good}.{}", segments[2]),
        elsewhere.provider.sign(Some("logout+jwt"), &logout_claims(&app, json!({"sid": "sid-1"}))),
    ] {
        is_refused(&app, &mut browser, &token, &token).await;
    }
    assert_eq!(log_out(&app, &good).await.status, 200, "the tries did not use it up");
}

#[tokio::test]
async fn bodies_that_are_no_logout_are_bad_requests() {
    let (app, mut browser) = signed_in().await;
    let token = logout_token(&app, json!({"sid": "sid-1"}));
    let twice = format!("logout_token={token}&logout_token={token}");
    let bodies: [Vec<u8>; 10] = [
        b"".into(),
        b"logout_token".into(),
        b"logout_token=".into(),
        b"token=x".into(),
        b"{\"logout_token\":\"x\"}".into(),
        b"logout_token=%".into(),
        b"logout_token=%ff%fe".into(),
        vec![0xff; 300],
        twice.into(),
        format!("logout_token={}", "x".repeat(3_000_000)).into(),
    ];
    for body in bodies {
        let shown = String::from_utf8_lossy(&body).chars().take(40).collect::<String>();
        let answer = post_form(&app, body).await;
        assert!(answer.status.is_client_error(), "{shown}: {}", answer.status);
    }
    for (method, content_type, status) in
        [(Method::GET, "text/plain", 400..=405), (Method::POST, "application/json", 400..=415)]
    {
        let mut stranger = app.browser();
        let answer = stranger.send(method, "/backchannel-logout", &[("content-type", content_type)]).await;
        assert!(status.contains(&answer.status.as_u16()), "{}", answer.status);
    }
    assert_eq!(app.who(&mut browser).await["signedIn"], true);
}

#[tokio::test]
async fn sessions_in_cookies_cannot_be_called_back_and_the_answer_says_so() {
    let app = App::start().await;
    let mut browser = app.signed_in().await;
    let answer = log_out(&app, &logout_token(&app, json!({"sub": "user-1"}))).await;
    assert_eq!(answer.status, 400);
    assert!(answer.body.contains("configure a session store"), "{}", answer.body);
    assert_eq!(app.who(&mut browser).await["signedIn"], true);
}

#[tokio::test]
async fn the_path_can_be_chosen_and_is_told_for_registering() {
    let store = TestStore::memory();
    let app = app_with(&store, |config| config.backchannel_logout_path("/hooks/logout")).await;
    assert_eq!(app.genkan.config().backchannel_logout_uri(), "http://localhost:3000/hooks/logout");
    assert_eq!(post_form(&app, "").await.status, 404);
}
