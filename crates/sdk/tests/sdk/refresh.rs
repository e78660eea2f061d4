use serde_json::json;

use crate::support::{App, Browser, Refusal};

#[tokio::test]
async fn a_token_is_fetched_once_and_refreshed_when_stale() {
    let app = App::start().await;
    let mut browser = app.signed_in().await;
    let first = browser.get("/token/api").await;
    assert_eq!(first.status, 200);
    assert!(first.body.ends_with("-https://api.example"), "{}", first.body);
    assert_eq!(browser.get("/token/api").await.body, first.body, "cached in the session");
    assert_eq!(app.provider.knobs().refreshes, 1);

    app.clock.advance(3600 - 30);
    let second = browser.get("/token/api").await;
    assert_ne!(second.body, first.body, "stale before it expires");
    assert_eq!(app.provider.knobs().refreshes, 2);
}

#[tokio::test]
async fn parallel_requests_share_one_refresh() {
    let app = App::start().await;
    let browser = app.signed_in().await;
    let mut tasks = Vec::new();
    for _ in 0..100 {
        let mut tab: Browser = browser.clone();
        tasks.push(tokio::spawn(async move { tab.get("/token/api").await.body }));
    }
    let mut bodies = Vec::new();
    for task in tasks {
        bodies.push(task.await.unwrap());
    }
    bodies.dedup();
    assert_eq!(bodies.len(), 1, "{bodies:?}");
    assert_eq!(app.provider.knobs().refreshes, 1);
}

#[tokio::test]
async fn an_older_cookie_goes_on_with_the_rotated_token() {
    let app = App::start().await;
    let mut browser = app.signed_in().await;
    let old = browser.cookies.clone();
    let token = browser.get("/token/api").await.body;
    browser.cookies = old;
    assert_eq!(browser.get("/token/api").await.body, token);
    // For another resource too: the refresh token in this cookie has been used already.
    assert_eq!(browser.get("/token/other").await.status, 200);
    assert_eq!(app.provider.knobs().refreshes, 2);
}

#[tokio::test]
async fn people_never_meet_each_others_tokens() {
    let app = App::start().await;
    let mut mio = app.signed_in().await;
    app.provider.knobs().id_token = json!({"sub": "user-2"});
    let mut ren = app.signed_in().await;
    let for_ren = ren.get("/token/api").await;
    app.provider.knobs().id_token = json!({});
    let for_mio = mio.get("/token/api").await;
    assert_ne!(for_mio.body, for_ren.body);
    assert_eq!(app.who(&mut mio).await["sub"], "user-1");
    assert_eq!(app.who(&mut ren).await["sub"], "user-2");
}

#[tokio::test]
async fn a_refresh_about_somebody_else_ends_the_session() {
    let app = App::start().await;
    let mut browser = app.signed_in().await;
    app.provider.knobs().id_token = json!({"sub": "user-2"});
    let answer = browser.get("/token/api").await;
    assert_eq!(answer.status, 401);
    assert!(answer.body.contains("session_ended") && browser.cookies.is_empty());
}

#[tokio::test]
async fn an_id_token_that_cannot_be_checked_keeps_the_old_claims() {
    let app = App::start().await;
    let mut browser = app.signed_in().await;
    app.provider.knobs().id_token = json!({"name": "Mallory", "aud": "another-app"});
    assert_eq!(browser.get("/token/api").await.status, 200);
    assert_eq!(browser.get("/orders").await.body, "orders of Mio");
}

#[tokio::test]
async fn a_transient_failure_keeps_the_session_and_invalid_grant_ends_it() {
    let app = App::start().await;
    let mut browser = app.signed_in().await;
    for refusal in [Refusal(500, "server_error"), Refusal(429, "slow_down"), Refusal(503, "x")] {
        app.provider.knobs().refusal = Some(refusal);
        let answer = browser.get("/token/api").await;
        assert_eq!(answer.status, 503);
        assert!(answer.body.contains("provider_unavailable"));
        assert!(!answer.body.contains("token endpoint") && answer.headers.contains_key("retry-after"));
        assert_eq!(app.who(&mut browser).await["signedIn"], true);
        // A failure is remembered for two seconds.
        app.clock.advance(2);
    }
    app.provider.knobs().refusal = None;
    let answer = browser.get("/token/unknown").await;
    assert_eq!(answer.status, 403);
    assert!(answer.body.contains("invalid_target"));
    assert_eq!(browser.get("/token/api").await.status, 200);

    app.provider.end_all_grants();
    app.clock.advance(4000);
    let answer = browser.get("/token/api").await;
    assert_eq!(answer.status, 401);
    assert!(answer.body.contains("session_ended"));
    assert!(browser.cookies.is_empty());
}

#[tokio::test]
async fn without_a_refresh_token_the_error_says_what_was_missing() {
    let app = App::start().await;
    app.provider.knobs().gives_refresh_token = false;
    let mut browser = app.signed_in().await;
    let answer = browser.get("/token/api").await;
    assert_eq!(answer.status, 401);
    assert!(answer.body.contains("refresh_token_missing"));
    assert_eq!(app.browser().get("/token/api").await.status, 401);
}

#[tokio::test]
async fn user_info_is_fetched_with_the_first_token_and_about_the_same_person() {
    let app = App::start().await;
    let mut browser = app.signed_in().await;
    assert!(browser.get("/info").await.body.contains("mio@example.com"));
    assert_eq!(app.provider.knobs().refreshes, 0);

    app.provider.end_all_access_tokens();
    assert!(browser.get("/info").await.body.contains("mio@example.com"), "revoked early: once more");
    assert_eq!(app.provider.knobs().refreshes, 1);

    app.provider.knobs().user_info = json!({"sub": "somebody-else"});
    assert_eq!(browser.get("/info").await.status, 503);
}

#[tokio::test]
async fn the_claims_follow_the_refresh() {
    let app = App::start().await;
    let mut browser = app.signed_in().await;
    app.provider.knobs().id_token = json!({"name": "Mio Sato"});
    browser.get("/token/api").await;
    assert_eq!(browser.get("/orders").await.body, "orders of Mio Sato");
}

#[tokio::test]
async fn an_old_cookie_that_ends_leaves_the_one_another_process_has_renewed() {
    let app = App::start().await;
    let mut browser = app.signed_in().await;
    let old = browser.clone();
    let mut elsewhere =
        App { genkan: app.genkan.clone(), provider: app.provider.clone(), clock: app.clock.clone() };
    elsewhere.restart(|config| config);
    let mut at_another_process = elsewhere.browser();
    at_another_process.cookies = browser.cookies.clone();
    assert_eq!(at_another_process.get("/token/api").await.status, 200);

    // Its refresh token has been used up by the other process, and this provider is strict.
    let mut tab = old;
    assert_eq!(tab.get("/token/api").await.status, 401);

    browser.cookies = at_another_process.cookies;
    assert_eq!(app.who(&mut browser).await["signedIn"], true);
    assert_eq!(browser.get("/token/other").await.status, 200);
}
