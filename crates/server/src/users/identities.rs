use genkan_database::{DbError, Json, Tx, args};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Account;

/// Who somebody is at a social provider.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Identity {
    /// The provider's name for the person.
    pub user_id: String,
    /// What the provider said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub details: Option<Map<String, Value>>,
}

/// Gives an account, read with [`lock`](super::lock) in the same transaction, its identity at `target`, in place of
/// any other it had there. True: it had none.
///
/// # Errors
/// Storage; [`DbError::Unique`] when the identity is another user's.
pub async fn set_identity(
    tx: &mut Tx,
    account: &mut Account,
    target: &str,
    identity: &Identity,
) -> Result<bool, DbError> {
    tx.execute(
        "INSERT INTO user_identities (target, identity_id, user_id) VALUES ($1, $2, $3)
         ON CONFLICT (user_id, target) DO UPDATE SET identity_id = excluded.identity_id",
        args![target, identity.user_id, account.user.id],
    )
    .await?;
    let value = serde_json::to_value(identity)
        .map_err(|_| DbError::Decode("an identity cannot be written as JSON".into()))?;
    let is_new = account.user.identities.insert(target.to_owned(), value).is_none();
    write(tx, account).await?;
    Ok(is_new)
}

/// Takes the identity at `target` from an account read with [`lock`](super::lock) in the same transaction. False: it
/// has none there.
///
/// # Errors
/// Storage.
pub async fn remove_identity(tx: &mut Tx, account: &mut Account, target: &str) -> Result<bool, DbError> {
    if account.user.identities.remove(target).is_none() {
        return Ok(false);
    }
    tx.execute(
        "DELETE FROM user_identities WHERE user_id = $1 AND target = $2",
        args![account.user.id, target],
    )
    .await?;
    write(tx, account).await?;
    Ok(true)
}

async fn write(tx: &mut Tx, account: &Account) -> Result<(), DbError> {
    tx.execute(
        "UPDATE users SET identities = $2 WHERE id = $1",
        args![account.user.id, Json(&account.user.identities)],
    )
    .await?;
    Ok(())
}
