//! Connections and transactions, the same on both engines.

use std::{
    fmt,
    ops::{Deref, DerefMut},
};

use crate::{
    DbError, FromRow, Row, Value,
    postgres::Session,
    sqlite::{Reader, Writer},
};

/// A connection. Outside of a [`Tx`] it is for reading only; it goes back to its pool when dropped.
pub struct Conn {
    driver: Driver,
    /// Set while a statement runs and after one failed: from then on the transaction can only be rolled back.
    /// PostgreSQL behaves so by itself; SQLite would carry on, and a bug would show on one engine only.
    failed: Option<DbError>,
    in_transaction: bool,
}

enum Driver {
    SqliteReader(Reader),
    SqliteWriter(Writer),
    Postgres(Session),
}

impl Conn {
    pub(crate) fn sqlite_reader(reader: Reader) -> Self {
        Self { driver: Driver::SqliteReader(reader), failed: None, in_transaction: false }
    }

    pub(crate) fn sqlite_writer(writer: Writer) -> Self {
        Self { driver: Driver::SqliteWriter(writer), failed: None, in_transaction: true }
    }

    pub(crate) fn postgres(session: Session) -> Self {
        let in_transaction = session.in_transaction();
        Self { driver: Driver::Postgres(session), failed: None, in_transaction }
    }

    /// Runs a statement and returns how many rows it changed.
    ///
    /// # Errors
    /// Every [`DbError`] but `NoRow` and `Decode`.
    pub async fn execute(&mut self, sql: &'static str, args: &[Value<'_>]) -> Result<u64, DbError> {
        self.start()?;
        let outcome = match &mut self.driver {
            Driver::SqliteReader(reader) => reader.execute(sql, args),
            Driver::SqliteWriter(writer) => writer.execute(sql, args),
            Driver::Postgres(session) => session.execute(sql, args).await,
        };
        self.finish(outcome)
    }

    /// Runs a statement and returns its first row, if any.
    ///
    /// # Errors
    /// Every [`DbError`] but `NoRow`.
    pub async fn optional<T: FromRow>(
        &mut self,
        sql: &'static str,
        args: &[Value<'_>],
    ) -> Result<Option<T>, DbError> {
        let mut first = None;
        self.query(sql, args, true, |row| {
            if first.is_none() {
                first = Some(T::from_row(row));
            }
        })
        .await?;
        first.transpose()
    }

    /// Runs a statement that always has a row and returns the first.
    ///
    /// # Errors
    /// [`DbError::NoRow`] when there is none.
    pub async fn one<T: FromRow>(&mut self, sql: &'static str, args: &[Value<'_>]) -> Result<T, DbError> {
        self.optional(sql, args).await?.ok_or(DbError::NoRow)
    }

    /// Runs a statement and returns all its rows.
    ///
    /// # Errors
    /// Every [`DbError`] but `NoRow`.
    pub async fn all<T: FromRow>(
        &mut self,
        sql: &'static str,
        args: &[Value<'_>],
    ) -> Result<Vec<T>, DbError> {
        let mut rows = Vec::new();
        self.query(sql, args, false, |row| rows.push(T::from_row(row))).await?;
        rows.into_iter().collect()
    }

    /// Checks that the engine understands a statement, without running it. For the test that prepares every
    /// statement of the source.
    ///
    /// # Errors
    /// [`DbError::Sql`] when it does not.
    pub async fn prepare(&mut self, sql: &str) -> Result<(), DbError> {
        self.start()?;
        let outcome = match &mut self.driver {
            Driver::SqliteReader(reader) => reader.prepare(sql),
            Driver::SqliteWriter(writer) => writer.prepare(sql),
            Driver::Postgres(session) => session.prepare(sql).await,
        };
        self.finish(outcome)
    }

    /// Runs one statement of a migration.
    pub(crate) async fn run(&mut self, sql: &str) -> Result<(), DbError> {
        self.start()?;
        let outcome = match &mut self.driver {
            Driver::SqliteReader(_) => Err(DbError::Sql("migrations need a transaction".to_owned())),
            Driver::SqliteWriter(writer) => writer.run(sql),
            Driver::Postgres(session) => session.run(sql).await,
        };
        self.finish(outcome)
    }

    async fn query(
        &mut self,
        sql: &'static str,
        args: &[Value<'_>],
        first_only: bool,
        mut each: impl FnMut(&Row<'_>),
    ) -> Result<(), DbError> {
        self.start()?;
        let outcome = match &mut self.driver {
            Driver::SqliteReader(reader) => reader.query(sql, args, first_only, each),
            Driver::SqliteWriter(writer) => writer.query(sql, args, each),
            Driver::Postgres(session) => match session.query(sql, args).await {
                Ok(rows) => {
                    rows.iter().for_each(|row| each(&Row(crate::row::Source::Postgres(row))));
                    Ok(())
                }
                Err(error) => Err(error),
            },
        };
        self.finish(outcome)
    }

    /// Refuses to go on after a failure, and marks the statement as running: when the caller's future is dropped half
    /// way, nobody knows what became of the statement, so the transaction must not be committed.
    fn start(&mut self) -> Result<(), DbError> {
        if !self.in_transaction {
            return Ok(());
        }
        if let Some(error) = &self.failed {
            return Err(DbError::Sql(format!("the transaction has already failed: {error}")));
        }
        self.failed = Some(DbError::Unavailable("a statement of the transaction was cancelled".to_owned()));
        Ok(())
    }

    fn finish<T>(&mut self, outcome: Result<T, DbError>) -> Result<T, DbError> {
        if self.in_transaction {
            self.failed = outcome.as_ref().err().cloned();
        }
        outcome
    }
}

impl fmt::Debug for Conn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let engine = match self.driver {
            Driver::SqliteReader(_) | Driver::SqliteWriter(_) => "SQLite",
            Driver::Postgres(_) => "PostgreSQL",
        };
        f.debug_struct("Conn").field("engine", &engine).field("in_transaction", &self.in_transaction).finish()
    }
}

/// A transaction. Dropping it rolls back; a panic or a cancelled future does, too.
///
/// After a statement failed, every further one and [`commit`](Tx::commit) fail as well, on both engines.
#[derive(Debug)]
#[must_use = "a transaction that is dropped is rolled back"]
pub struct Tx(Conn);

impl Tx {
    pub(crate) fn new(conn: Conn) -> Self {
        Self(conn)
    }

    /// Commits. Returns only when the changes are durable.
    ///
    /// Nothing was committed if an error says so; after [`DbError::Unavailable`] a PostgreSQL server that was lost at
    /// this very moment may or may not have committed.
    ///
    /// # Errors
    /// The error of the statement that failed before, [`DbError::Conflict`], [`DbError::Unavailable`].
    pub async fn commit(self) -> Result<(), DbError> {
        if let Some(error) = self.0.failed {
            return Err(error);
        }
        match self.0.driver {
            Driver::SqliteReader(_) => Ok(()),
            Driver::SqliteWriter(writer) => writer.commit().await,
            Driver::Postgres(session) => session.commit().await,
        }
    }
}

impl Deref for Tx {
    type Target = Conn;

    fn deref(&self) -> &Conn {
        &self.0
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut Conn {
        &mut self.0
    }
}
