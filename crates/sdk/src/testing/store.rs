//! The laws every session store obeys, for the tests of those who write one.

mod claims;
mod deletes;
mod records;

use std::fmt::Display;

use crate::clock::{Clock as _, SystemClock, SystemRandom, random_text};
use crate::store::{SessionStore, StoreError, StoredSession};

/// How many tasks meet where only one may win.
const CROWD: usize = 50;

/// Seconds the records of a check live.
const LIFE: i64 = 600;

/// Checks that `store` obeys every law of [`SessionStore`], claims included; panics with the law's words when it does
/// not. It writes some 200 records under random keys and deletes most of them, so it may run beside others.
///
/// Give it several threads, so that what must happen in one step really meets:
///
/// ```
/// use genkan_sdk::MemoryStore;
/// use genkan_sdk::testing::check_store;
///
/// #[tokio::test(flavor = "multi_thread")]
/// async fn the_store_obeys_the_laws() {
///     check_store(&MemoryStore::default()).await;
/// }
/// ```
///
/// The check has its own tasks, so it wants a store that clones share; for one that is not [`Clone`], give it an
/// [`Arc`](std::sync::Arc) of it. What takes time, such as claims that end by themselves, it leaves to the store's own
/// tests.
///
/// # Panics
///
/// When a law is broken, or the store answers with an error.
pub async fn check_store<S: SessionStore + Clone>(store: &S) {
    check_store_without_claims(store).await;
    claims::check(store).await;
}

/// The same without the laws of [`claim`](SessionStore::claim) and [`release`](SessionStore::release), for stores that
/// keep their defaults and so serve one process.
///
/// ```
/// # #[tokio::main]
/// # async fn main() {
/// genkan_sdk::testing::check_store_without_claims(&genkan_sdk::MemoryStore::default()).await;
/// # }
/// ```
///
/// # Panics
///
/// When a law is broken, or the store answers with an error.
pub async fn check_store_without_claims<S: SessionStore + Clone>(store: &S) {
    records::check(store).await;
    deletes::check(store).await;
}

/// A name as the SDK makes them: 43 characters of base64url.
fn name() -> String {
    random_text::<32>(&SystemRandom)
}

/// A session of somebody new.
fn session(generation: u64) -> StoredSession {
    StoredSession {
        generation,
        expires_at: SystemClock.now() + LIFE,
        subject: name(),
        sid: Some(name()),
        sealed: format!("{}.{}", name(), name()),
    }
}

/// Panics with the law when it does not hold.
#[track_caller]
fn law(holds: bool, law: &str, seen: impl Display) {
    assert!(holds, "the session store breaks a law: {law} (seen: {seen})");
}

/// What the store answered; an error breaks `law`.
#[track_caller]
fn answer<T>(result: Result<T, StoreError>, law: &str) -> T {
    match result {
        Ok(value) => value,
        Err(error) => panic!("the session store breaks a law: {law} (it answered with the error: {error})"),
    }
}

/// Checks what is under `key`; differences are named by field, so that nobody must read 20,000 characters.
async fn expect<S: SessionStore>(store: &S, key: &str, expected: Option<&StoredSession>, words: &str) {
    let found = answer(store.load(key).await, words);
    let seen = match (&found, expected) {
        (None, Some(_)) => "nothing under the key".to_owned(),
        (Some(_), None) => "a record under the key".to_owned(),
        (Some(found), Some(expected)) => difference(found, expected),
        (None, None) => String::new(),
    };
    law(found.as_ref() == expected, words, seen);
}

fn difference(found: &StoredSession, expected: &StoredSession) -> String {
    let fields = [
        ("generation", found.generation != expected.generation),
        ("expires_at", found.expires_at != expected.expires_at),
        ("subject", found.subject != expected.subject),
        ("sid", found.sid != expected.sid),
        ("sealed", found.sealed != expected.sealed),
    ];
    let names: Vec<&str> = fields.iter().filter(|(_, differs)| *differs).map(|(name, _)| *name).collect();
    format!("another {}", names.join(", "))
}

/// Runs `work` in as many tasks as there are places and counts how many won.
async fn winners<W, F>(places: usize, words: &str, work: W) -> usize
where
    W: Fn(usize) -> F,
    F: Future<Output = Result<bool, StoreError>> + Send + 'static,
{
    let tasks: Vec<_> = (0..places).map(|place| tokio::spawn(work(place))).collect();
    let mut won = 0;
    for task in tasks {
        match task.await {
            Ok(result) => won += usize::from(answer(result, words)),
            Err(_) => panic!("the session store breaks a law: {words} (it panicked)"),
        }
    }
    won
}
