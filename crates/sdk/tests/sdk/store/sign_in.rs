//! Whose session an id opens, and what lies in the store.

use http::Method;
use serde_json::json;

use super::support::{TestStore, app, app_with, at, on_every_store};
use crate::support::{App, Browser};

const COOKIE: &str = "genkan.app";

async fn is_nobody(app: &App, id: &str) {
    let mut browser = app.browser();
    browser.cookies.insert(COOKIE.into(), id.into());
    assert_eq!(app.who(&mut browser).await["signedIn"], false, "{id}");
    assert!(browser.cookies.is_empty(), "what opens nothing is removed");
}

fn id(browser: &Browser) -> String {
    browser.cookies[COOKIE].clone()
}

on_every_store! {
    async fn the_cookie_holds_an_id_alone(store: TestStore) {
        let app = app(&store).await;
        let browser = app.signed_in().await;
        assert_eq!(browser.cookies.len(), 1, "{:?}", browser.cookies);
        assert_eq!(id(&browser).len(), 22);
        assert_eq!(store.keys().len(), 1);
    }

    async fn every_sign_in_has_a_fresh_id_and_ends_the_old_session(store: TestStore) {
        let app = app(&store).await;
        let mut browser = app.signed_in().await;
        let before = id(&browser);
        app.sign_in(&mut browser, "/sign-in").await;
        assert_ne!(id(&browser), before);
        assert_eq!(app.who(&mut browser).await["signedIn"], true);
        is_nobody(&app, &before).await;
    }

    async fn an_id_that_was_planted_before_the_sign_in_opens_nothing(store: TestStore) {
        let app = app(&store).await;
        let planted = "AAAAAAAAAAAAAAAAAAAAAA";
        let mut victim = app.browser();
        victim.cookies.insert(COOKIE.into(), planted.into());
        app.sign_in(&mut victim, "/sign-in").await;
        assert_ne!(id(&victim), planted);
        is_nobody(&app, planted).await;
    }

    async fn the_attackers_own_session_does_not_become_the_victims(store: TestStore) {
        let app = app(&store).await;
        let mut attacker = app.browser();
        let start = attacker.get("/sign-in").await;
        attacker.get(&app.provider.authorize_as("mallory", start.location())).await;
        let mut victim = at(&app, &attacker);
        app.sign_in(&mut victim, "/sign-in").await;
        assert_eq!(app.who(&mut victim).await["sub"], "user-1");
        is_nobody(&app, &id(&attacker)).await;
    }

    async fn the_id_of_another_app_opens_nothing(store: TestStore) {
        let one = app(&store).await;
        let other = app_with(&store, |config| config.app_id("other")).await;
        let browser = one.signed_in().await;
        let mut stranger = other.browser();
        stranger.cookies.insert("genkan.other".into(), id(&browser));
        assert_eq!(other.who(&mut stranger).await["signedIn"], false);
        // Nor when somebody who can write to the store copies the record to where that app looks.
        other.provider.knobs().id_token = json!({"aud": "other"});
        let mut own = other.signed_in().await;
        let keys = store.keys();
        store.put(&keys[1], &store_record(&store, &keys[0]).await).await;
        assert_eq!(other.who(&mut own).await["signedIn"], false);
    }

    async fn a_record_under_another_key_opens_nothing(store: TestStore) {
        let app = app(&store).await;
        let mut victim = app.signed_in().await;
        let mut attacker = app.browser();
        let start = attacker.get("/sign-in").await;
        attacker.get(&app.provider.authorize_as("mallory", start.location())).await;
        let keys = store.keys();
        let (of_victim, of_attacker) = (store_record(&store, &keys[0]).await, store_record(&store, &keys[1]).await);
        store.put(&keys[1], &of_victim).await;
        assert_eq!(app.who(&mut attacker).await["signedIn"], false, "the victim's record under the attacker's key");
        store.put(&keys[0], &of_attacker).await;
        assert_eq!(app.who(&mut victim).await["signedIn"], false, "the attacker's record under the victim's key");
    }

    async fn a_record_that_was_changed_opens_nothing(store: TestStore) {
        let app = app(&store).await;
        let mut browser = app.signed_in().await;
        let (key, cookies) = (store.keys()[0].clone(), browser.cookies.clone());
        let good = store_record(&store, &key).await;
        for at in [0, good.sealed.len() / 2, good.sealed.len() - 2] {
            let mut bad = good.clone();
            let other = if &good.sealed[at..=at] == "A" { "B" } else { "A" };
            bad.sealed.replace_range(at..=at, other);
            store.put(&key, &bad).await;
            assert_eq!(app.who(&mut browser).await["signedIn"], false);
            browser.cookies = cookies.clone();
        }
        for sealed in ["", "not sealed", "a.b.c.d.e"] {
            store.put(&key, &genkan_sdk::StoredSession { sealed: sealed.into(), ..good.clone() }).await;
            assert_eq!(app.who(&mut browser).await["signedIn"], false);
            browser.cookies = cookies.clone();
        }
        store.put(&key, &good).await;
        assert_eq!(app.who(&mut browser).await["signedIn"], true);
    }

    async fn cookies_that_are_no_ids_never_reach_the_store(store: TestStore) {
        let app = app(&store).await;
        let sealed = App::start().await.signed_in().await.cookies;
        let asked = store.count();
        for value in ["", "short", "AAAAAAAAAAAAAAAAAAAAA%", "../../../../../etc/pass", "AAAAAAAAAAAAAAAAAAAAAAA"] {
            is_nobody(&app, value).await;
        }
        let mut browser = app.browser();
        browser.cookies = sealed;
        assert_eq!(app.who(&mut browser).await["signedIn"], false, "a session of the days before the store");
        assert_eq!(store.count(), asked);
    }

    async fn the_store_learns_neither_tokens_nor_names(store: TestStore) {
        let app = app(&store).await;
        app.provider.knobs().id_token = json!({"sid": "sid-of-the-provider", "name": "Mio Tanaka"});
        let mut browser = app.signed_in().await;
        let id = id(&browser);
        assert_eq!(browser.get("/token/api").await.status, 200);
        assert!(browser.get("/info").await.body.contains("mio@example.com"));
        browser.send(Method::POST, "/sign-out", &[("sec-fetch-site", "same-origin")]).await;
        let seen = store.seen();
        assert!(seen.contains("sid: Some") && seen.contains("sealed"), "{seen}");
        for secret in ["access-", "refresh-", "user-1", "Mio Tanaka", "mio@", "sid-of", "https://", "0123456789abcdef", &id] {
            assert!(!seen.contains(secret), "{secret}: {seen}");
        }
        let hash = |text: &str| text.len() == 43 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        for line in seen.lines() {
            assert!(hash(line.split(' ').next().unwrap()), "{line}");
        }
    }
}

async fn store_record(store: &TestStore, key: &str) -> genkan_sdk::StoredSession {
    genkan_sdk::SessionStore::load(store, key).await.unwrap().unwrap()
}
