//! One connection taken from the pool, and the transaction on it.

use std::time::Duration;

use deadpool_postgres::{Client, Object};
use tokio::{
    runtime::Handle,
    time::{error::Elapsed, timeout},
};
use tokio_postgres::{Row, Statement, types::ToSql};

use super::error::from_postgres;
use crate::{DbError, Value};

const ROLLBACK_LIMIT: Duration = Duration::from_secs(5);

pub(crate) struct Session {
    /// Empty when the connection is lost.
    client: Option<Client>,
    limit: Duration,
    in_transaction: bool,
    /// Set while an answer is awaited. If it still is when the session is dropped, the caller was cancelled and the
    /// connection is not used again: what the server is doing on it is unknown.
    busy: bool,
}

impl Session {
    pub(super) fn new(client: Client, limit: Duration) -> Self {
        Self { client: Some(client), limit, in_transaction: false, busy: false }
    }

    pub(crate) fn in_transaction(&self) -> bool {
        self.in_transaction
    }

    pub(super) fn is_lost(&self) -> bool {
        self.client.as_ref().is_none_or(|client| client.is_closed())
    }

    pub(super) async fn begin(&mut self) -> Result<(), DbError> {
        self.in_transaction = true;
        self.run("BEGIN ISOLATION LEVEL READ COMMITTED").await
    }

    pub(crate) async fn commit(mut self) -> Result<(), DbError> {
        self.run("COMMIT").await?;
        self.in_transaction = false;
        Ok(())
    }

    pub(crate) async fn execute(&mut self, sql: &'static str, args: &[Value<'_>]) -> Result<u64, DbError> {
        let limit = self.limit;
        let client = self.start()?;
        let work = async {
            let statement = prepared(client, sql, args).await?;
            client.execute_raw(&statement, args).await.map_err(|error| from_postgres(&error))
        };
        let outcome = timeout(limit, work).await;
        self.finish(outcome)
    }

    pub(crate) async fn query(&mut self, sql: &'static str, args: &[Value<'_>]) -> Result<Vec<Row>, DbError> {
        let limit = self.limit;
        let client = self.start()?;
        let work = async {
            let statement = prepared(client, sql, args).await?;
            let args: Vec<&(dyn ToSql + Sync)> =
                args.iter().map(|value| value as &(dyn ToSql + Sync)).collect();
            client.query(&statement, &args).await.map_err(|error| from_postgres(&error))
        };
        let outcome = timeout(limit, work).await;
        self.finish(outcome)
    }

    pub(crate) async fn prepare(&mut self, sql: &str) -> Result<(), DbError> {
        let limit = self.limit;
        let client = self.start()?;
        let work = async { client.prepare(sql).await.map(drop).map_err(|error| from_postgres(&error)) };
        let outcome = timeout(limit, work).await;
        self.finish(outcome)
    }

    /// Runs a statement without parameters and rows.
    pub(crate) async fn run(&mut self, sql: &str) -> Result<(), DbError> {
        let limit = self.limit;
        let client = self.start()?;
        let work = async { client.batch_execute(sql).await.map_err(|error| from_postgres(&error)) };
        let outcome = timeout(limit, work).await;
        self.finish(outcome)
    }

    fn start(&mut self) -> Result<&Client, DbError> {
        match &self.client {
            Some(client) => {
                self.busy = true;
                Ok(client)
            }
            None => Err(DbError::Unavailable("the connection was lost".to_owned())),
        }
    }

    fn finish<T>(&mut self, outcome: Result<Result<T, DbError>, Elapsed>) -> Result<T, DbError> {
        self.busy = false;
        outcome.unwrap_or_else(|_| {
            self.discard();
            Err(DbError::Unavailable("the server did not answer in time".to_owned()))
        })
    }

    /// Closes the connection instead of giving it back. The server rolls back what is open on it.
    fn discard(&mut self) {
        if let Some(client) = self.client.take() {
            drop(Object::take(client));
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        if self.busy {
            self.discard();
        }
        if !self.in_transaction {
            return;
        }
        let Some(client) = self.client.take() else { return };
        let Ok(runtime) = Handle::try_current() else {
            drop(Object::take(client));
            return;
        };
        runtime.spawn(async move {
            // Only a connection that is known to be outside of a transaction goes back to the pool.
            if !matches!(timeout(ROLLBACK_LIMIT, client.batch_execute("ROLLBACK")).await, Ok(Ok(()))) {
                drop(Object::take(client));
            }
        });
    }
}

/// The statement, prepared at its first use on this connection.
async fn prepared(client: &Client, sql: &'static str, args: &[Value<'_>]) -> Result<Statement, DbError> {
    let statement = client.prepare_cached(sql).await.map_err(|error| from_postgres(&error))?;
    let wanted = statement.params().len();
    if wanted != args.len() {
        return Err(DbError::Sql(format!("{wanted} parameters wanted, {} given", args.len())));
    }
    Ok(statement)
}
