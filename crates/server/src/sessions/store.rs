use genkan_database::{Conn, DbError, FromRow, Json, Row, Tx, args};

use super::Session;
use crate::{
    clock::Timestamp,
    ids::{ClientId, SessionUid, UserId},
    secrets::TokenHash,
};

/// A session without the id it was found by.
struct Stored {
    uid: SessionUid,
    user_id: UserId,
    authenticated_at: Timestamp,
    amr: Vec<String>,
    expires_at: Timestamp,
}

impl Stored {
    fn found_by(self, id: TokenHash) -> Session {
        let Self { uid, user_id, authenticated_at, amr, expires_at } = self;
        Session { uid, user_id, authenticated_at, amr, expires_at, id }
    }
}

impl FromRow for Stored {
    fn from_row(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            uid: row.get(0)?,
            user_id: row.get(1)?,
            authenticated_at: row.get(2)?,
            amr: row.get::<Json<_>>(3)?.0,
            expires_at: row.get(4)?,
        })
    }
}

pub(super) async fn find(
    conn: &mut Conn,
    id: &TokenHash,
    now: Timestamp,
) -> Result<Option<Session>, DbError> {
    let found: Option<Stored> = conn
        .optional(
            "SELECT s.uid, s.user_id, s.authenticated_at, s.amr, s.expires_at
             FROM sessions s JOIN users u ON u.id = s.user_id
             WHERE s.id_hash = $1 AND s.expires_at > $2 AND NOT u.is_suspended",
            args![id, now],
        )
        .await?;
    Ok(found.map(|stored| stored.found_by(*id)))
}

/// By the id it had before a renewal that happened after `renewed_since`.
pub(super) async fn find_renewed(
    conn: &mut Conn,
    id: &TokenHash,
    now: Timestamp,
    renewed_since: Timestamp,
) -> Result<Option<Session>, DbError> {
    let found: Option<Stored> = conn
        .optional(
            "SELECT s.uid, s.user_id, s.authenticated_at, s.amr, s.expires_at
             FROM sessions s JOIN users u ON u.id = s.user_id
             WHERE s.previous_id_hash = $1 AND s.renewed_at > $3 AND s.expires_at > $2 AND NOT u.is_suspended",
            args![id, now, renewed_since],
        )
        .await?;
    Ok(found.map(|stored| stored.found_by(*id)))
}

pub(super) async fn insert(tx: &mut Tx, session: &Session, now: Timestamp) -> Result<(), DbError> {
    tx.execute(
        "INSERT INTO sessions (id_hash, uid, user_id, authenticated_at, amr, created_at, renewed_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $6, $7)",
        args![
            session.id,
            session.uid,
            session.user_id,
            session.authenticated_at,
            Json(&session.amr),
            now,
            session.expires_at
        ],
    )
    .await?;
    Ok(())
}

/// A fresh sign-in of the same user: the id from before is worth nothing, not even for a moment.
pub(super) async fn reauthenticate(tx: &mut Tx, session: &Session, now: Timestamp) -> Result<bool, DbError> {
    let rows = tx
        .execute(
            "UPDATE sessions SET id_hash = $2, previous_id_hash = NULL, renewed_at = $3, authenticated_at = $4,
                 amr = $5, expires_at = $6
             WHERE uid = $1 AND user_id = $7 AND expires_at > $3",
            args![
                session.uid,
                session.id,
                now,
                session.authenticated_at,
                Json(&session.amr),
                session.expires_at,
                session.user_id
            ],
        )
        .await?;
    Ok(rows > 0)
}

pub(super) async fn renew(
    tx: &mut Tx,
    session: &Session,
    id: &TokenHash,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<bool, DbError> {
    let rows = tx
        .execute(
            "UPDATE sessions SET previous_id_hash = id_hash, id_hash = $3, renewed_at = $4, expires_at = $5
             WHERE uid = $1 AND id_hash = $2 AND expires_at > $4",
            args![session.uid, session.id, id, now, expires_at],
        )
        .await?;
    Ok(rows > 0)
}

pub(super) async fn extend(tx: &mut Tx, uid: &SessionUid, expires_at: Timestamp) -> Result<bool, DbError> {
    let rows = tx
        .execute(
            "UPDATE sessions SET expires_at = $2 WHERE uid = $1 AND expires_at < $2",
            args![uid, expires_at],
        )
        .await?;
    Ok(rows > 0)
}

pub(super) async fn delete(tx: &mut Tx, uid: &SessionUid) -> Result<bool, DbError> {
    Ok(tx.execute("DELETE FROM sessions WHERE uid = $1", args![uid]).await? > 0)
}

pub(super) async fn delete_of_user(tx: &mut Tx, user_id: &UserId) -> Result<u64, DbError> {
    tx.execute("DELETE FROM sessions WHERE user_id = $1", args![user_id]).await
}

pub(super) async fn remember_client(
    tx: &mut Tx,
    uid: &SessionUid,
    client_id: &ClientId,
    sid: &str,
) -> Result<String, DbError> {
    // The update changes nothing; it makes the statement return the row that is there.
    let (sid,): (String,) = tx
        .one(
            "INSERT INTO session_clients (session_uid, client_id, sid) VALUES ($1, $2, $3)
             ON CONFLICT (session_uid, client_id) DO UPDATE SET sid = session_clients.sid RETURNING sid",
            args![uid, client_id, sid],
        )
        .await?;
    Ok(sid)
}

pub(super) async fn clients(conn: &mut Conn, uid: &SessionUid) -> Result<Vec<(ClientId, String)>, DbError> {
    conn.all(
        "SELECT client_id, sid FROM session_clients WHERE session_uid = $1 ORDER BY client_id",
        args![uid],
    )
    .await
}

pub(super) async fn delete_expired(tx: &mut Tx, now: Timestamp) -> Result<u64, DbError> {
    tx.execute("DELETE FROM sessions WHERE expires_at <= $1", args![now]).await
}
