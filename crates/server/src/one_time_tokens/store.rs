use genkan_database::{Conn, DbError, FromRow, Json, Row, Tx, args};

use super::{Context, OneTimeToken, PURPOSE, Status};
use crate::{
    app::Inner,
    clock::Timestamp,
    ids::OneTimeTokenId,
    secrets::{Token, TokenHash},
};

/// A row; the value is still sealed.
pub(super) struct Stored {
    id: OneTimeTokenId,
    email: String,
    sealed: Vec<u8>,
    context: Context,
    status: Status,
    created_at: Timestamp,
    expires_at: Timestamp,
}

impl FromRow for Stored {
    fn from_row(row: &Row<'_>) -> Result<Self, DbError> {
        let status: String = row.get(4)?;
        Ok(Self {
            id: row.get(0)?,
            email: row.get(1)?,
            sealed: row.get(2)?,
            context: row.get::<Json<_>>(3)?.0,
            status: Status::parse(&status)
                .ok_or_else(|| DbError::Decode(format!("{status} is no status of a one-time token")))?,
            created_at: row.get(5)?,
            expires_at: row.get(6)?,
        })
    }
}

impl Stored {
    pub(super) fn open(self, app: &Inner) -> Result<OneTimeToken, DbError> {
        let plain =
            app.sealer.open(PURPOSE, &self.sealed).map_err(|error| DbError::Decode(error.to_string()))?;
        let value = std::str::from_utf8(&plain).map_err(|_| DbError::Decode("a token is text".into()))?;
        Ok(OneTimeToken {
            id: self.id,
            email: self.email,
            value: Token::new(value),
            context: self.context,
            status: self.status,
            created_at: self.created_at,
            expires_at: self.expires_at,
        })
    }
}

pub(super) async fn insert(tx: &mut Tx, token: &OneTimeToken, sealed: Vec<u8>) -> Result<(), DbError> {
    tx.execute(
        "INSERT INTO one_time_tokens
             (id, email, token_hash, sealed_token, context, status, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        args![
            token.id,
            token.email,
            token.value.hash(),
            sealed,
            Json(&token.context),
            token.status.as_str(),
            token.created_at,
            token.expires_at
        ],
    )
    .await?;
    Ok(())
}

pub(super) async fn list(
    conn: &mut Conn,
    email: Option<&str>,
    status: Option<Status>,
    limit: i64,
    offset: i64,
) -> Result<Vec<Stored>, DbError> {
    conn.all(
        "SELECT id, email, sealed_token, context, status, created_at, expires_at FROM one_time_tokens
         WHERE (CAST($1 AS TEXT) IS NULL OR email = CAST($1 AS TEXT))
             AND (CAST($2 AS TEXT) IS NULL OR status = CAST($2 AS TEXT))
         ORDER BY created_at DESC, id DESC LIMIT $3 OFFSET $4",
        args![email, status.map(Status::as_str), limit, offset],
    )
    .await
}

pub(super) async fn count(conn: &mut Conn) -> Result<i64, DbError> {
    let (count,) = conn.one("SELECT COUNT(*) FROM one_time_tokens", args![]).await?;
    Ok(count)
}

pub(super) async fn find(conn: &mut Conn, id: &OneTimeTokenId) -> Result<Option<Stored>, DbError> {
    conn.optional(
        "SELECT id, email, sealed_token, context, status, created_at, expires_at FROM one_time_tokens
         WHERE id = $1",
        args![id],
    )
    .await
}

pub(super) async fn find_by_hash(conn: &mut Conn, hash: &TokenHash) -> Result<Option<Stored>, DbError> {
    conn.optional(
        "SELECT id, email, sealed_token, context, status, created_at, expires_at FROM one_time_tokens
         WHERE token_hash = $1",
        args![hash],
    )
    .await
}

pub(super) async fn consume(
    tx: &mut Tx,
    hash: &TokenHash,
    email: &str,
    now: Timestamp,
) -> Result<Option<Stored>, DbError> {
    tx.optional(
        "UPDATE one_time_tokens SET status = 'consumed'
         WHERE token_hash = $1 AND email = $2 AND status = 'active' AND expires_at > $3
         RETURNING id, email, sealed_token, context, status, created_at, expires_at",
        args![hash, email, now],
    )
    .await
}

pub(super) async fn set_status(
    tx: &mut Tx,
    id: &OneTimeTokenId,
    status: Status,
) -> Result<Option<Stored>, DbError> {
    tx.optional(
        "UPDATE one_time_tokens SET status = $2 WHERE id = $1
         RETURNING id, email, sealed_token, context, status, created_at, expires_at",
        args![id, status.as_str()],
    )
    .await
}

pub(super) async fn delete(tx: &mut Tx, id: &OneTimeTokenId) -> Result<bool, DbError> {
    Ok(tx.execute("DELETE FROM one_time_tokens WHERE id = $1", args![id]).await? == 1)
}

/// What expired at `until` or before. None expires before it was made, which is what the index knows.
pub(super) async fn delete_expired(tx: &mut Tx, until: Timestamp) -> Result<u64, DbError> {
    tx.execute("DELETE FROM one_time_tokens WHERE created_at <= $1 AND expires_at <= $1", args![until]).await
}
