//! The shipped example of a store in SQL.

use genkan_sdk::testing::check_store;
use genkan_sdk::{Clock as _, SessionStore as _, StoredSession, SystemClock};
use rusqlite::Connection;

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
