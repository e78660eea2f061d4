//! One SQLite connection and its prepared statements.

use std::{collections::HashMap, sync::Arc};

use rusqlite::{
    CachedStatement, Connection, OpenFlags,
    config::DbConfig,
    types::{ToSql, ToSqlOutput, ValueRef as SqliteValue},
};

use super::{Location, error::from_sqlite};
use crate::{DbError, Row, Value, ValueRef, lexer::numbered_parameters, row::Source};

/// As many as the product has statements, so that none is prepared twice.
const STATEMENTS_KEPT: usize = 512;

pub(super) struct Handle {
    pub(super) connection: Connection,
    /// Statement texts with `?N` parameters, by the address of the literal they were written as.
    numbered: HashMap<(usize, usize), Arc<str>>,
}

impl Handle {
    pub(super) fn open_reader(location: &Location) -> Result<Self, DbError> {
        let handle = Self::open(location, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        handle.batch("PRAGMA query_only = ON")?;
        Ok(handle)
    }

    pub(super) fn open_writer(location: &Location) -> Result<Self, DbError> {
        let handle = Self::open(location, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        let mode: String = handle
            .connection
            .query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))
            .map_err(from_sqlite)?;
        if mode != "wal" {
            return Err(DbError::Unavailable(
                "the file system does not support write-ahead logging".to_owned(),
            ));
        }
        // FULL: a commit returns after the log's fsync. The size limit gives back the log's space after a burst. The
        // cache (KiB) holds the upper pages of indexes over random values, which every write passes.
        handle.batch(
            "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA journal_size_limit = 67108864;
             PRAGMA cache_size = -12288;",
        )?;
        Ok(handle)
    }

    fn open(location: &Location, flags: OpenFlags) -> Result<Self, DbError> {
        let connection = Connection::open_with_flags(&location.path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)
            .map_err(from_sqlite)?;
        connection.busy_timeout(location.wait).map_err(from_sqlite)?;
        // Without this, binding another value may have SQLite parse and plan a cached statement anew: two thirds of
        // a point read's cost.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(from_sqlite)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
        let handle = Self { connection, numbered: HashMap::new() };
        handle.batch("PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY;")?;
        Ok(handle)
    }

    /// Runs statements that have no parameters and no rows.
    pub(super) fn batch(&self, sql: &str) -> Result<(), DbError> {
        self.connection.execute_batch(sql).map_err(from_sqlite)
    }

    /// Runs a fixed statement through the statement cache.
    pub(super) fn control(&self, sql: &'static str) -> Result<(), DbError> {
        let mut statement = self.connection.prepare_cached(sql).map_err(from_sqlite)?;
        statement.raw_execute().map(drop).map_err(from_sqlite)
    }

    pub(super) fn check(&self, sql: &str) -> Result<(), DbError> {
        self.connection.prepare(&numbered_parameters(sql)).map(drop).map_err(from_sqlite)
    }

    pub(super) fn execute(&mut self, sql: &'static str, args: &[Value<'_>]) -> Result<u64, DbError> {
        let mut statement = self.bound(sql, args)?;
        let writes = !statement.readonly();
        let mut rows = statement.raw_query();
        let mut answered = 0;
        while rows.next().map_err(from_sqlite)?.is_some() {
            answered += 1;
        }
        drop(rows);
        drop(statement);
        Ok(if writes { self.connection.changes() } else { answered })
    }

    /// Calls `each` with the rows. A statement that writes is always run to its end.
    pub(super) fn query(
        &mut self,
        sql: &'static str,
        args: &[Value<'_>],
        first_only: bool,
        mut each: impl FnMut(&Row<'_>),
    ) -> Result<(), DbError> {
        let mut statement = self.bound(sql, args)?;
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next().map_err(from_sqlite)? {
            each(&Row(Source::Sqlite(row)));
            if first_only {
                break;
            }
        }
        Ok(())
    }

    fn bound(&mut self, sql: &'static str, args: &[Value<'_>]) -> Result<CachedStatement<'_>, DbError> {
        let numbered = self
            .numbered
            .entry((sql.as_ptr() as usize, sql.len()))
            .or_insert_with(|| numbered_parameters(sql).into());
        let mut statement = self.connection.prepare_cached(numbered).map_err(from_sqlite)?;
        if statement.parameter_count() != args.len() {
            let wanted = statement.parameter_count();
            return Err(DbError::Sql(format!("{wanted} parameters wanted, {} given", args.len())));
        }
        for (index, value) in args.iter().enumerate() {
            statement.raw_bind_parameter(index + 1, value).map_err(from_sqlite)?;
        }
        Ok(statement)
    }
}

impl ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => SqliteValue::Null,
            Self::Boolean(value) => SqliteValue::Integer(i64::from(*value)),
            Self::Integer(value) => SqliteValue::Integer(*value),
            Self::Text(value) => SqliteValue::Text(value.as_bytes()),
            Self::Bytes(value) => SqliteValue::Blob(value),
        }))
    }
}

/// Reads a column of a row.
pub(crate) fn column<'a>(row: &'a rusqlite::Row<'_>, index: usize) -> Result<ValueRef<'a>, DbError> {
    match row.get_ref(index).map_err(|_| DbError::Decode("there is no such column".to_owned()))? {
        SqliteValue::Null => Ok(ValueRef::Null),
        SqliteValue::Integer(value) => Ok(ValueRef::Integer(value)),
        SqliteValue::Text(value) => std::str::from_utf8(value)
            .map(ValueRef::Text)
            .map_err(|_| DbError::Decode("the text is not UTF-8".to_owned())),
        SqliteValue::Blob(value) => Ok(ValueRef::Bytes(value)),
        SqliteValue::Real(_) => Err(DbError::Decode("found a floating-point number".to_owned())),
    }
}
