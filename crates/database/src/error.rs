//! What can go wrong, in words that mean the same on both engines.

use crate::retry::Retryable;

/// A database error. It never contains a bound value or a password.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DbError {
    /// The transaction lost against a concurrent one (serialization failure, deadlock); running it again may work.
    #[error("the transaction conflicted with a concurrent one")]
    Conflict,
    /// A unique or primary key already holds the value.
    #[error("a unique constraint is violated ({})", constraint.as_deref().unwrap_or("unnamed"))]
    Unique {
        /// PostgreSQL: the constraint's name. SQLite: `table.column, table.column`, or `index 'name'`.
        constraint: Option<String>,
    },
    /// The row referred to does not exist, or is still referred to.
    #[error("a foreign key constraint is violated")]
    ForeignKey,
    /// A `NOT NULL` or `CHECK` constraint refused the row.
    #[error("a not-null or check constraint is violated")]
    NotNullOrCheck,
    /// The database cannot be used now: down, disk full, read-only, locked by another process, or overloaded.
    #[error("the database is unavailable: {0}")]
    Unavailable(String),
    /// [`Conn::one`](crate::Conn::one) found no row.
    #[error("no row where one was expected")]
    NoRow,
    /// A column holds something the requested type cannot represent.
    #[error("a column cannot be decoded: {0}")]
    Decode(String),
    /// The statement itself is wrong, or a transaction is used after one of its statements failed.
    #[error("the statement failed: {0}")]
    Sql(String),
    /// The schema cannot be brought to the state this binary needs.
    #[error("migration: {0}")]
    Migration(String),
}

impl DbError {
    /// Whether running the whole use case again may succeed.
    pub fn is_retryable(&self) -> bool {
        matches!(self, Self::Conflict)
    }

    /// Whether a unique or primary key was violated.
    pub fn is_unique(&self) -> bool {
        matches!(self, Self::Unique { .. })
    }
}

impl Retryable for DbError {
    fn is_retryable(&self) -> bool {
        Self::is_retryable(self)
    }
}
