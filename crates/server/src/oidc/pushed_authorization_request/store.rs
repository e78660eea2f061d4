use genkan_database::{DbError, Json, Tx, args};

use crate::{clock::Timestamp, ids::ClientId, secrets::TokenHash};

/// Names and values in their order.
type Members = Vec<(String, String)>;

pub(super) async fn insert(
    tx: &mut Tx,
    hash: &TokenHash,
    client_id: &ClientId,
    parameters: &[(&str, &str)],
    expires_at: Timestamp,
) -> Result<(), DbError> {
    tx.execute(
        "INSERT INTO pushed_authorization_requests (request_uri_hash, client_id, parameters, expires_at)
         VALUES ($1, $2, $3, $4)",
        args![hash, client_id, Json(parameters), expires_at],
    )
    .await?;
    Ok(())
}

/// Takes the request, once; only the client that pushed it can.
pub(super) async fn consume(
    tx: &mut Tx,
    hash: &TokenHash,
    client_id: &str,
    now: Timestamp,
) -> Result<Option<Members>, DbError> {
    let row: Option<(Json<Members>,)> = tx
        .optional(
            "UPDATE pushed_authorization_requests SET consumed_at = $3
             WHERE request_uri_hash = $1 AND client_id = $2 AND consumed_at IS NULL AND expires_at > $3
             RETURNING parameters",
            args![hash, client_id, now],
        )
        .await?;
    Ok(row.map(|(Json(parameters),)| parameters))
}

pub(super) async fn delete_expired(tx: &mut Tx, now: Timestamp) -> Result<u64, DbError> {
    tx.execute("DELETE FROM pushed_authorization_requests WHERE expires_at <= $1", args![now]).await
}
