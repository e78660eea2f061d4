use genkan_database::{Conn, DbError, FromRow, Json, Row, Tx, args};

use super::{Grant, GrantTarget};
use crate::{
    clock::Timestamp,
    ids::{ClientId, GrantId, SessionUid, UserId},
};

impl FromRow for Grant {
    fn from_row(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            id: row.get(0)?,
            user_id: row.get(1)?,
            client_id: row.get(2)?,
            session_uid: row.get(3)?,
            scope: super::authorization::scope(row, 4)?,
            resource_scopes: row.get::<Json<_>>(5)?.0,
            created_at: row.get(6)?,
            expires_at: row.get(7)?,
        })
    }
}

pub(super) async fn find(
    conn: &mut Conn,
    session_uid: &SessionUid,
    client_id: &ClientId,
    now: Timestamp,
) -> Result<Option<Grant>, DbError> {
    conn.optional(
        "SELECT id, user_id, client_id, session_uid, scope, resource_scopes, created_at, expires_at FROM grants
         WHERE session_uid = $1 AND client_id = $2 AND expires_at > $3",
        args![session_uid, client_id, now],
    )
    .await
}

pub(super) async fn delete_unusable(
    tx: &mut Tx,
    target: GrantTarget<'_>,
    now: Timestamp,
) -> Result<(), DbError> {
    tx.execute(
        "DELETE FROM grants
         WHERE session_uid = $1 AND client_id = $2 AND (expires_at <= $3 OR user_id <> $4)",
        args![target.session_uid, target.client_id, now, target.user_id],
    )
    .await?;
    Ok(())
}

/// Reads the grant and keeps others from extending it until the end of the transaction.
pub(super) async fn lock(tx: &mut Tx, target: GrantTarget<'_>) -> Result<Option<Grant>, DbError> {
    tx.optional(
        "UPDATE grants SET scope = scope WHERE session_uid = $1 AND client_id = $2
         RETURNING id, user_id, client_id, session_uid, scope, resource_scopes, created_at, expires_at",
        args![target.session_uid, target.client_id],
    )
    .await
}

/// `None`: somebody else was faster. Grants of one user and client have distinct creation times, so that "the
/// oldest" is never ambiguous.
pub(super) async fn insert(tx: &mut Tx, grant: Grant) -> Result<Option<Grant>, DbError> {
    tx.optional(
        "INSERT INTO grants (id, user_id, client_id, session_uid, scope, resource_scopes, rejected,
             expires_with_session, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, '{}', $7, COALESCE(
             (SELECT MAX(created_at) + 1 FROM grants WHERE user_id = $2 AND client_id = $3 AND created_at >= $8),
             $8), $9)
         ON CONFLICT (session_uid, client_id) DO NOTHING
         RETURNING id, user_id, client_id, session_uid, scope, resource_scopes, created_at, expires_at",
        args![
            grant.id,
            grant.user_id,
            grant.client_id,
            grant.session_uid,
            grant.scope.to_string(),
            Json(&grant.resource_scopes),
            grant.ends_with_session(),
            grant.created_at,
            grant.expires_at
        ],
    )
    .await
}

pub(super) async fn update(tx: &mut Tx, grant: &Grant) -> Result<(), DbError> {
    tx.execute(
        "UPDATE grants SET scope = $2, resource_scopes = $3, expires_with_session = $4 WHERE id = $1",
        args![grant.id, grant.scope.to_string(), Json(&grant.resource_scopes), grant.ends_with_session()],
    )
    .await?;
    Ok(())
}

/// Milliseconds that no grant which stands alone lasts, and every other one does.
const STANDS_ALONE_MILLIS: i64 = 7 * 86_400_000;

/// What token exchange made is no sign-in: it neither counts nor makes room.
pub(super) async fn delete_beyond(
    tx: &mut Tx,
    user_id: &UserId,
    client_id: &ClientId,
    max: u32,
) -> Result<u64, DbError> {
    tx.execute(
        "DELETE FROM grants WHERE id IN (
             SELECT id FROM grants
             WHERE user_id = $1 AND client_id = $2 AND expires_at - created_at > $4
             ORDER BY created_at DESC, id LIMIT 1000000 OFFSET $3)",
        args![user_id, client_id, max, STANDS_ALONE_MILLIS],
    )
    .await
}

pub(super) async fn delete(tx: &mut Tx, id: &GrantId) -> Result<bool, DbError> {
    Ok(tx.execute("DELETE FROM grants WHERE id = $1", args![id]).await? > 0)
}

pub(super) async fn delete_session_bound(tx: &mut Tx, session_uid: &SessionUid) -> Result<u64, DbError> {
    tx.execute("DELETE FROM grants WHERE session_uid = $1 AND expires_with_session", args![session_uid]).await
}

pub(super) async fn delete_for_user(
    tx: &mut Tx,
    user_id: &UserId,
    client_id: Option<&ClientId>,
) -> Result<u64, DbError> {
    match client_id {
        None => tx.execute("DELETE FROM grants WHERE user_id = $1", args![user_id]).await,
        Some(client_id) => {
            tx.execute("DELETE FROM grants WHERE user_id = $1 AND client_id = $2", args![user_id, client_id])
                .await
        }
    }
}

/// A refresh token that was replaced stays as long as the one it replaced: its use is what unmasks a replay.
pub(super) async fn sweep(tx: &mut Tx, now: Timestamp) -> Result<(), DbError> {
    tx.execute("DELETE FROM grants WHERE expires_at <= $1", args![now]).await?;
    tx.execute("DELETE FROM authorization_codes WHERE expires_at <= $1", args![now]).await?;
    tx.execute("DELETE FROM access_tokens WHERE expires_at <= $1", args![now]).await?;
    tx.execute(
        "DELETE FROM refresh_tokens WHERE expires_at <= $1 AND NOT EXISTS (
             SELECT 1 FROM refresh_tokens parent
             WHERE parent.token_hash = refresh_tokens.parent_hash AND parent.expires_at > $1)",
        args![now],
    )
    .await?;
    Ok(())
}
