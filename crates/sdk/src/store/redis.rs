mod connection;
mod scripts;

use std::fmt;
use std::sync::Arc;

use redis::aio::ConnectionManager;
use redis::{Cmd, FromRedisValue};

use self::connection::Connection;
use self::scripts::Scripts;
use super::{SessionStore, StoreError, StoredSession};

/// The last second of the year 9999: Redis counts expiry in milliseconds and refuses what does not fit.
const LATEST: i64 = 253_402_300_799;

/// Sessions in Redis 6 or newer, or Valkey: for apps of several processes, and for people who stay signed in when the
/// app restarts. Needs the cargo feature `redis`, and `redis-tls` for `rediss://` addresses.
///
/// Records expire by themselves, by the server's clock, and so does everything else that is written; the layout is in
/// `docs/SESSION-FORMAT.md` §6. Let the server evict nothing (`maxmemory-policy noeviction`) or only by time to live: an
/// evicted record signs somebody out. All keys of a session are changed by one script, so they must live on one
/// server; Redis Cluster is not served.
///
/// ```no_run
/// # async fn start() -> Result<(), Box<dyn std::error::Error>> {
/// let store = genkan_sdk::RedisStore::connect("redis://:password@cache.internal:6379/0").await?;
/// let config = genkan_sdk::Config::builder().session_store(store);
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct RedisStore {
    connection: Connection,
    scripts: Arc<Scripts>,
    prefix: String,
}

impl RedisStore {
    /// Connects to the server at `url` (`redis://[user][:password@]host[:port][/database]`, `rediss://…` for TLS,
    /// `redis+unix:///path/to/socket`) and checks that it answers. It must speak RESP3, so that a connection that
    /// breaks is noticed before the next request needs it.
    ///
    /// A server that stops answering is an error after about two seconds; when it is back, the store is too.
    ///
    /// # Errors
    ///
    /// When the address cannot be read, nobody answers there, or the password is wrong. The text names host and port,
    /// never the password.
    ///
    /// ```no_run
    /// # async fn start() -> Result<(), genkan_sdk::RedisUnavailable> {
    /// let store = genkan_sdk::RedisStore::connect("redis+unix:///run/redis/redis.sock").await?;
    /// # Ok(()) }
    /// ```
    pub async fn connect(url: &str) -> Result<Self, RedisUnavailable> {
        Ok(Self::over(Connection::open(url).await?))
    }

    /// A store over a connection of your own: with your timeouts, your certificates, or found by a sentinel.
    ///
    /// ```no_run
    /// # async fn start() -> Result<(), Box<dyn std::error::Error>> {
    /// let client = redis::Client::open("redis://cache.internal")?;
    /// let store = genkan_sdk::RedisStore::new(client.get_connection_manager().await?);
    /// # Ok(()) }
    /// ```
    pub fn new(manager: ConnectionManager) -> Self {
        Self::over(Connection::given(manager))
    }

    fn over(connection: Connection) -> Self {
        Self { connection, scripts: Arc::default(), prefix: "genkan:".into() }
    }

