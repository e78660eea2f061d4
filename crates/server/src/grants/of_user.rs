//! What an operator sees of somebody's grants, and how they end.

use genkan_database::{Conn, DbError, FromRow, Row, Tx, args};

use super::Grant;
use crate::{
    clock::Timestamp,
    ids::{ClientId, GrantId, SessionUid, UserId},
};

/// A live grant with the application it is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrantRecord {
    /// The grant.
    pub grant: Grant,
    /// The application's name.
    pub application_name: String,
    /// Whether the application is somebody else's.
    pub is_third_party: bool,
}

impl FromRow for GrantRecord {
    fn from_row(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self { grant: Grant::from_row(row)?, application_name: row.get(8)?, is_third_party: row.get(9)? })
    }
}

/// A user's live grants, the youngest first.
///
/// # Errors
/// Storage.
pub async fn list_of_user(
    conn: &mut Conn,
    user: &UserId,
    now: Timestamp,
) -> Result<Vec<GrantRecord>, DbError> {
    conn.all(
        "SELECT g.id, g.user_id, g.client_id, g.session_uid, g.scope, g.resource_scopes, g.created_at, g.expires_at,
             a.name, a.is_third_party
         FROM grants g JOIN applications a ON a.id = g.client_id
         WHERE g.user_id = $1 AND g.expires_at > $2 ORDER BY g.created_at DESC, g.id",
        args![user, now],
    )
    .await
}

/// Revokes a user's grant with its codes and tokens; answers in which session it was given, and to whom. `None`: it
/// is gone, or another user's.
///
/// # Errors
/// Storage.
pub async fn revoke_of_user(
    tx: &mut Tx,
    user: &UserId,
    id: &GrantId,
) -> Result<Option<(SessionUid, ClientId)>, DbError> {
    tx.optional(
        "DELETE FROM grants WHERE id = $1 AND user_id = $2 RETURNING session_uid, client_id",
        args![id, user],
    )
    .await
}

/// Revokes what was granted within a session: everything, or what went to the operator's own applications.
///
/// # Errors
/// Storage.
pub async fn revoke_of_session(
    tx: &mut Tx,
    session: &SessionUid,
    third_party_too: bool,
) -> Result<u64, DbError> {
    tx.execute(
        "DELETE FROM grants WHERE session_uid = $1 AND ($2 OR NOT EXISTS (
             SELECT 1 FROM applications a WHERE a.id = grants.client_id AND a.is_third_party))",
        args![session, third_party_too],
    )
    .await
}

/// Ends a user's codes and tokens; what was granted stays on record.
///
/// # Errors
/// Storage.
pub async fn revoke_tokens_of_user(tx: &mut Tx, user: &UserId) -> Result<(), DbError> {
    tx.execute(
        "DELETE FROM authorization_codes WHERE grant_id IN (SELECT id FROM grants WHERE user_id = $1)",
        args![user],
    )
    .await?;
    tx.execute(
        "DELETE FROM access_tokens WHERE grant_id IN (SELECT id FROM grants WHERE user_id = $1)",
        args![user],
    )
    .await?;
    tx.execute(
        "DELETE FROM refresh_tokens WHERE grant_id IN (SELECT id FROM grants WHERE user_id = $1)",
        args![user],
    )
    .await?;
    Ok(())
}
