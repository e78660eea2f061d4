use genkan_database::{Conn, DbError, FromRow, Json, Row, args};
use serde_json::{Map, Value};

use crate::{
    clock::Timestamp,
    ids::{HookId, LogId},
};

/// An entry as it was stored.
#[derive(Clone, Debug)]
pub struct LogEntry {
    /// Its id.
    pub id: LogId,
    /// What happened.
    pub key: String,
    /// `key`, `result` and what else is known.
    pub payload: Map<String, Value>,
    /// When.
    pub created_at: Timestamp,
}

impl FromRow for LogEntry {
    fn from_row(row: &Row<'_>) -> Result<Self, DbError> {
        let Json(payload) = row.get(2)?;
        Ok(Self { id: row.get(0)?, key: row.get(1)?, payload, created_at: row.get(3)? })
    }
}

/// Which entries. All conditions hold.
#[derive(Clone, Debug)]
pub struct Filter {
    /// Of this user.
    pub user_id: Option<String>,
    /// Through this application.
    pub application_id: Option<String>,
    /// Exactly this key.
    pub key: Option<String>,
    /// From then on.
    pub from: Timestamp,
    /// Until then, included.
    pub to: Timestamp,
}

impl Default for Filter {
    fn default() -> Self {
        Self {
            user_id: None,
            application_id: None,
            key: None,
            from: Timestamp::from_millis(i64::MIN),
            to: Timestamp::from_millis(i64::MAX),
        }
    }
}

/// The entries but webhook deliveries, newest first. One statement per leading condition, so that each walks an index.
///
/// # Errors
/// Storage.
pub async fn list(
    conn: &mut Conn,
    filter: &Filter,
    limit: i64,
    offset: i64,
) -> Result<Vec<LogEntry>, DbError> {
    let Filter { user_id, application_id, key, from, to } = filter;
    match (user_id, application_id, key) {
        (Some(user), application, key) => {
            conn.all(
                "SELECT id, key, payload, created_at FROM logs
                 WHERE user_id = $1 AND created_at BETWEEN $4 AND $5 AND hook_id IS NULL
                     AND (CAST($2 AS TEXT) IS NULL OR application_id = $2) AND (CAST($3 AS TEXT) IS NULL OR key = $3)
                 ORDER BY created_at DESC, id DESC LIMIT $6 OFFSET $7",
                args![user, application, key, from, to, limit, offset],
            )
            .await
        }
        (None, Some(application), key) => {
            conn.all(
                "SELECT id, key, payload, created_at FROM logs
                 WHERE application_id = $1 AND created_at BETWEEN $3 AND $4 AND hook_id IS NULL
                     AND (CAST($2 AS TEXT) IS NULL OR key = $2)
                 ORDER BY created_at DESC, id DESC LIMIT $5 OFFSET $6",
                args![application, key, from, to, limit, offset],
            )
            .await
        }
        (None, None, Some(key)) => {
            conn.all(
                "SELECT id, key, payload, created_at FROM logs
                 WHERE key = $1 AND created_at BETWEEN $2 AND $3 AND hook_id IS NULL
                 ORDER BY created_at DESC, id DESC LIMIT $4 OFFSET $5",
                args![key, from, to, limit, offset],
            )
            .await
        }
        (None, None, None) => {
            conn.all(
                "SELECT id, key, payload, created_at FROM logs
                 WHERE created_at BETWEEN $1 AND $2 AND hook_id IS NULL
                 ORDER BY created_at DESC, id DESC LIMIT $3 OFFSET $4",
                args![from, to, limit, offset],
            )
            .await
        }
    }
}

