//! Subject tokens: whoever holds the management API lets an application stand in for a person, once, within ten
//! minutes (RFC 8693, impersonation).

mod store;

use genkan_database::{Conn, DbError, Tx};
use serde_json::{Map, Value};

use crate::{
    app::Inner,
    clock::Timestamp,
    ids::UserId,
    secrets::{Token, TokenHash},
};

/// What every value begins with.
pub const PREFIX: &str = "sub_";
/// Seconds from creation to the end.
pub const LIFETIME_SECONDS: i64 = 600;

/// Makes a token for `user_id`; `creator_id` is the application or user that asked for it. The value is seen once.
///
/// # Errors
/// Storage; [`DbError::ForeignKey`] without such a user.
pub async fn create(
    app: &Inner,
    tx: &mut Tx,
    user_id: &UserId,
    context: &Map<String, Value>,
    creator_id: &str,
) -> Result<Token, DbError> {
    let token = Token::new(format!("{PREFIX}{}", app.random.id(21)));
    let now = app.clock.now();
    store::insert(tx, &token.hash(), user_id, context, creator_id, now, now.plus_seconds(LIFETIME_SECONDS))
        .await?;
    Ok(token)
}

/// Whom an unused, unexpired token stands for.
///
/// # Errors
/// Storage.
pub async fn find(conn: &mut Conn, hash: &TokenHash, now: Timestamp) -> Result<Option<UserId>, DbError> {
    store::find(conn, hash, now).await
}

/// Takes the token exactly once. False: it was taken before, has expired, or is gone.
///
/// # Errors
/// Storage.
pub async fn consume(tx: &mut Tx, hash: &TokenHash, now: Timestamp) -> Result<bool, DbError> {
    store::consume(tx, hash, now).await
}

/// Deletes what has expired; returns how many.
///
/// # Errors
/// Storage.
pub async fn sweep(tx: &mut Tx, now: Timestamp) -> Result<u64, DbError> {
    store::delete_expired(tx, now).await
}
