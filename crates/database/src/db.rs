//! The database handle.

use std::sync::Arc;

use crate::{Conn, DatabaseConfig, DbError, Tx, postgres::PostgresPool, sqlite::SqliteDatabase};

/// The two database engines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Engine {
    /// One embedded file.
    Sqlite,
    /// PostgreSQL, or what speaks its wire protocol.
    Postgres,
}

/// An open database. Cloning is cheap and gives the same database.
#[derive(Clone, Debug)]
pub struct Db(Arc<Inner>);

#[derive(Debug)]
enum Inner {
    Sqlite(SqliteDatabase),
    Postgres(PostgresPool),
}

impl Db {
    /// Opens the database and makes sure it answers.
    ///
    /// # Errors
    /// [`DbError::Sql`] when the URL is not understood, [`DbError::Unavailable`] when the database does not answer.
    pub async fn open(config: &DatabaseConfig) -> Result<Self, DbError> {
        let (scheme, rest) = config.url.split_once(':').unwrap_or_default();
        let inner = match scheme {
            "sqlite" => Inner::Sqlite(SqliteDatabase::open(rest, config)?),
            "postgres" | "postgresql" => Inner::Postgres(PostgresPool::open(config).await?),
            _ => {
                return Err(DbError::Sql(
                    "the database URL must begin with `sqlite:` or `postgres://`".to_owned(),
                ));
            }
        };
        Ok(Self(Arc::new(inner)))
    }

    /// Takes a connection for reading. Each statement sees everything that was committed before it began.
    ///
    /// # Errors
    /// [`DbError::Unavailable`] when no connection could be had in time.
    pub async fn read(&self) -> Result<Conn, DbError> {
        match &*self.0 {
            Inner::Sqlite(sqlite) => sqlite.reader().await.map(Conn::sqlite_reader),
            Inner::Postgres(pool) => pool.session().await.map(Conn::postgres),
        }
    }

    /// Begins a transaction. Cancelling the call leaves nothing behind.
    ///
    /// On SQLite there is one writer: do not wait for the network while holding the transaction, and never begin a
    /// second one inside it.
    ///
    /// # Errors
    /// [`DbError::Unavailable`] when no connection could be had in time.
    pub async fn begin(&self) -> Result<Tx, DbError> {
        match &*self.0 {
            Inner::Sqlite(sqlite) => sqlite.begin().await.map(|writer| Tx::new(Conn::sqlite_writer(writer))),
            Inner::Postgres(pool) => pool.begin().await.map(|session| Tx::new(Conn::postgres(session))),
        }
    }

    /// Which engine this is. For messages and tests; statements never depend on it.
    pub fn engine(&self) -> Engine {
        match &*self.0 {
            Inner::Sqlite(_) => Engine::Sqlite,
            Inner::Postgres(_) => Engine::Postgres,
        }
    }

    /// Refuses new work, waits for the open transaction (SQLite), checkpoints and closes. Later calls fail as
    /// unavailable. Closing twice is harmless.
    pub async fn close(&self) {
        match &*self.0 {
            Inner::Sqlite(sqlite) => sqlite.close().await,
            Inner::Postgres(pool) => pool.close().await,
        }
    }

    /// The embedded database, for what only a file can do (snapshots).
    pub(crate) fn sqlite(&self) -> Option<&SqliteDatabase> {
        match &*self.0 {
            Inner::Sqlite(sqlite) => Some(sqlite),
            Inner::Postgres(_) => None,
        }
    }
}