/// How many entries [`list`] would find; counting ends at `limit`.
///
/// # Errors
/// Storage.
pub async fn count(conn: &mut Conn, filter: &Filter, limit: i64) -> Result<i64, DbError> {
    let Filter { user_id, application_id, key, from, to } = filter;
    let (count,) = match (user_id, application_id, key) {
        (Some(user), application, key) => {
            conn.one(
                "SELECT COUNT(*) FROM (SELECT 1 FROM logs
                     WHERE user_id = $1 AND created_at BETWEEN $4 AND $5 AND hook_id IS NULL
                         AND (CAST($2 AS TEXT) IS NULL OR application_id = $2)
                         AND (CAST($3 AS TEXT) IS NULL OR key = $3)
                     LIMIT $6) AS found",
                args![user, application, key, from, to, limit],
            )
            .await?
        }
        (None, Some(application), key) => {
            conn.one(
                "SELECT COUNT(*) FROM (SELECT 1 FROM logs
                     WHERE application_id = $1 AND created_at BETWEEN $3 AND $4 AND hook_id IS NULL
                         AND (CAST($2 AS TEXT) IS NULL OR key = $2)
                     LIMIT $5) AS found",
                args![application, key, from, to, limit],
            )
            .await?
        }
        (None, None, Some(key)) => {
            conn.one(
                "SELECT COUNT(*) FROM (SELECT 1 FROM logs
                     WHERE key = $1 AND created_at BETWEEN $2 AND $3 AND hook_id IS NULL LIMIT $4) AS found",
                args![key, from, to, limit],
            )
            .await?
        }
        (None, None, None) => {
            conn.one(
                "SELECT COUNT(*) FROM (SELECT 1 FROM logs
                     WHERE created_at BETWEEN $1 AND $2 AND hook_id IS NULL LIMIT $3) AS found",
                args![from, to, limit],
            )
            .await?
        }
    };
    Ok(count)
}

/// The deliveries of a webhook, newest first. Of the filter, key and window count.
///
/// # Errors
/// Storage.
pub async fn list_of_hook(
    conn: &mut Conn,
    hook: &HookId,
    filter: &Filter,
    limit: i64,
    offset: i64,
) -> Result<Vec<LogEntry>, DbError> {
    conn.all(
        "SELECT id, key, payload, created_at FROM logs
         WHERE hook_id = $1 AND created_at BETWEEN $3 AND $4 AND (CAST($2 AS TEXT) IS NULL OR key = $2)
         ORDER BY created_at DESC, id DESC LIMIT $5 OFFSET $6",
        args![hook, filter.key, filter.from, filter.to, limit, offset],
    )
    .await
}

/// How many [`list_of_hook`] would find; counting ends at `limit`.
///
/// # Errors
/// Storage.
pub async fn count_of_hook(
    conn: &mut Conn,
    hook: &HookId,
    filter: &Filter,
    limit: i64,
) -> Result<i64, DbError> {
    let (count,) = conn
        .one(
            "SELECT COUNT(*) FROM (SELECT 1 FROM logs
                 WHERE hook_id = $1 AND created_at BETWEEN $3 AND $4 AND (CAST($2 AS TEXT) IS NULL OR key = $2)
                 LIMIT $5) AS found",
            args![hook, filter.key, filter.from, filter.to, limit],
        )
        .await?;
    Ok(count)
}

/// One entry of any kind.
///
/// # Errors
/// Storage.
pub async fn find(conn: &mut Conn, id: &LogId) -> Result<Option<LogEntry>, DbError> {
    conn.optional("SELECT id, key, payload, created_at FROM logs WHERE id = $1", args![id]).await
}

/// How a webhook's deliveries went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HookStats {
    /// Attempts that were answered as they should.
    pub success_count: i64,
    /// All attempts.
    pub request_count: i64,
}

/// The attempts of a webhook from `from` on.
///
/// # Errors
/// Storage.
pub async fn hook_stats(conn: &mut Conn, hook: &HookId, from: Timestamp) -> Result<HookStats, DbError> {
    let (success_count, request_count): (Option<i64>, i64) = conn
        .one(
            "SELECT CAST(SUM(CASE WHEN succeeded THEN 1 ELSE 0 END) AS BIGINT), COUNT(*)
             FROM logs WHERE hook_id = $1 AND created_at >= $2",
            args![hook, from],
        )
        .await?;
    Ok(HookStats { success_count: success_count.unwrap_or(0), request_count })
}
