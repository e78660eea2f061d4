//! What an operator sees of somebody's sessions.

use genkan_database::{Conn, DbError, FromRow, Row, Tx, args};

use crate::{
    clock::Timestamp,
    ids::{ClientId, SessionUid, UserId},
};

/// A live session as the operator sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRecord {
    /// Its stable name.
    pub uid: SessionUid,
    /// Whose it is.
    pub user_id: UserId,
    /// When the person last proved who they are.
    pub authenticated_at: Timestamp,
    /// When it began.
    pub created_at: Timestamp,
    /// When it ends unless it is used.
    pub expires_at: Timestamp,
}

impl FromRow for SessionRecord {
    fn from_row(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            uid: row.get(0)?,
            user_id: row.get(1)?,
            authenticated_at: row.get(2)?,
            created_at: row.get(3)?,
            expires_at: row.get(4)?,
        })
    }
}

/// A user's live sessions, the youngest first.
///
/// # Errors
/// Storage.
pub async fn list_of_user(
    conn: &mut Conn,
    user: &UserId,
    now: Timestamp,
) -> Result<Vec<SessionRecord>, DbError> {
    conn.all(
        "SELECT uid, user_id, authenticated_at, created_at, expires_at FROM sessions
         WHERE user_id = $1 AND expires_at > $2 ORDER BY created_at DESC, uid",
        args![user, now],
    )
    .await
}

/// Whose live session it is.
///
/// # Errors
/// Storage.
pub async fn owner(conn: &mut Conn, uid: &SessionUid, now: Timestamp) -> Result<Option<UserId>, DbError> {
    let row: Option<(UserId,)> = conn
        .optional("SELECT user_id FROM sessions WHERE uid = $1 AND expires_at > $2", args![uid, now])
        .await?;
    Ok(row.map(|(user,)| user))
}

/// Which applications a user's sessions signed in to: session, application, and the `sid` it knows the session by.
///
/// # Errors
/// Storage.
pub async fn clients_of_user(
    conn: &mut Conn,
    user: &UserId,
) -> Result<Vec<(SessionUid, ClientId, String)>, DbError> {
    conn.all(
        "SELECT c.session_uid, c.client_id, c.sid FROM session_clients c JOIN sessions s ON s.uid = c.session_uid
         WHERE s.user_id = $1 ORDER BY c.session_uid, c.client_id",
        args![user],
    )
    .await
}

/// Forgets that a session signed in to an application.
///
/// # Errors
/// Storage.
pub async fn forget_client(tx: &mut Tx, uid: &SessionUid, client: &ClientId) -> Result<(), DbError> {
    tx.execute("DELETE FROM session_clients WHERE session_uid = $1 AND client_id = $2", args![uid, client])
        .await?;
    Ok(())
}
