use genkan_database::{Conn, DbError, FromRow, Row, Tx, args};
use genkan_oauth::jose::Algorithm;

use super::KeyInfo;
use crate::clock::Timestamp;

/// A live key, still sealed.
pub(super) struct StoredKey {
    pub(super) kid: String,
    pub(super) algorithm: Algorithm,
    pub(super) sealed_private_key: Vec<u8>,
    pub(super) activates_at: Timestamp,
    pub(super) retires_at: Option<Timestamp>,
}

impl FromRow for StoredKey {
    fn from_row(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            kid: row.get(0)?,
            algorithm: algorithm(row, 1)?,
            sealed_private_key: row.get(2)?,
            activates_at: row.get(3)?,
            retires_at: row.get(4)?,
        })
    }
}

impl FromRow for KeyInfo {
    fn from_row(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            kid: row.get(0)?,
            algorithm: algorithm(row, 1)?,
            created_at: row.get(2)?,
            activates_at: row.get(3)?,
            retires_at: row.get(4)?,
        })
    }
}

fn algorithm(row: &Row<'_>, index: usize) -> Result<Algorithm, DbError> {
    let name: String = row.get(index)?;
    name.parse().map_err(|_| DbError::Decode(format!("unknown signature algorithm {name}")))
}

pub(super) async fn any(conn: &mut Conn) -> Result<bool, DbError> {
    let row: Option<(String,)> = conn.optional("SELECT kid FROM signing_keys LIMIT 1", args![]).await?;
    Ok(row.is_some())
}

pub(super) async fn live(conn: &mut Conn, now: Timestamp) -> Result<Vec<StoredKey>, DbError> {
    conn.all(
        "SELECT kid, algorithm, sealed_private_key, activates_at, retires_at FROM signing_keys
         WHERE retires_at IS NULL OR retires_at > $1 ORDER BY activates_at DESC, kid",
        args![now],
    )
    .await
}

pub(super) async fn list(conn: &mut Conn) -> Result<Vec<KeyInfo>, DbError> {
    conn.all(
        "SELECT kid, algorithm, created_at, activates_at, retires_at FROM signing_keys
         ORDER BY activates_at DESC, kid",
        args![],
    )
    .await
}

pub(super) async fn current(conn: &mut Conn, now: Timestamp) -> Result<Option<String>, DbError> {
    let row: Option<(String,)> = conn
        .optional(
            "SELECT kid FROM signing_keys
             WHERE activates_at <= $1 AND (retires_at IS NULL OR retires_at > $1)
             ORDER BY activates_at DESC, kid LIMIT 1",
            args![now],
        )
        .await?;
    Ok(row.map(|(kid,)| kid))
}

pub(super) async fn insert(
    tx: &mut Tx,
    kid: &str,
    algorithm: Algorithm,
    sealed_private_key: &[u8],
    now: Timestamp,
    activates_at: Timestamp,
) -> Result<(), DbError> {
    tx.execute(
        "INSERT INTO signing_keys (kid, algorithm, sealed_private_key, created_at, activates_at)
         VALUES ($1, $2, $3, $4, $5)",
        args![kid, algorithm.as_str(), sealed_private_key, now, activates_at],
    )
    .await?;
    Ok(())
}

pub(super) async fn drop_waiting(tx: &mut Tx, now: Timestamp) -> Result<(), DbError> {
    tx.execute("DELETE FROM signing_keys WHERE activates_at > $1", args![now]).await?;
    Ok(())
}

/// All but the current key leave the JWKS at `at`.
pub(super) async fn retire_others(tx: &mut Tx, current: &str, at: Timestamp) -> Result<(), DbError> {
    tx.execute(
        "UPDATE signing_keys SET retires_at = $2 WHERE kid <> $1 AND (retires_at IS NULL OR retires_at > $2)",
        args![current, at],
    )
    .await?;
    Ok(())
}

/// A key that started in the very millisecond its successor does gives way to it.
pub(super) async fn give_way(tx: &mut Tx, current: &str, successor: Timestamp) -> Result<(), DbError> {
    tx.execute(
        "UPDATE signing_keys SET activates_at = $2 - 1 WHERE kid = $1 AND activates_at >= $2",
        args![current, successor],
    )
    .await?;
    Ok(())
}

pub(super) async fn retire(tx: &mut Tx, kid: &str, now: Timestamp) -> Result<bool, DbError> {
    let rows = tx
        .execute(
            "UPDATE signing_keys SET retires_at = $2 WHERE kid = $1 AND (retires_at IS NULL OR retires_at > $2)",
            args![kid, now],
        )
        .await?;
    Ok(rows > 0)
}
