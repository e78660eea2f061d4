//! The provider signs people out (OpenID Connect Back-Channel Logout).

use serde_json::{Value, json};

use super::support::{DeleteMany, Replace, TestStore, app, at, on_every_store, post_form, process};
use crate::support::{Answer, App, Browser};

const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// A good logout token with these claims changed, or removed where they are `null`.
pub fn logout_token(app: &App, changes: Value) -> String {
    app.provider.sign(Some("logout+jwt"), &logout_claims(app, changes))
}

pub fn logout_claims(app: &App, changes: Value) -> Value {
    let now = genkan_sdk::Clock::now(app.clock.as_ref());
    let mut claims = json!({
        "iss": app.provider.issuer(), "aud": "app", "iat": now, "exp": now + 120,
        "jti": format!("jti-{}", app.provider.next_serial()), "events": {EVENT: {}},
    });
    for (name, value) in changes.as_object().unwrap() {
        claims[name] = value.clone();
    }
    claims.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    claims
}

pub async fn log_out(app: &App, token: &str) -> Answer {
    post_form(app, format!("logout_token={token}")).await
}

async fn signed_in_as(app: &App, sub: &str, sid: &str) -> Browser {
    app.provider.knobs().id_token = json!({"sid": sid});
    let mut browser = app.browser();
    let start = browser.get("/sign-in").await;
    let callback = app.provider.authorize_as(sub, start.location());
    assert_eq!(browser.get(&callback).await.status, 303);
    browser
}

async fn is_signed_in(app: &App, browser: &Browser) -> bool {
    app.who(&mut at(app, browser)).await["signedIn"] == true
}

