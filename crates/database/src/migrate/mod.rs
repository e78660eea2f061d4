//! Bringing the schema to the state this binary needs.
//!
//! Migrations are written in PostgreSQL's words; `dialect` derives the SQLite form. They only expand or contract: a
//! binary one version older keeps working on the newer schema while nodes are replaced.

mod dialect;
mod lease;
mod snapshot;

use std::path::PathBuf;

use aws_lc_rs::digest;

use crate::{Conn, Db, DbError, Engine, args, lexer::statements};
use lease::Lease;

/// One step of the schema.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// Counts up from 1. Steps run in this order.
    pub version: i64,
    /// A few words for the log.
    pub name: &'static str,
    /// One or more statements. Never changed after a release: the text's checksum is kept.
    pub sql: &'static str,
}

/// What [`migrate`] did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MigrationReport {
    /// The versions that were applied now, in order.
    pub applied: Vec<i64>,
    /// The version of the schema now; 0 when there is none.
    pub version: i64,
    /// The copy of the embedded file, made before the first step.
    pub snapshot: Option<PathBuf>,
}

/// Applies the steps that are missing. Two nodes may call it at once: one works, the other waits for it.
///
/// `now_millis` is the wall clock, in milliseconds since 1970.
///
/// # Errors
/// [`DbError::Migration`] when an applied step was changed since, when the database is newer than this binary, or when
/// a step fails; the steps before it stay applied, the failed one leaves nothing behind.
pub async fn migrate(db: &Db, migrations: &[Migration], now_millis: i64) -> Result<MigrationReport, DbError> {
    check_order(migrations)?;
    lease::create_tables(db).await?;
    // The common case, at every start: nothing to do, and nothing to wait for.
    if pending(&mut db.read().await?, migrations).await?.is_empty() {
        return Ok(MigrationReport { version: last_version(migrations), ..MigrationReport::default() });
    }
    let lease = Lease::take(db, now_millis).await?;
    let outcome = apply(db, migrations, &lease, now_millis).await;
    let given_back = lease.give_back(db).await;
    outcome.and_then(|report| given_back.map(|()| report))
}

async fn apply(
    db: &Db,
    migrations: &[Migration],
    lease: &Lease,
    now_millis: i64,
) -> Result<MigrationReport, DbError> {
    // Another node may have done it all while this one waited for the lease.
    let pending = pending(&mut db.read().await?, migrations).await?;
    let mut report = MigrationReport { version: last_version(migrations), ..MigrationReport::default() };
    if let (Some(first), Some(sqlite)) = (pending.first(), db.sqlite()) {
        report.snapshot = snapshot::take(sqlite.path(), first.version).await?;
    }
    for migration in pending {
        step(db, migration, lease, now_millis).await.map_err(|error| match error {
            DbError::Sql(reason) => failure(migration, &reason),
            DbError::Unavailable(reason) => DbError::Unavailable(reason),
            other => failure(migration, &other.to_string()),
        })?;
        tracing::info!(version = migration.version, name = migration.name, "migration applied");
        report.applied.push(migration.version);
    }
    Ok(report)
}

/// One step is one transaction, on both engines.
async fn step(db: &Db, migration: &Migration, lease: &Lease, now_millis: i64) -> Result<(), DbError> {
    let mut tx = db.begin().await?;
    lease.renew(&mut tx).await?;
    for statement in statements(migration.sql) {
        match db.engine() {
            Engine::Postgres => tx.run(&statement).await?,
            Engine::Sqlite => tx.run(&dialect::sqlite(&statement)?).await?,
        }
    }
    tx.execute(
        "INSERT INTO schema_migrations (version, name, checksum, applied_at) VALUES ($1, $2, $3, $4)",
        args![migration.version, migration.name, checksum(migration), now_millis],
    )
    .await?;
    tx.commit().await
}

/// The steps that are missing, after the applied ones were compared.
async fn pending<'a>(conn: &mut Conn, migrations: &'a [Migration]) -> Result<Vec<&'a Migration>, DbError> {
    let applied: Vec<(i64, String, String)> =
        conn.all("SELECT version, name, checksum FROM schema_migrations ORDER BY version", args![]).await?;
    for (version, name, applied_checksum) in &applied {
        let Some(migration) = migrations.iter().find(|migration| migration.version == *version) else {
            return Err(DbError::Migration(format!(
                "the database is at version {version} ({name}), this binary knows versions up to {}; run a newer binary",
                last_version(migrations)
            )));
        };
        if checksum(migration) != *applied_checksum {
            return Err(failure(migration, "its text is not the one that was applied to this database"));
        }
    }
    Ok(migrations
        .iter()
        .filter(|migration| applied.iter().all(|(version, ..)| *version != migration.version))
        .collect())
}

fn check_order(migrations: &[Migration]) -> Result<(), DbError> {
    let mut before = 0;
    for migration in migrations {
        if migration.version <= before {
            return Err(failure(migration, "versions must count up from 1"));
        }
        before = migration.version;
    }
    Ok(())
}

fn last_version(migrations: &[Migration]) -> i64 {
    migrations.last().map_or(0, |migration| migration.version)
}

fn failure(migration: &Migration, reason: &str) -> DbError {
    DbError::Migration(format!("{:04} ({}): {reason}", migration.version, migration.name))
}

/// SHA-256 of the text, in hexadecimal. Line ends do not count: a checkout may change them.
fn checksum(migration: &Migration) -> String {
    let text = migration.sql.replace("\r\n", "\n");
    digest::digest(&digest::SHA256, text.as_bytes())
        .as_ref()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
