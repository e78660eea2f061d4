use genkan_database::{Conn, DbError, args};

use crate::clock::Timestamp;

/// How many users there are.
///
/// # Errors
/// Storage.
pub async fn total_users(conn: &mut Conn) -> Result<i64, DbError> {
    let (count,) = conn.one("SELECT COUNT(*) FROM users", args![]).await?;
    Ok(count)
}

/// How many users were created from `from` on and before `to`.
///
/// # Errors
/// Storage.
pub async fn new_users(conn: &mut Conn, from: Timestamp, to: Timestamp) -> Result<i64, DbError> {
    let (count,) = conn
        .one("SELECT COUNT(*) FROM users WHERE created_at >= $1 AND created_at < $2", args![from, to])
        .await?;
    Ok(count)
}

/// How many different users received a token from `first` to `last`, both included (UTC, days since the epoch).
///
/// # Errors
/// Storage.
pub async fn active_users(conn: &mut Conn, first: i64, last: i64) -> Result<i64, DbError> {
    let (count,) = conn
        .one(
            "SELECT COUNT(DISTINCT user_id) FROM daily_active_users WHERE day BETWEEN $1 AND $2",
            args![first, last],
        )
        .await?;
    Ok(count)
}

/// The same for each day that has any: (day, users).
///
/// # Errors
/// Storage.
pub async fn active_users_by_day(conn: &mut Conn, first: i64, last: i64) -> Result<Vec<(i64, i64)>, DbError> {
    conn.all(
        "SELECT day, COUNT(*) FROM daily_active_users WHERE day BETWEEN $1 AND $2 GROUP BY day ORDER BY day",
        args![first, last],
    )
    .await
}
