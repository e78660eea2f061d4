//! One SQL text on two engines: embedded SQLite (group commit) and PostgreSQL.
//!
//! ```no_run
//! use genkan_database::{Db, DatabaseConfig, DbError, args};
//!
//! async fn rename(db: &Db, user: &str, name: &str) -> Result<Option<i64>, DbError> {
//!     let mut tx = db.begin().await?;
//!     let changed: Option<(i64,)> = tx
//!         .optional("UPDATE users SET name = $2 WHERE id = $1 RETURNING version", args![user, name])
//!         .await?;
//!     tx.commit().await?; // returns only when the change is durable
//!     Ok(changed.map(|(version,)| version))
//! }
//! ```
//!
//! The crate knows no table but its own two (`schema_migrations`, `schema_lease`).
//! What statements may contain, and why: `docs/STORAGE.md`.

mod config;
mod conn;
mod db;
mod error;
mod json;
mod lexer;
mod migrate;
mod postgres;
mod retry;
mod row;
mod sqlite;
mod value;
mod value_ref;

#[cfg(feature = "testing")]
pub mod testing;

pub use config::DatabaseConfig;
pub use conn::{Conn, Tx};
pub use db::{Db, Engine};
pub use error::DbError;
pub use json::Json;
pub use migrate::{Migration, MigrationReport, migrate};
pub use retry::{Retryable, retry};
pub use row::{FromRow, Row};
pub use value::{ToValue, Value};
pub use value_ref::{FromValue, ValueRef};
