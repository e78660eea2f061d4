use genkan_database::{DbError, Tx, args};

use crate::clock::Timestamp;

/// Takes or renews the lease `name` for `seconds`. False: another holder has it. One statement, so that of two
/// nodes only one succeeds; a holder that dies frees it by time.
///
/// # Errors
/// Storage.
pub async fn acquire(
    tx: &mut Tx,
    name: &str,
    holder: &str,
    now: Timestamp,
    seconds: i64,
) -> Result<bool, DbError> {
    let taken: Option<(String,)> = tx
        .optional(
            "INSERT INTO leases (name, holder, lease_until) VALUES ($1, $2, $3)
             ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, lease_until = excluded.lease_until
             WHERE leases.holder = excluded.holder OR leases.lease_until <= $4
             RETURNING name",
            args![name, holder, now.plus_seconds(seconds), now],
        )
        .await?;
    Ok(taken.is_some())
}