    /// What every key begins with. Default: `genkan:`. Apps that share sessions share it; apps that do not may, too.
    ///
    /// ```no_run
    /// # async fn start() -> Result<(), Box<dyn std::error::Error>> {
    /// let store = genkan_sdk::RedisStore::connect("redis://cache.internal").await?.prefix("shop:");
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = prefix.into();
        self
    }

    fn key(&self, kind: &str, name: &str) -> String {
        format!("{}{kind}:{name}", self.prefix)
    }

    async fn run<T: FromRedisValue>(&self, command: &Cmd) -> Result<T, StoreError> {
        let mut manager = self.connection.manager();
        let outcome = command.query_async(&mut manager).await;
        outcome.map_err(|error| self.connection.failed(&error).into())
    }

    /// Writes `session` under `key`, over the record with `generation` or, without one, over anything.
    async fn write(
        &self,
        key: &str,
        generation: Option<u64>,
        session: &StoredSession,
    ) -> Result<bool, StoreError> {
        let mut call = self.scripts.write.prepare_invoke();
        call.key(self.key("session", key)).key(self.key("subject", &session.subject));
        if let Some(sid) = &session.sid {
            call.key(self.key("sid", sid));
        }
        call.arg(&self.prefix)
            .arg(key)
            .arg(generation.map_or_else(String::new, |generation| generation.to_string()))
            .arg(session.expires_at.clamp(0, LATEST))
            .arg(session.generation)
            .arg(session.expires_at)
            .arg(&session.subject)
            .arg(&session.sealed);
        if let Some(sid) = &session.sid {
            call.arg(sid);
        }
        self.invoke(&call).await
    }

    async fn invoke<T: FromRedisValue>(&self, call: &redis::ScriptInvocation<'_>) -> Result<T, StoreError> {
        let mut manager = self.connection.manager();
        let outcome = call.invoke_async(&mut manager).await;
        outcome.map_err(|error| self.connection.failed(&error).into())
    }

    /// Deletes the sessions an index lists, if they still carry its name.
    async fn delete_by(&self, kind: &str, name: &str) -> Result<(), StoreError> {
        let mut call = self.scripts.delete_all.prepare_invoke();
        call.key(self.key(kind, name)).arg(&self.prefix).arg(kind).arg(name);
        self.invoke(&call).await
    }
}

impl SessionStore for RedisStore {
    async fn load(&self, key: &str) -> Result<Option<StoredSession>, StoreError> {
        let mut command = redis::cmd("HMGET");
        command.arg(self.key("session", key)).arg(&["generation", "expiresAt", "subject", "sealed", "sid"]);
        type Fields = (Option<u64>, Option<i64>, Option<String>, Option<String>, Option<String>);
        let (generation, expires_at, subject, sealed, sid) = self.run::<Fields>(&command).await?;
        let (Some(generation), Some(expires_at), Some(subject), Some(sealed)) =
            (generation, expires_at, subject, sealed)
        else {
            return Ok(None);
        };
        Ok(Some(StoredSession { generation, expires_at, subject, sid, sealed }))
    }

    async fn create(&self, key: &str, session: &StoredSession) -> Result<(), StoreError> {
        self.write(key, None, session).await.map(|_| ())
    }

    async fn replace(&self, key: &str, generation: u64, session: &StoredSession) -> Result<bool, StoreError> {
        self.write(key, Some(generation), session).await
    }

    async fn delete(&self, key: &str) -> Result<(), StoreError> {
        let mut call = self.scripts.delete.prepare_invoke();
        call.key(self.key("session", key)).arg(&self.prefix).arg(key);
        self.invoke(&call).await
    }

    async fn delete_by_sid(&self, sid: &str) -> Result<(), StoreError> {
        self.delete_by("sid", sid).await
    }

    async fn delete_by_subject(&self, subject: &str) -> Result<(), StoreError> {
        self.delete_by("subject", subject).await
    }

    async fn claim(&self, name: &str, seconds: u32) -> Result<bool, StoreError> {
        let mut command = redis::cmd("SET");
        command.arg(self.key("claim", name)).arg("1").arg("NX").arg("EX").arg(seconds.max(1));
        Ok(self.run::<Option<String>>(&command).await?.is_some())
    }

    async fn release(&self, name: &str) -> Result<(), StoreError> {
        self.run(redis::cmd("DEL").arg(self.key("claim", name))).await
    }
}

impl fmt::Debug for RedisStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisStore").field("prefix", &self.prefix).finish_non_exhaustive()
    }
}

/// Redis could not be reached or refused what it was asked. The text tells no password.
///
/// ```
/// # #[tokio::main]
/// # async fn main() {
/// let refused = genkan_sdk::RedisStore::connect("http://cache.internal").await.expect_err("no Redis address");
/// println!("{refused}");
/// # }
/// ```
#[derive(Debug, Clone, thiserror::Error)]
#[error("Redis{at}: {what}")]
pub struct RedisUnavailable {
    /// ` at host:port`, when known.
    at: String,
    what: String,
}
