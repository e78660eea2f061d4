use std::collections::HashSet;
#[cfg(feature = "redis")]
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

use axum::body::Body;
use genkan_sdk::{
    Clock as _, ConfigBuilder, MemoryStore, SessionStore, StoreError, StoredSession, SystemClock,
};
use http::Request;
use http::header::CONTENT_TYPE;
use http_body_util::BodyExt as _;
use tokio::sync::Notify;
use tower::ServiceExt as _;

#[cfg(feature = "redis")]
use super::redis_server::RedisServer;
use crate::support::{Answer, App, Browser};

/// A real store with switches: operations can fail or be held up, and everything the SDK gave it is remembered.
#[derive(Debug, Clone)]
pub struct TestStore {
    kept: Kept,
    switches: Arc<Mutex<Switches>>,
    arrived: Arc<Notify>,
    go_on: Arc<Notify>,
}

#[derive(Debug, Clone)]
enum Kept {
    Memory(MemoryStore),
    #[cfg(feature = "redis")]
    Redis(genkan_sdk::RedisStore),
}

#[derive(Debug, Default)]
struct Switches {
    failing: HashSet<Operation>,
    losing: HashSet<Operation>,
    held: Option<Operation>,
    seen: Vec<String>,
    keys: Vec<String>,
    count: usize,
    without_claims: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operation {
    Load,
    Create,
    Replace,
    Delete,
    DeleteMany,
    Claim,
    Release,
}

pub use Operation::{Claim, Create, Delete, DeleteMany, Load, Release, Replace};

impl TestStore {
    pub fn memory() -> Self {
        Self::over(Kept::Memory(MemoryStore::default()))
    }

    #[cfg(feature = "redis")]
    pub async fn redis() -> Self {
        static TESTS: AtomicUsize = AtomicUsize::new(0);
        let prefix = format!("{}:", TESTS.fetch_add(1, Ordering::Relaxed));
        let store = genkan_sdk::RedisStore::connect(&RedisServer::shared().url()).await.unwrap();
        Self::over(Kept::Redis(store.prefix(prefix)))
    }

    fn over(kept: Kept) -> Self {
        Self { kept, switches: Arc::default(), arrived: Arc::default(), go_on: Arc::default() }
    }

    fn switches(&self) -> MutexGuard<'_, Switches> {
        self.switches.lock().unwrap()
    }

    /// The same sessions in a store that keeps the default of `claim`.
    pub fn without_claims(self) -> Self {
        self.switches().without_claims = true;
        self
    }

    /// From now on these fail and the others work.
    pub fn fail(&self, operations: &[Operation]) {
        self.switches().failing = operations.iter().copied().collect();
    }

    pub fn go_down(&self) {
        self.fail(&[Load, Create, Replace, Delete, DeleteMany, Claim, Release]);
    }

    pub fn come_back(&self) {
        self.fail(&[]);
        self.lose_answers(&[]);
    }

    /// From now on these are done and their answers are lost.
    pub fn lose_answers(&self, operations: &[Operation]) {
        self.switches().losing = operations.iter().copied().collect();
    }

    /// Holds the next such operation up.
    pub fn hold(&self, operation: Operation) {
        self.switches().held = Some(operation);
    }

    /// Waits until somebody is held up.
    pub async fn somebody_waits(&self) {
        self.arrived.notified().await;
    }

    pub fn let_go(&self) {
        self.go_on.notify_one();
    }

    /// The keys of the sessions in the order they were created.
    pub fn keys(&self) -> Vec<String> {
        self.switches().keys.clone()
    }

    /// Everything the store was ever given.
    pub fn seen(&self) -> String {
        self.switches().seen.join("\n")
    }

    /// How often the store was asked.
    pub fn count(&self) -> usize {
        self.switches().count
    }

    /// The record under the latest key, as it is now.
    pub async fn latest(&self) -> Option<StoredSession> {
        let key = self.keys().pop().unwrap();
        self.load(&key).await.unwrap()
    }

    /// Writes behind the app's back.
    pub async fn put(&self, key: &str, session: &StoredSession) {
        match &self.kept {
            Kept::Memory(store) => store.create(key, session).await.unwrap(),
            #[cfg(feature = "redis")]
            Kept::Redis(store) => store.create(key, session).await.unwrap(),
        }
    }

    async fn pass(&self, operation: Operation, given: String) -> Result<(), StoreError> {
        let held = {
            let mut switches = self.switches();
            switches.count += 1;
            switches.seen.push(given);
            switches.held.take_if(|held| *held == operation).is_some()
        };
        if held {
            self.arrived.notify_one();
            self.go_on.notified().await;
        }
        if self.switches().failing.contains(&operation) {
            return Err("the test switched it off".into());
        }
        Ok(())
    }

