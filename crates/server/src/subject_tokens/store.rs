use genkan_database::{Conn, DbError, Json, Tx, args};
use serde_json::{Map, Value};

use crate::{clock::Timestamp, ids::UserId, secrets::TokenHash};

pub(super) async fn insert(
    tx: &mut Tx,
    hash: &TokenHash,
    user_id: &UserId,
    context: &Map<String, Value>,
    creator_id: &str,
    created_at: Timestamp,
    expires_at: Timestamp,
) -> Result<(), DbError> {
    tx.execute(
        "INSERT INTO subject_tokens (token_hash, user_id, context, creator_id, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6)",
        args![hash, user_id, Json(context), creator_id, created_at, expires_at],
    )
    .await?;
    Ok(())
}

pub(super) async fn find(
    conn: &mut Conn,
    hash: &TokenHash,
    now: Timestamp,
) -> Result<Option<UserId>, DbError> {
    let row: Option<(UserId,)> = conn
        .optional(
            "SELECT user_id FROM subject_tokens
             WHERE token_hash = $1 AND consumed_at IS NULL AND expires_at > $2",
            args![hash, now],
        )
        .await?;
    Ok(row.map(|(user_id,)| user_id))
}

pub(super) async fn consume(tx: &mut Tx, hash: &TokenHash, now: Timestamp) -> Result<bool, DbError> {
    let rows = tx
        .execute(
            "UPDATE subject_tokens SET consumed_at = $2
             WHERE token_hash = $1 AND consumed_at IS NULL AND expires_at > $2",
            args![hash, now],
        )
        .await?;
    Ok(rows == 1)
}

pub(super) async fn delete_expired(tx: &mut Tx, now: Timestamp) -> Result<u64, DbError> {
    tx.execute("DELETE FROM subject_tokens WHERE expires_at <= $1", args![now]).await
}
