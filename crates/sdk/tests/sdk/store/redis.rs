//! What only Redis can do wrong: outages, passwords, expiry, growth.

use std::collections::{BTreeMap, BTreeSet};

use genkan_sdk::testing::check_store;
use genkan_sdk::{Clock as _, RedisStore, SessionStore as _, StoredSession, SystemClock};

use super::redis_server::RedisServer;
use crate::support::App;

fn record() -> StoredSession {
    StoredSession {
        generation: 0,
        expires_at: SystemClock.now() + 600,
        subject: "subject".into(),
        sid: Some("sid".into()),
        sealed: "sealed".into(),
    }
}

/// Asks the server itself.
async fn ask<T: redis::FromRedisValue>(url: &str, words: &[&str]) -> T {
    let mut connection = redis::Client::open(url).unwrap().get_multiplexed_async_connection().await.unwrap();
    let mut command = redis::cmd(words[0]);
    command.arg(&words[1..]).query_async(&mut connection).await.unwrap()
}

/// Asks until it goes well; the bound is for a store that never recovers.
async fn recovers(store: &RedisStore) {
    for _ in 0..20 {
        if store.load("key").await.is_ok() {
            return;
        }
    }
    panic!("{:?}", store.load("key").await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn redis_obeys_the_laws() {
    let store = RedisStore::connect(&RedisServer::shared().url()).await.unwrap();
    check_store(&store).await;
    check_store(&store.prefix("other:")).await;
    let client = redis::Client::open(RedisServer::shared().url()).unwrap();
    check_store(&RedisStore::new(client.get_connection_manager().await.unwrap())).await;
}

#[tokio::test]
async fn it_connects_over_tcp() {
    // Below the ports that the kernel gives to outgoing connections: one of those may be taken again at once.
    let first = 20_000 + u16::try_from(std::process::id() % 10_000).unwrap();
    let free =
        (first..32_000).find(|port| std::net::TcpListener::bind(("127.0.0.1", *port)).is_ok()).unwrap();
    let _server = RedisServer::start(&["--port", &free.to_string()]);
    let store = RedisStore::connect(&format!("redis://127.0.0.1:{free}")).await.unwrap();
    assert!(store.claim("name", 1).await.unwrap());
}

#[tokio::test]
async fn a_server_that_hangs_is_an_error_and_recovers() {
    let server = RedisServer::start(&[]);
    let store = RedisStore::connect(&server.url()).await.unwrap();
    let record = record();
    store.create("key", &record).await.unwrap();
    server.pause();
    let error = store.load("key").await.unwrap_err();
    assert!(error.to_string().contains("socket"), "{error}");
    assert!(store.replace("key", 0, &record).await.is_err());
    assert!(RedisStore::connect(&server.url()).await.is_err());
    server.resume();
    recovers(&store).await;
    assert_eq!(store.load("key").await.unwrap().as_ref(), Some(&record));
    assert!(store.replace("key", 0, &record).await.unwrap(), "answers belong to their questions");
}

#[tokio::test]
async fn people_wait_out_a_server_that_hangs() {
    let server = RedisServer::start(&[]);
    let store = RedisStore::connect(&server.url()).await.unwrap();
    let app = App::with(|config| config.session_store(store.clone())).await;
    app.clock.advance(SystemClock.now() - app.clock.now());
    let mut browser = app.signed_in().await;
    server.pause();
    let answer = browser.get("/").await;
    assert_eq!(answer.status, 503);
    assert!(answer.body.contains("you are still signed in") && answer.set_cookies().is_empty());
    server.resume();
    recovers(&store).await;
    assert_eq!(app.who(&mut browser).await["sub"], "user-1");
}

#[tokio::test]
async fn a_server_that_was_restarted_is_found_again_and_told_its_scripts() {
    let mut server = RedisServer::start(&[]);
    let store = RedisStore::connect(&server.url()).await.unwrap();
    let record = record();
    store.create("key", &record).await.unwrap();
    server.kill();
    for _ in 0..3 {
        assert!(store.load("key").await.is_err());
    }
    server.run();
    recovers(&store).await;
    assert_eq!(store.load("key").await.unwrap(), None, "it kept nothing");
    store.create("key", &record).await.unwrap();
    assert_eq!(store.load("key").await.unwrap(), Some(record.clone()));
    ask::<()>(&server.url(), &["SCRIPT", "FLUSH"]).await;
    assert!(store.replace("key", 0, &record).await.unwrap());
}

#[tokio::test]
async fn a_server_that_is_a_replica_by_now_is_an_outage_and_asked_over_a_new_connection() {
    let server = RedisServer::start(&[]);
    let store = RedisStore::connect(&server.url()).await.unwrap();
    let record = record();
    store.create("key", &record).await.unwrap();
    // After a failover; a name leads to the new primary only with the next connection.
    ask::<()>(&server.url(), &["REPLICAOF", "127.0.0.1", "1"]).await;
    let connections: fn(String) -> BTreeSet<String> = |list| {
        list.lines()
            .filter_map(|line| Some(line.split_once("id=")?.1.split(' ').next()?.to_owned()))
            .collect()
    };
    let before = connections(ask(&server.url(), &["CLIENT", "LIST", "TYPE", "normal"]).await);
    for outcome in [
        store.create("another", &record).await.err(),
        store.replace("key", 0, &record).await.err(),
        store.delete("key").await.err(),
        store.claim("turn", 10).await.err(),
    ] {
        let outcome = outcome.unwrap().to_string();
        assert!(outcome.contains("read only replica"), "{outcome}");
    }
    let after = connections(ask(&server.url(), &["CLIENT", "LIST", "TYPE", "normal"]).await);
    assert!(before.is_disjoint(&after), "{before:?} {after:?}");
    ask::<()>(&server.url(), &["REPLICAOF", "NO", "ONE"]).await;
    recovers(&store).await;
    assert!(store.replace("key", 0, &record).await.unwrap());
}

#[tokio::test]
async fn a_connection_that_was_closed_meanwhile_is_no_error() {
    let server = RedisServer::start(&[]);
    let store = RedisStore::connect(&server.url()).await.unwrap();
    ask::<()>(&server.url(), &["CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"]).await;
    // The connection's own task sees that it was closed, and connects again.
    for _ in 0..1_000 {
        if ask::<String>(&server.url(), &["CLIENT", "LIST"]).await.lines().count() > 1 {
            break;
        }
    }
    store.load("key").await.unwrap();
}

#[tokio::test]
async fn a_server_that_turned_us_away_is_tried_again() {
    let server = RedisServer::start(&["--requirepass", "hunter2"]);
    let url = server.url_with("hunter2");
    let store = RedisStore::connect(&url).await.unwrap();
    let mut admin = redis::Client::open(url).unwrap().get_multiplexed_async_connection().await.unwrap();
    let mut set = async |password: &str| {
        let mut pipeline = redis::pipe();
        pipeline.cmd("CONFIG").arg(&["SET", "requirepass", password]);
        pipeline.cmd("CLIENT").arg(&["KILL", "TYPE", "normal", "SKIPME", "yes"]);
        pipeline.exec_async(&mut admin).await.unwrap();
    };
    set("another").await;
    for _ in 0..5 {
        let Err(error) = store.load("key").await else { panic!("without the password") };
        assert!(!error.to_string().contains("hunter2"), "{error}");
    }
    set("hunter2").await;
    recovers(&store).await;
}

#[tokio::test]
async fn what_cannot_be_connected_to_is_named_without_the_password() {
    let server = RedisServer::start(&["--requirepass", "right"]);
    let cases = [
        (server.url_with("hunter2"), "WRONGPASS"),
        (server.url(), "NOAUTH"),
        ("redis://:hunter2@127.0.0.1:1/".into(), "127.0.0.1:1"),
        ("redis+unix:///nowhere/socket?pass=hunter2".into(), "/nowhere/socket"),
        ("redis://:hunter2@127.0.0.1:1/x".into(), "database"),
        ("postgres://:hunter2@127.0.0.1/".into(), "URL"),
        #[cfg(not(feature = "redis-tls"))]
        ("rediss://:hunter2@127.0.0.1/".into(), "redis-tls"),
        ("hunter2".into(), "URL"),
        (String::new(), "URL"),
    ];
    for (url, words) in cases {
        let error = RedisStore::connect(&url).await.unwrap_err();
        assert!(error.to_string().contains(words), "{url}: {error}");
        assert!(!format!("{error} {error:?}").contains("hunter2"), "{error:?}");
    }
    let store = RedisStore::connect(&server.url_with("right")).await.unwrap();
    assert!(!format!("{store:?}").contains("right"), "{store:?}");
}

#[tokio::test]
async fn the_layout_is_the_documented_one() {
    let url = RedisServer::shared().url();
    let store = RedisStore::connect(&url).await.unwrap().prefix("layout:");
    let record = StoredSession { generation: 3, ..record() };
    store.create("key", &record).await.unwrap();
    let fields: BTreeMap<String, String> = ask(&url, &["HGETALL", "layout:session:key"]).await;
    let expires_at = record.expires_at.to_string();
    let expected = [
        ("expiresAt", expires_at.as_str()),
        ("generation", "3"),
        ("sealed", "sealed"),
        ("sid", "sid"),
        ("subject", "subject"),
    ];
    assert_eq!(fields, expected.map(|(name, value)| (name.to_owned(), value.to_owned())).into());
    for index in ["layout:subject:subject", "layout:sid:sid"] {
        let members: Vec<(String, i64)> = ask(&url, &["ZRANGE", index, "0", "-1", "WITHSCORES"]).await;
        assert_eq!(members, [("key".to_owned(), record.expires_at)]);
    }
    // An index is only a hint: what it names wrongly stays.
    ask::<()>(&url, &["ZADD", "layout:sid:another", "9999999999", "key"]).await;
    store.delete_by_sid("another").await.unwrap();
    assert_eq!(store.load("key").await.unwrap().as_ref(), Some(&record));
    let without = StoredSession { sid: None, generation: 4, ..record };
    assert!(store.replace("key", 3, &without).await.unwrap());
    assert!(!ask::<bool>(&url, &["HEXISTS", "layout:session:key", "sid"]).await);
    assert!(!ask::<bool>(&url, &["EXISTS", "layout:sid:sid"]).await);
    store.delete("key").await.unwrap();
}

#[tokio::test]
async fn everything_expires_and_nothing_grows() {
    let server = RedisServer::start(&[]);
    let (url, now) = (server.url(), SystemClock.now());
    let store = RedisStore::connect(&url).await.unwrap().prefix("p:");
    let until = |seconds: i64| StoredSession { expires_at: now + seconds, ..record() };
    store.create("a", &until(600)).await.unwrap();
    store.create("b", &until(900)).await.unwrap();
    assert!(store.claim("c", 30).await.unwrap());
    let mut keys: Vec<String> = ask(&url, &["KEYS", "*"]).await;
    keys.sort();
    assert_eq!(keys, ["p:claim:c", "p:session:a", "p:session:b", "p:sid:sid", "p:subject:subject"]);
    for (key, expires) in
        [("p:session:a", 600), ("p:session:b", 900), ("p:sid:sid", 900), ("p:subject:subject", 900)]
    {
        assert_eq!(ask::<i64>(&url, &["EXPIRETIME", key]).await, now + expires, "{key}");
    }
    assert!((1..=30).contains(&ask::<i64>(&url, &["TTL", "p:claim:c"]).await));

    // What has expired leaves the indexes with the next write; what is deleted, at once.
    store.create("a", &until(-1)).await.unwrap();
    assert_eq!(store.load("a").await.unwrap(), None);
    store.replace("b", 0, &until(1_200)).await.unwrap();
    assert_eq!(ask::<Vec<String>>(&url, &["ZRANGE", "p:sid:sid", "0", "-1"]).await, ["b"]);
    assert_eq!(ask::<i64>(&url, &["EXPIRETIME", "p:subject:subject"]).await, now + 1_200);
    for _ in 0..100 {
        store.create("d", &record()).await.unwrap();
        store.delete("d").await.unwrap();
    }
    assert_eq!(ask::<i64>(&url, &["ZCARD", "p:subject:subject"]).await, 1);
    store.delete("b").await.unwrap();
    store.release("c").await.unwrap();
    assert_eq!(ask::<i64>(&url, &["DBSIZE"]).await, 0);
}

#[tokio::test]
async fn a_server_without_room_refuses_and_loses_nothing() {
    let server = RedisServer::start(&["--maxmemory-policy", "noeviction"]);
    let store = RedisStore::connect(&server.url()).await.unwrap();
    let record = record();
    store.create("key", &record).await.unwrap();
    ask::<()>(&server.url(), &["CONFIG", "SET", "maxmemory", "1"]).await;
    let larger = StoredSession { generation: 1, ..record.clone() };
    let error = store.replace("key", 0, &larger).await.unwrap_err();
    assert!(error.to_string().contains("OOM"), "{error}");
    assert_eq!(store.load("key").await.unwrap(), Some(record));
    store.delete("key").await.unwrap();
    ask::<()>(&server.url(), &["CONFIG", "SET", "maxmemory", "0"]).await;
    store.create("key", &larger).await.unwrap();
}