    fn answered(&self, operation: Operation) -> Result<(), StoreError> {
        if self.switches().losing.contains(&operation) {
            return Err("the test lost the answer".into());
        }
        Ok(())
    }
}

macro_rules! forward {
    ($self:ident, $store:ident => $work:expr) => {
        match &$self.kept {
            Kept::Memory($store) => $work.await,
            #[cfg(feature = "redis")]
            Kept::Redis($store) => $work.await,
        }
    };
}

impl SessionStore for TestStore {
    async fn load(&self, key: &str) -> Result<Option<StoredSession>, StoreError> {
        self.pass(Load, key.to_owned()).await?;
        forward!(self, store => store.load(key))
    }

    async fn create(&self, key: &str, session: &StoredSession) -> Result<(), StoreError> {
        self.pass(Create, format!("{key} {session:?}")).await?;
        self.switches().keys.push(key.to_owned());
        let created = forward!(self, store => store.create(key, session));
        self.answered(Create).and(created)
    }

    async fn replace(&self, key: &str, generation: u64, session: &StoredSession) -> Result<bool, StoreError> {
        self.pass(Replace, format!("{key} {session:?}")).await?;
        let replaced = forward!(self, store => store.replace(key, generation, session));
        self.answered(Replace).and(replaced)
    }

    async fn delete(&self, key: &str) -> Result<(), StoreError> {
        self.pass(Delete, key.to_owned()).await?;
        forward!(self, store => store.delete(key))
    }

    async fn delete_by_sid(&self, sid: &str) -> Result<(), StoreError> {
        self.pass(DeleteMany, sid.to_owned()).await?;
        forward!(self, store => store.delete_by_sid(sid))
    }

    async fn delete_by_subject(&self, subject: &str) -> Result<(), StoreError> {
        self.pass(DeleteMany, subject.to_owned()).await?;
        forward!(self, store => store.delete_by_subject(subject))
    }

    async fn claim(&self, name: &str, seconds: u32) -> Result<bool, StoreError> {
        self.pass(Claim, name.to_owned()).await?;
        if self.switches().without_claims {
            return Ok(true);
        }
        forward!(self, store => store.claim(name, seconds))
    }

    async fn release(&self, name: &str) -> Result<(), StoreError> {
        self.pass(Release, name.to_owned()).await?;
        forward!(self, store => store.release(name))
    }
}

/// An app over `store`. Its clock starts at the time of day, because Redis drops what is past.
pub async fn app(store: &TestStore) -> App {
    app_with(store, |config| config).await
}

pub async fn app_with(store: &TestStore, configure: impl FnOnce(ConfigBuilder) -> ConfigBuilder) -> App {
    let app = App::with(|config| configure(config.session_store(store.clone()))).await;
    app.clock.advance(SystemClock.now() - app.clock.now());
    app
}

/// Another process of `app`: the same configuration, nothing in memory shared.
pub fn process(app: &App, store: &TestStore) -> App {
    let (provider, clock) = (app.provider.clone(), Arc::clone(&app.clock));
    let mut other = App { provider, clock, genkan: app.genkan.clone() };
    other.restart(|config| config.session_store(store.clone()));
    other
}

/// The same browser, whose next request another process serves.
pub fn at(app: &App, browser: &Browser) -> Browser {
    let mut moved = app.browser();
    moved.cookies = browser.cookies.clone();
    moved
}

/// What the provider's back-channel logout brings.
pub async fn post_form(app: &App, body: impl Into<Body>) -> Answer {
    let request =
        Request::post("/backchannel-logout").header(CONTENT_TYPE, "application/x-www-form-urlencoded");
    let response = app.router().oneshot(request.body(body.into()).unwrap()).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = String::from_utf8(body.collect().await.unwrap().to_bytes().to_vec()).unwrap();
    Answer { status: parts.status, headers: parts.headers, body }
}

/// Runs each test over memory and, with the feature, over Redis.
macro_rules! on_every_store {
    ($($(#[$meta:meta])* async fn $name:ident($store:ident: TestStore) $body:block)+) => {$(
        $(#[$meta])*
        mod $name {
            use super::*;

            async fn test($store: TestStore) $body

            #[tokio::test]
            async fn memory() {
                test(TestStore::memory()).await;
            }

            #[cfg(feature = "redis")]
            #[tokio::test]
            async fn redis() {
                test(TestStore::redis().await).await;
            }
        }
    )+};
}

pub(super) use on_every_store;
