use genkan_database::{Conn, DbError, FromRow, Row, Tx, args};

use super::{Resource, ResourceChanges};
use crate::{clock::Timestamp, ids::ResourceId};

impl FromRow for Resource {
    fn from_row(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            id: row.get(0)?,
            indicator: row.get(1)?,
            name: row.get(2)?,
            access_token_ttl: row.get(3)?,
            is_default: row.get(4)?,
            scopes: Vec::new(),
        })
    }
}

pub(super) async fn insert(
    tx: &mut Tx,
    id: &ResourceId,
    indicator: &str,
    name: &str,
    access_token_ttl: i64,
    now: Timestamp,
) -> Result<(), DbError> {
    tx.execute(
        "INSERT INTO resources (id, indicator, name, access_token_ttl, created_at) VALUES ($1, $2, $3, $4, $5)",
        args![id, indicator, name, access_token_ttl, now],
    )
    .await?;
    Ok(())
}

pub(super) async fn find(conn: &mut Conn, id: &ResourceId) -> Result<Option<Resource>, DbError> {
    conn.optional(
        "SELECT id, indicator, name, access_token_ttl, is_default FROM resources WHERE id = $1",
        args![id],
    )
    .await
}

pub(super) async fn list(conn: &mut Conn, limit: i64, offset: i64) -> Result<Vec<Resource>, DbError> {
    conn.all(
        "SELECT id, indicator, name, access_token_ttl, is_default FROM resources
         ORDER BY created_at, id LIMIT $1 OFFSET $2",
        args![limit, offset],
    )
    .await
}

pub(super) async fn count(conn: &mut Conn) -> Result<i64, DbError> {
    let (count,): (i64,) = conn.one("SELECT COUNT(*) FROM resources", args![]).await?;
    Ok(count)
}

pub(super) async fn update(
    tx: &mut Tx,
    id: &ResourceId,
    changes: &ResourceChanges,
) -> Result<Option<Resource>, DbError> {
    tx.optional(
        "UPDATE resources SET name = COALESCE($2, name), access_token_ttl = COALESCE($3, access_token_ttl)
         WHERE id = $1 RETURNING id, indicator, name, access_token_ttl, is_default",
        args![id, changes.name, changes.access_token_ttl],
    )
    .await
}

pub(super) async fn clear_default(tx: &mut Tx, except: &ResourceId) -> Result<(), DbError> {
    tx.execute("UPDATE resources SET is_default = FALSE WHERE is_default AND id <> $1", args![except])
        .await?;
    Ok(())
}

pub(super) async fn set_default(
    tx: &mut Tx,
    id: &ResourceId,
    is_default: bool,
) -> Result<Option<Resource>, DbError> {
    tx.optional(
        "UPDATE resources SET is_default = $2 WHERE id = $1
         RETURNING id, indicator, name, access_token_ttl, is_default",
        args![id, is_default],
    )
    .await
}

pub(super) async fn delete(tx: &mut Tx, id: &ResourceId) -> Result<bool, DbError> {
    Ok(tx.execute("DELETE FROM resources WHERE id = $1", args![id]).await? > 0)
}

/// The management API under its fixed id; true when something changed.
pub(super) async fn ensure(
    tx: &mut Tx,
    id: &str,
    indicator: &str,
    name: &str,
    now: Timestamp,
) -> Result<bool, DbError> {
    let written = tx
        .execute(
            "INSERT INTO resources (id, indicator, name, created_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (id) DO UPDATE SET indicator = EXCLUDED.indicator
                 WHERE resources.indicator <> EXCLUDED.indicator",
            args![id, indicator, name, now],
        )
        .await?;
    Ok(written > 0)
}
