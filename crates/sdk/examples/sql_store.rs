//! Sessions in a database of your own: [`SqlStore`] keeps them in SQLite, and `main` gives it to a small app.
//!
//! ```sh
//! GENKAN_ENDPOINT=… GENKAN_APP_ID=… GENKAN_APP_SECRET=… GENKAN_COOKIE_SECRET=… \
//!     GENKAN_BASE_URL=http://localhost:3000 cargo run -p genkan-sdk --example sql_store
//! ```
//!
//! **For PostgreSQL** schema and statements stay but for these: no `PRAGMA`s, `BIGINT` for `INTEGER`, `$1` for `?1`,
//! `extract(epoch from now())::bigint` for `unixepoch()`; and the connection is a pool of `tokio-postgres` or `sqlx`
//! whose `execute` is awaited. **For MySQL** `INSERT IGNORE` replaces `ON CONFLICT DO NOTHING` besides. Everywhere each
//! change stays one statement with its condition inside: a `SELECT` followed by an `UPDATE` breaks the laws, and
//! [`check_store`](genkan_sdk::testing::check_store) says so.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::routing::get;
use genkan_sdk::{Config, Genkan, Session, SessionStore, StoreError, StoredSession};
use rusqlite::{Connection, OptionalExtension as _, Params, params};

const SCHEMA: &str = "
PRAGMA journal_mode = WAL;
PRAGMA busy_timeout = 2000;
CREATE TABLE IF NOT EXISTS genkan_sessions (
    key TEXT PRIMARY KEY, generation INTEGER NOT NULL, expires_at INTEGER NOT NULL,
    subject TEXT NOT NULL, sid TEXT, sealed TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS genkan_sessions_subject ON genkan_sessions (subject);
CREATE INDEX IF NOT EXISTS genkan_sessions_sid ON genkan_sessions (sid);
CREATE INDEX IF NOT EXISTS genkan_sessions_expires_at ON genkan_sessions (expires_at);
CREATE TABLE IF NOT EXISTS genkan_claims (name TEXT PRIMARY KEY, until INTEGER NOT NULL);";

/// Sessions in SQLite. It answers in microseconds, so it is asked in place; clones share the connection.
#[derive(Debug, Clone)]
pub struct SqlStore(Arc<Mutex<Connection>>);

impl SqlStore {
    /// Opens the database and makes the tables when they are missing.
    pub fn open(path: impl AsRef<Path>) -> rusqlite::Result<Self> {
        let connection = Connection::open(path)?;
        connection.execute_batch(SCHEMA)?;
        Ok(Self(Arc::new(Mutex::new(connection))))
    }

    /// Runs one statement and says how many rows it changed.
    fn execute(&self, sql: &str, params: impl Params) -> Result<usize, StoreError> {
        let connection = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(connection.prepare_cached(sql)?.execute(params)?)
    }
}

impl SessionStore for SqlStore {
    async fn load(&self, key: &str) -> Result<Option<StoredSession>, StoreError> {
        let sql = "SELECT generation, expires_at, subject, sid, sealed FROM genkan_sessions WHERE key = ?1";
        let connection = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let session = connection.prepare_cached(sql)?.query_row([key], |row| {
            Ok(StoredSession {
                generation: row.get::<_, i64>(0)?.unsigned_abs(),
                expires_at: row.get(1)?,
                subject: row.get(2)?,
                sid: row.get(3)?,
                sealed: row.get(4)?,
            })
        });
        Ok(session.optional()?)
    }

    async fn create(&self, key: &str, session: &StoredSession) -> Result<(), StoreError> {
        self.execute("DELETE FROM genkan_sessions WHERE expires_at <= unixepoch()", [])?;
        let StoredSession { generation, expires_at, subject, sid, sealed } = session;
        let sql = "INSERT INTO genkan_sessions (key, generation, expires_at, subject, sid, sealed)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        self.execute(sql, params![key, i64::try_from(*generation)?, expires_at, subject, sid, sealed])?;
        Ok(())
    }

    async fn replace(&self, key: &str, generation: u64, session: &StoredSession) -> Result<bool, StoreError> {
        let (before, after) = (i64::try_from(generation)?, i64::try_from(session.generation)?);
        let StoredSession { expires_at, subject, sid, sealed, .. } = session;
        let sql =
            "UPDATE genkan_sessions SET generation = ?3, expires_at = ?4, subject = ?5, sid = ?6, sealed = ?7
                   WHERE key = ?1 AND generation = ?2";
        Ok(self.execute(sql, params![key, before, after, expires_at, subject, sid, sealed])? == 1)
    }

    async fn delete(&self, key: &str) -> Result<(), StoreError> {
        self.execute("DELETE FROM genkan_sessions WHERE key = ?1", [key]).map(drop)
    }

    async fn delete_by_sid(&self, sid: &str) -> Result<(), StoreError> {
        self.execute("DELETE FROM genkan_sessions WHERE sid = ?1", [sid]).map(drop)
    }

    async fn delete_by_subject(&self, subject: &str) -> Result<(), StoreError> {
        self.execute("DELETE FROM genkan_sessions WHERE subject = ?1", [subject]).map(drop)
    }

    /// Needed when several processes share the database.
    async fn claim(&self, name: &str, seconds: u32) -> Result<bool, StoreError> {
        self.execute("DELETE FROM genkan_claims WHERE until <= unixepoch()", [])?;
        let sql =
            "INSERT INTO genkan_claims (name, until) VALUES (?1, unixepoch() + ?2) ON CONFLICT DO NOTHING";
        Ok(self.execute(sql, params![name, seconds])? == 1)
    }

    async fn release(&self, name: &str) -> Result<(), StoreError> {
        self.execute("DELETE FROM genkan_claims WHERE name = ?1", [name]).map(drop)
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let config = Config::builder()
        .environment(|name| std::env::var(name).ok())
        .session_store(SqlStore::open("sessions.db")?)
        .build()?;
    let genkan = Genkan::new(config)?;
    let app = Router::new().route("/", get(home)).merge(genkan.routes()).layer(genkan.layer());
    axum::serve(tokio::net::TcpListener::bind("127.0.0.1:3000").await?, app).await?;
    Ok(())
}

async fn home(session: Session) -> String {
    match session.claims() {
        Some(claims) => format!("Hello {}. Sign out at /sign-out", claims.display_name()),
        None => "Hello. Sign in at /sign-in".into(),
    }
}
