//! Token sets of upstream providers, sealed. Connectors will fill it; until then there is only what the management
//! API can take away.

use genkan_database::{DbError, Tx, args};

use crate::ids::SecretId;

/// Deletes a secret. False: unknown.
///
/// # Errors
/// Storage.
pub async fn delete(tx: &mut Tx, id: &SecretId) -> Result<bool, DbError> {
    Ok(tx.execute("DELETE FROM secrets WHERE id = $1", args![id]).await? == 1)
}
