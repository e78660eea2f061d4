use genkan_database::DbError;

use super::store;
use crate::{app::App, jobs};

/// Rows in one transaction.
const CHUNK: i64 = 1_000;
/// Transactions in one round; what is left goes in the next.
const ROUNDS: usize = 100;
/// The dashboard looks back sixty days.
const ACTIVITY_DAYS: i64 = 92;
const LEASE_SECONDS: i64 = 600;

/// Removes what is older than `audit_log.retention_days`, if this node gets the lease.
///
/// # Errors
/// Storage; what went before stays gone.
pub async fn prune(app: &App) -> Result<u64, DbError> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let ours = jobs::acquire(&mut tx, "audit log", app.node(), now, LEASE_SECONDS).await?;
    tx.commit().await?;
    if !ours {
        return Ok(0);
    }
    let before = now.minus_seconds(app.config.audit_log.retention_days.saturating_mul(86_400));
    let mut removed = 0;
    for _ in 0..ROUNDS {
        let mut tx = app.db.begin().await?;
        let chunk = store::delete_older(&mut tx, before, CHUNK).await?;
        tx.commit().await?;
        removed += chunk;
        if chunk == 0 {
            break;
        }
    }
    let mut tx = app.db.begin().await?;
    store::delete_activity(&mut tx, now.seconds().div_euclid(86_400) - ACTIVITY_DAYS).await?;
    tx.commit().await?;
    Ok(removed)
}