on_every_store! {
    async fn a_sid_ends_its_session_and_no_other(store: TestStore) {
        let app = app(&store).await;
        let laptop = signed_in_as(&app, "mio", "sid-laptop").await;
        let phone = signed_in_as(&app, "mio", "sid-phone").await;
        let other = signed_in_as(&app, "ren", "sid-ren").await;
        let answer = log_out(&app, &logout_token(&app, json!({"sub": "mio", "sid": "sid-laptop"}))).await;
        assert_eq!((answer.status.as_u16(), answer.body.as_str()), (200, ""));
        assert_eq!(answer.headers["cache-control"], "no-store");
        assert!(!is_signed_in(&app, &laptop).await);
        assert!(is_signed_in(&app, &phone).await && is_signed_in(&app, &other).await);
        assert_eq!(log_out(&app, &logout_token(&app, json!({"sid": "sid-ren"}))).await.status, 200);
        assert!(!is_signed_in(&app, &other).await, "the `sid` alone is enough");
    }

    async fn a_subject_ends_all_sessions_of_the_person(store: TestStore) {
        let app = app(&store).await;
        let laptop = signed_in_as(&app, "mio", "sid-laptop").await;
        let phone = signed_in_as(&app, "mio", "sid-phone").await;
        let other = signed_in_as(&app, "ren", "sid-ren").await;
        assert_eq!(log_out(&app, &logout_token(&app, json!({"sub": "mio"}))).await.status, 200);
        assert!(!is_signed_in(&app, &laptop).await && !is_signed_in(&app, &phone).await);
        assert!(is_signed_in(&app, &other).await);
        assert_eq!(log_out(&app, &logout_token(&app, json!({"sub": "ren", "sid": ""}))).await.status, 200);
        assert!(!is_signed_in(&app, &other).await, "an empty `sid` is none");
    }

    async fn somebody_who_is_not_here_is_signed_out_already(store: TestStore) {
        let app = app(&store).await;
        let browser = signed_in_as(&app, "mio", "sid-1").await;
        for who in [json!({"sid": "unknown"}), json!({"sub": "unknown"}), json!({"sub": "unknown", "sid": "unknown"})] {
            assert_eq!(log_out(&app, &logout_token(&app, who)).await.status, 200);
        }
        assert!(is_signed_in(&app, &browser).await);
    }

    async fn a_logout_token_counts_once_in_all_processes(store: TestStore) {
        let one = app(&store).await;
        let two = process(&one, &store);
        let token = logout_token(&one, json!({"sub": "mio"}));
        assert_eq!(log_out(&one, &token).await.status, 200);
        let browser = signed_in_as(&one, "mio", "sid-1").await;
        for home in [&one, &two, &process(&one, &store)] {
            let answer = log_out(home, &token).await;
            assert_eq!(answer.status, 400);
            assert!(answer.body.contains("used already"), "{}", answer.body);
        }
        assert!(is_signed_in(&one, &browser).await, "who signed in again stays so");
    }

    async fn it_ends_the_session_in_the_other_process_also_during_a_refresh(store: TestStore) {
        let one = app(&store).await;
        let two = process(&one, &store);
        let browser = signed_in_as(&one, "mio", "sid-1").await;
        assert_eq!(at(&two, &browser).get("/token/api").await.status, 200);
        one.clock.advance(3_600);
        store.hold(Replace);
        let mut there = at(&two, &browser);
        let refresh = tokio::spawn(async move { there.get("/token/api").await.status });
        store.somebody_waits().await;
        assert_eq!(log_out(&one, &logout_token(&one, json!({"sid": "sid-1"}))).await.status, 200);
        store.let_go();
        assert_eq!(refresh.await.unwrap(), 401);
        assert!(!is_signed_in(&two, &browser).await);
        assert_eq!(one.provider.knobs().revoked.len(), 1, "the new refresh token");
    }

    async fn an_outage_does_not_use_the_token_up(store: TestStore) {
        let app = app(&store).await;
        let browser = signed_in_as(&app, "mio", "sid-1").await;
        let token = logout_token(&app, json!({"sid": "sid-1"}));
        for outage in [true, false] {
            if outage { store.go_down() } else { store.fail(&[DeleteMany]) }
            let answer = log_out(&app, &token).await;
            assert_eq!(answer.status, 503);
            assert!(answer.body.contains("temporarily_unavailable"), "{}", answer.body);
            assert!(!answer.body.contains("switched it off"), "what a store says is for the log: {}", answer.body);
        }
        store.come_back();
        assert!(is_signed_in(&app, &browser).await);
        assert_eq!(log_out(&app, &token).await.status, 200);
        assert!(!is_signed_in(&app, &browser).await);
    }

    async fn a_session_that_learnt_its_sid_by_a_refresh_is_found(store: TestStore) {
        let app = app(&store).await;
        let mut browser = app.signed_in().await;
        app.provider.knobs().id_token = json!({"sid": "sid-late"});
        assert_eq!(browser.get("/token/api").await.status, 200);
        assert_eq!(log_out(&app, &logout_token(&app, json!({"sid": "sid-late"}))).await.status, 200);
        assert!(!is_signed_in(&app, &browser).await);
    }
    async fn a_refresh_without_a_sid_does_not_hide_the_session(store: TestStore) {
        let app = app(&store).await;
        let mut browser = signed_in_as(&app, "mio", "sid-1").await;
        app.provider.knobs().id_token = json!({});
        assert_eq!(browser.get("/token/api").await.status, 200);
        assert_eq!(log_out(&app, &logout_token(&app, json!({"sid": "sid-1"}))).await.status, 200);
        assert!(!is_signed_in(&app, &browser).await);
    }

    /// A store need not have claims when there is one process.
    async fn without_claims_too_a_logout_token_counts_once_while_it_is_taken(store: TestStore) {
        let app = app(&store.without_claims()).await;
        let token = logout_token(&app, json!({"sub": "mio", "exp": null}));
        assert_eq!(log_out(&app, &token).await.status, 200);
        app.clock.advance(300);
        let browser = signed_in_as(&app, "mio", "sid-1").await;
        assert_eq!(log_out(&app, &logout_token(&app, json!({"sub": "ren"}))).await.status, 200);
        assert_eq!(log_out(&app, &token).await.status, 400);
        assert!(is_signed_in(&app, &browser).await);
    }
}
