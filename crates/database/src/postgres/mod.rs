//! PostgreSQL: a pool of connections that prepare each statement once.

mod error;
mod session;
mod tls;
mod types;

use std::{fmt, time::Duration};

use deadpool_postgres::{Hook, HookError, Manager, ManagerConfig, Pool, PoolError, RecyclingMethod, Runtime};
use tokio_postgres::{Config, NoTls, config::SslMode};

pub(crate) use session::Session;
pub(crate) use types::column;

use crate::{DatabaseConfig, DbError};
use error::from_postgres;

/// A pool of connections to one database.
pub(crate) struct PostgresPool {
    pool: Pool,
    statement_timeout: Duration,
}

impl PostgresPool {
    /// Opens the pool and makes sure that the server answers.
    pub(crate) async fn open(config: &DatabaseConfig) -> Result<Self, DbError> {
        let settings = settings(config)?;
        let manager = match settings.get_ssl_mode() {
            SslMode::Disable => Manager::from_config(settings, NoTls, recycling()),
            _ => Manager::from_config(settings, tls::connector()?, recycling()),
        };
        let pool = Pool::builder(manager)
            .max_size(config.max_connections.max(1))
            .runtime(Runtime::Tokio1)
            .wait_timeout(Some(config.wait))
            .create_timeout(Some(config.wait))
            .recycle_timeout(Some(config.wait))
            .post_create(limit_statements(config.statement_timeout))
            .build()
            .map_err(|error| DbError::Sql(error.to_string()))?;
        let opened = Self { pool, statement_timeout: config.statement_timeout };
        opened.session().await?;
        Ok(opened)
    }

    pub(crate) async fn session(&self) -> Result<Session, DbError> {
        match self.pool.get().await {
            Ok(client) => Ok(Session::new(client, self.statement_timeout)),
            Err(PoolError::Backend(error) | PoolError::PostCreateHook(HookError::Backend(error))) => {
                Err(from_postgres(&error))
            }
            Err(PoolError::Closed) => Err(DbError::Unavailable("the database is closed".to_owned())),
            Err(PoolError::Timeout(_)) => {
                Err(DbError::Unavailable("no connection could be had in time".to_owned()))
            }
            Err(error) => Err(DbError::Unavailable(error.to_string())),
        }
    }

    /// A session in an open transaction. A connection that died while it was idle is replaced once.
    pub(crate) async fn begin(&self) -> Result<Session, DbError> {
        let mut session = self.session().await?;
        match session.begin().await {
            Err(DbError::Unavailable(_)) if session.is_lost() => {
                session = self.session().await?;
                session.begin().await?;
            }
            outcome => outcome?,
        }
        Ok(session)
    }

    pub(crate) async fn close(&self) {
        self.pool.close();
    }
}

impl fmt::Debug for PostgresPool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresPool").field("status", &self.pool.status()).finish_non_exhaustive()
    }
}

/// A connection is checked for being closed when it is taken; transactions never outlive their session.
fn recycling() -> ManagerConfig {
    ManagerConfig { recycling_method: RecyclingMethod::Fast }
}

fn settings(config: &DatabaseConfig) -> Result<Config, DbError> {
    let mut settings: Config = config.url.parse().map_err(|error: tokio_postgres::Error| {
        // The cause names the unknown option or value. It is dropped: it could quote a part of a password.
        DbError::Sql(format!("the PostgreSQL URL is not understood ({error})"))
    })?;
    settings.connect_timeout(config.wait).tcp_user_timeout(config.statement_timeout);
    if settings.get_application_name().is_none() {
        settings.application_name("genkan");
    }
    Ok(settings)
}

/// The server gives up on a statement, or on a transaction nobody works on, a little before we do.
fn limit_statements(limit: Duration) -> Hook {
    let limit = (limit.as_millis() * 9 / 10).max(1).to_string();
    Hook::async_fn(move |client, _| {
        let limit = limit.clone();
        Box::pin(async move {
            client
                .query(
                    "SELECT set_config('statement_timeout', $1, false),
                            set_config('idle_in_transaction_session_timeout', $1, false)",
                    &[&limit],
                )
                .await
                .map(drop)
                .map_err(HookError::Backend)
        })
    })
}
