//! One node migrates at a time.
//!
//! A lease of the directory's kind: a row with an end. Each step renews it inside its own transaction, so a node that
//! lost its lease (it slept, its clock jumped) cannot apply a step, and one that works keeps others out.

use std::{
    hash::{BuildHasher, RandomState},
    time::Duration,
};

use tokio::time::{Instant, sleep};

use crate::{Db, DbError, Tx, args};

const LEASE: Duration = Duration::from_secs(60);
const POLL: Duration = Duration::from_millis(100);

/// The right to migrate.
pub(super) struct Lease {
    holder: String,
    taken: Clock,
}

/// The caller's clock, carried on by the monotonic one.
struct Clock {
    begin_millis: i64,
    begin: Instant,
}

impl Clock {
    fn millis_after(&self, more: Duration) -> i64 {
        let passed = self.begin.elapsed() + more;
        self.begin_millis.saturating_add(i64::try_from(passed.as_millis()).unwrap_or(i64::MAX))
    }
}

/// Creates the two tables of this crate. Their shape never changes, so that every binary can read them.
pub(super) async fn create_tables(db: &Db) -> Result<(), DbError> {
    let known = "SELECT version FROM schema_migrations WHERE version = 0";
    if db.read().await?.prepare(known).await.is_ok() {
        return Ok(());
    }
    match create_tables_now(db).await {
        // PostgreSQL: `IF NOT EXISTS` is no protection against another node doing the same at the same time.
        Err(DbError::Unique { .. } | DbError::Sql(_)) => create_tables_now(db).await,
        outcome => outcome,
    }
}

async fn create_tables_now(db: &Db) -> Result<(), DbError> {
    let mut tx = db.begin().await?;
    tx.execute(
        "CREATE TABLE IF NOT EXISTS schema_migrations
         (version BIGINT PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at BIGINT NOT NULL)",
        args![],
    )
    .await?;
    tx.execute(
        "CREATE TABLE IF NOT EXISTS schema_lease
         (id BIGINT PRIMARY KEY, holder TEXT NOT NULL, lease_until BIGINT NOT NULL)",
        args![],
    )
    .await?;
    tx.execute(
        "INSERT INTO schema_lease (id, holder, lease_until) VALUES (1, '', 0) ON CONFLICT (id) DO NOTHING",
        args![],
    )
    .await?;
    tx.commit().await
}

impl Lease {
    /// Waits until the lease is free, or its holder has not renewed it for a minute.
    pub(super) async fn take(db: &Db, now_millis: i64) -> Result<Self, DbError> {
        let clock = Clock { begin_millis: now_millis, begin: Instant::now() };
        let lease =
            Self { holder: format!("{:016x}", RandomState::new().hash_one(now_millis)), taken: clock };
        let mut told = false;
        loop {
            let mut tx = db.begin().await?;
            let taken = tx
                .execute(
                    "UPDATE schema_lease SET holder = $1, lease_until = $2 WHERE id = 1 AND lease_until < $3",
                    args![
                        lease.holder,
                        lease.taken.millis_after(LEASE),
                        lease.taken.millis_after(Duration::ZERO)
                    ],
                )
                .await?;
            tx.commit().await?;
            if taken == 1 {
                return Ok(lease);
            }
            if !std::mem::replace(&mut told, true) {
                tracing::info!("another node migrates the database; waiting for it");
            }
            sleep(POLL).await;
        }
    }

    /// Makes sure, until the end of the transaction, that nobody else migrates.
    pub(super) async fn renew(&self, tx: &mut Tx) -> Result<(), DbError> {
        let renewed = tx
            .execute(
                "UPDATE schema_lease SET lease_until = $2 WHERE id = 1 AND holder = $1",
                args![self.holder, self.taken.millis_after(LEASE)],
            )
            .await?;
        if renewed == 1 { Ok(()) } else { Err(DbError::Migration("another node took over".to_owned())) }
    }

    pub(super) async fn give_back(self, db: &Db) -> Result<(), DbError> {
        let mut tx = db.begin().await?;
        tx.execute(
            "UPDATE schema_lease SET lease_until = 0 WHERE id = 1 AND holder = $1",
            args![self.holder],
        )
        .await?;
        tx.commit().await
    }
}
