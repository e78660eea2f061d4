//! Personal access tokens: a person's own long-lived key to an application that exchanges it for access tokens
//! (RFC 8693). Found by hash; a sealed copy is kept because the management API shows the value again.

mod store;

use genkan_database::{Conn, DbError, Tx};

use crate::{
    app::Inner,
    clock::Timestamp,
    ids::UserId,
    secrets::{Token, TokenHash},
};

/// What every value begins with.
pub const PREFIX: &str = "pat_";
const PURPOSE: &str = "personal-access-token";

/// A token with its value.
#[derive(Clone, Debug)]
pub struct PersonalAccessToken {
    /// Whom it stands for.
    pub user_id: UserId,
    /// Unique per user.
    pub name: String,
    /// `pat_` and 32 alphanumerics.
    pub value: Token,
    /// When it was made.
    pub created_at: Timestamp,
    /// Refused from then on.
    pub expires_at: Option<Timestamp>,
}

/// Makes a token.
///
/// # Errors
/// Storage; [`DbError::Unique`] when the user has one of that name, [`DbError::ForeignKey`] without such a user.
pub async fn create(
    app: &Inner,
    tx: &mut Tx,
    user_id: &UserId,
    name: &str,
    expires_at: Option<Timestamp>,
) -> Result<PersonalAccessToken, DbError> {
    let token = PersonalAccessToken {
        user_id: user_id.clone(),
        name: name.to_owned(),
        value: Token::new(format!("{PREFIX}{}", app.random.alphanumeric(32))),
        created_at: app.clock.now(),
        expires_at,
    };
    let sealed = app.sealer.seal(&app.random, PURPOSE, token.value.expose().as_bytes());
    store::insert(tx, &token, sealed).await?;
    Ok(token)
}

/// A user's tokens, oldest first, expired ones too.
///
/// # Errors
/// Storage, or a value sealed under another key ([`DbError::Decode`]).
pub async fn list(
    app: &Inner,
    conn: &mut Conn,
    user_id: &UserId,
) -> Result<Vec<PersonalAccessToken>, DbError> {
    store::list(conn, user_id).await?.into_iter().map(|stored| stored.open(app)).collect()
}

/// Gives the token another name (or the same). `None`: the user has none of the current name.
///
/// # Errors
/// Storage; [`DbError::Unique`] when the user has another one of that name.
pub async fn rename(
    app: &Inner,
    tx: &mut Tx,
    user_id: &UserId,
    current_name: &str,
    name: &str,
) -> Result<Option<PersonalAccessToken>, DbError> {
    store::rename(tx, user_id, current_name, name).await?.map(|stored| stored.open(app)).transpose()
}

/// Deletes a token. False: the user has none of that name.
///
/// # Errors
/// Storage.
pub async fn delete(tx: &mut Tx, user_id: &UserId, name: &str) -> Result<bool, DbError> {
    store::delete(tx, user_id, name).await
}

/// Whom a live token stands for, and when it ends.
///
/// # Errors
/// Storage.
pub async fn find(
    conn: &mut Conn,
    hash: &TokenHash,
    now: Timestamp,
) -> Result<Option<(UserId, Option<Timestamp>)>, DbError> {
    store::find(conn, hash, now).await
}
