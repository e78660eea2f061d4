//! Browser sessions: who is signed in here, since when, and which applications know about it.
//!
//! A session has a stable name, its `uid`, and an id that only the browser's cookie holds; the database keeps the
//! id's hash. The id changes at every sign-in and consent, so an id known from before opens nothing.

mod cookie;
mod of_user;
mod store;

use genkan_database::{Conn, DbError, Tx};

pub use self::{
    cookie::{COOKIE, clear_cookie, cookie_value, set_cookie},
    of_user::{SessionRecord, clients_of_user, forget_client, list_of_user, owner},
};
use crate::{
    app::Inner,
    clock::Timestamp,
    ids::{ClientId, SessionUid, UserId},
    secrets::{Token, TokenHash},
    settings,
};

/// Seconds for which the id before a renewal is still good: two tabs may be under way with it.
const RENEWAL_GRACE: i64 = 30;
/// The rolling end of a session is written at most this often, in seconds.
const TOUCH_EVERY: i64 = 600;

/// A live session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its stable name.
    pub uid: SessionUid,
    /// Who is signed in.
    pub user_id: UserId,
    /// Since when: `auth_time`.
    pub authenticated_at: Timestamp,
    /// How (RFC 8176 names).
    pub amr: Vec<String>,
    /// When it ends unless it is used.
    pub expires_at: Timestamp,
    /// The id it was found by.
    id: TokenHash,
}

/// The live session of the cookie's id. `None`: unknown, expired, or its user is suspended.
///
/// # Errors
/// Storage.
pub async fn find(conn: &mut Conn, id: &Token, now: Timestamp) -> Result<Option<Session>, DbError> {
    let id = id.hash();
    match store::find(conn, &id, now).await? {
        Some(session) => Ok(Some(session)),
        None => store::find_renewed(conn, &id, now, now.minus_seconds(RENEWAL_GRACE)).await,
    }
}

/// Begins a session at sign-in, always with a fresh id. `authenticated_at`: when the person proved who they are, which
/// may be a while ago if the browser was slow to come back. The same user keeps the session's `uid`; with another user
/// or none before, it is a new one, and the browser's previous session ends (read its [`clients`] before, if they
/// are to be told).
///
/// # Errors
/// Storage; [`DbError::ForeignKey`] when the user is gone.
pub async fn begin(
    app: &Inner,
    tx: &mut Tx,
    user_id: &UserId,
    amr: &[String],
    authenticated_at: Timestamp,
    previous: Option<&Session>,
) -> Result<(Session, Token), DbError> {
    let now = app.clock.now();
    let token = app.random.token();
    let session = Session {
        uid: SessionUid::new(app.random.opaque()),
        user_id: user_id.clone(),
        authenticated_at,
        amr: amr.to_vec(),
        expires_at: now.plus_seconds(settings::session(tx).await?.ttl),
        id: token.hash(),
    };
    match previous {
        Some(before) if before.user_id == *user_id => {
            let renamed = Session { uid: before.uid.clone(), ..session.clone() };
            if store::reauthenticate(tx, &renamed, now).await? {
                return Ok((renamed, token));
            }
        }
        Some(before) => {
            store::delete(tx, &before.uid).await?;
        }
        None => {}
    }
    store::insert(tx, &session, now).await?;
    Ok((session, token))
}

/// Gives the session a new cookie id and its full time again. `None`: another request has just done so, and its
/// answer carries the new id; leave the cookie alone.
///
/// # Errors
/// Storage.
pub async fn renew(app: &Inner, tx: &mut Tx, session: &Session) -> Result<Option<Token>, DbError> {
    let now = app.clock.now();
    let token = app.random.token();
    let expires_at = now.plus_seconds(settings::session(tx).await?.ttl);
    let renewed = store::renew(tx, session, &token.hash(), now, expires_at).await?;
    Ok(renewed.then_some(token))
}

/// Moves the session's end on after use, at most every ten minutes. True: the cookie should be sent again with the
/// new end.
///
/// # Errors
/// Storage.
pub async fn touch(app: &Inner, tx: &mut Tx, session: &Session) -> Result<bool, DbError> {
    let expires_at = app.clock.now().plus_seconds(settings::session(tx).await?.ttl);
    if session.expires_at >= expires_at.minus_seconds(TOUCH_EVERY) {
        return Ok(false);
    }
    store::extend(tx, &session.uid, expires_at).await
}

/// Ends a session. What it granted is the callers' to revoke (`grants`). False: it was over already.
///
/// # Errors
/// Storage.
pub async fn end(tx: &mut Tx, uid: &SessionUid) -> Result<bool, DbError> {
    store::delete(tx, uid).await
}

/// Ends all sessions of a user (password change, suspension).
///
/// # Errors
/// Storage.
pub async fn end_all(tx: &mut Tx, user_id: &UserId) -> Result<u64, DbError> {
    store::delete_of_user(tx, user_id).await
}

/// Notes that the session signed in to an application, and returns the `sid` that application knows it by
/// (OpenID Connect Back-Channel Logout 1.0 §2.1): the same one every time, and another for every application.
///
/// # Errors
/// Storage.
pub async fn remember_client(
    app: &Inner,
    tx: &mut Tx,
    uid: &SessionUid,
    client_id: &ClientId,
) -> Result<String, DbError> {
    store::remember_client(tx, uid, client_id, &app.random.opaque()).await
}

/// The applications the session signed in to, each with its `sid`.
///
/// # Errors
/// Storage.
pub async fn clients(conn: &mut Conn, uid: &SessionUid) -> Result<Vec<(ClientId, String)>, DbError> {
    store::clients(conn, uid).await
}

/// Deletes what has expired; returns how many.
///
/// # Errors
/// Storage.
pub async fn sweep(tx: &mut Tx, now: Timestamp) -> Result<u64, DbError> {
    store::delete_expired(tx, now).await
}
