//! The shipped example of a store in SQL.

use genkan_sdk::testing::check_store;
use genkan_sdk::{Clock as _, SessionStore as _, StoredSession, SystemClock};
use http::Method;
use rusqlite::Connection;

use super::support::at;
use crate::support::App;

#[expect(dead_code, reason = "an example has a main")]
#[path = "../../../examples/sql_store.rs"]
mod example;

use example::SqlStore;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sql_obeys_the_laws() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("sessions.db");
    check_store(&SqlStore::open(&file).unwrap()).await;
    check_store(&SqlStore::open(&file).unwrap()).await;
}

#[tokio::test]
async fn an_app_signs_in_refreshes_and_signs_out_over_it() {
    let directory = tempfile::tempdir().unwrap();
    let store = SqlStore::open(directory.path().join("sessions.db")).unwrap();
    let mut app = App::with(|config| config.session_store(store.clone())).await;
    app.clock.advance(SystemClock.now() - app.clock.now());
    let mut browser = app.signed_in().await;
    let token = browser.get("/token/api").await;
    assert_eq!(token.status, 200, "{}", token.body);

    app.restart(|config| config.session_store(store));
    let mut browser = at(&app, &browser);
    assert_eq!(browser.get("/token/api").await.body, token.body);
    let answer = browser.send(Method::POST, "/sign-out", &[("sec-fetch-site", "same-origin")]).await;
    assert_eq!(answer.status, 303);
    assert!(browser.cookies.is_empty());
    assert_eq!(app.provider.knobs().revoked.len(), 1);
}

#[tokio::test]
async fn sessions_outlive_the_process_and_expired_ones_are_swept() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("sessions.db");
    let now = SystemClock.now();
    let until = |expires_at: i64| StoredSession {
        generation: 0,
        expires_at,
        subject: "subject".into(),
        sid: None,
        sealed: "sealed".into(),
    };
    let store = SqlStore::open(&file).unwrap();
    store.create("old", &until(now - 1)).await.unwrap();
    store.create("live", &until(now + 600)).await.unwrap();
    assert!(store.claim("claim", 600).await.unwrap());
    drop(store);

    let store = SqlStore::open(&file).unwrap();
    assert!(store.load("live").await.unwrap().is_some());
    assert!(!store.claim("claim", 600).await.unwrap(), "another process has it");
    Connection::open(&file).unwrap().execute("UPDATE genkan_claims SET until = 1", []).unwrap();
    assert!(store.claim("claim", 600).await.unwrap(), "a claim ends by itself");
    let rows = Connection::open(&file).unwrap();
    let count: i64 = rows.query_row("SELECT count(*) FROM genkan_sessions", [], |row| row.get(0)).unwrap();
    assert_eq!(count, 1, "the old one is gone");
}
