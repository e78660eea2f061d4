use genkan_database::{Conn, DbError, FromRow, Row, Tx, args};

use super::{PURPOSE, PersonalAccessToken};
use crate::{
    app::Inner,
    clock::Timestamp,
    ids::UserId,
    secrets::{Token, TokenHash},
};

/// A row; the value is still sealed.
pub(super) struct Stored {
    user_id: UserId,
    name: String,
    sealed: Vec<u8>,
    created_at: Timestamp,
    expires_at: Option<Timestamp>,
}

impl FromRow for Stored {
    fn from_row(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            user_id: row.get(0)?,
            name: row.get(1)?,
            sealed: row.get(2)?,
            created_at: row.get(3)?,
            expires_at: row.get(4)?,
        })
    }
}

impl Stored {
    pub(super) fn open(self, app: &Inner) -> Result<PersonalAccessToken, DbError> {
        let plain =
            app.sealer.open(PURPOSE, &self.sealed).map_err(|error| DbError::Decode(error.to_string()))?;
        let value = std::str::from_utf8(&plain).map_err(|_| DbError::Decode("a token is text".into()))?;
        Ok(PersonalAccessToken {
            user_id: self.user_id,
            name: self.name,
            value: Token::new(value),
            created_at: self.created_at,
            expires_at: self.expires_at,
        })
    }
}

pub(super) async fn insert(tx: &mut Tx, token: &PersonalAccessToken, sealed: Vec<u8>) -> Result<(), DbError> {
    tx.execute(
        "INSERT INTO personal_access_tokens (user_id, name, token_hash, sealed_token, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6)",
        args![token.user_id, token.name, token.value.hash(), sealed, token.created_at, token.expires_at],
    )
    .await?;
    Ok(())
}

pub(super) async fn list(conn: &mut Conn, user_id: &UserId) -> Result<Vec<Stored>, DbError> {
    conn.all(
        "SELECT user_id, name, sealed_token, created_at, expires_at FROM personal_access_tokens
         WHERE user_id = $1 ORDER BY created_at, name",
        args![user_id],
    )
    .await
}

pub(super) async fn rename(
    tx: &mut Tx,
    user_id: &UserId,
    current_name: &str,
    name: &str,
) -> Result<Option<Stored>, DbError> {
    tx.optional(
        "UPDATE personal_access_tokens SET name = $3 WHERE user_id = $1 AND name = $2
         RETURNING user_id, name, sealed_token, created_at, expires_at",
        args![user_id, current_name, name],
    )
    .await
}

pub(super) async fn delete(tx: &mut Tx, user_id: &UserId, name: &str) -> Result<bool, DbError> {
    let rows = tx
        .execute("DELETE FROM personal_access_tokens WHERE user_id = $1 AND name = $2", args![user_id, name])
        .await?;
    Ok(rows == 1)
}

pub(super) async fn find(
    conn: &mut Conn,
    hash: &TokenHash,
    now: Timestamp,
) -> Result<Option<(UserId, Option<Timestamp>)>, DbError> {
    conn.optional(
        "SELECT user_id, expires_at FROM personal_access_tokens
         WHERE token_hash = $1 AND (expires_at IS NULL OR expires_at > $2)",
        args![hash, now],
    )
    .await
}
