//! Authorization codes: 60 seconds, once.

use genkan_database::{Conn, DbError, FromRow, Json, Row, Tx, args};
use genkan_oauth::Scope;

use super::{Authorization, Grant, authorization::COLUMNS};
use crate::{
    app::Inner,
    clock::Timestamp,
    secrets::{Token, TokenHash},
};

/// RFC 6749 §4.1.2 allows ten minutes; a browser needs seconds.
const LIFETIME_SECONDS: i64 = 60;

/// What a code is issued for.
#[derive(Clone, Copy, Debug)]
pub struct NewCode<'a> {
    /// The grant it redeems.
    pub grant: &'a Grant,
    /// As in the request, or the registered one it defaulted to.
    pub redirect_uri: &'a str,
    /// Names of the granted OIDC and resource scopes.
    pub scope: &'a Scope,
    /// Resource indicators of the request.
    pub resources: &'a [String],
    /// S256 challenge.
    pub code_challenge: Option<&'a str>,
    /// To be echoed in ID tokens.
    pub nonce: Option<&'a str>,
    /// Seconds; only when the request asked for it (`max_age`, `prompt=login`).
    pub auth_time: Option<i64>,
    /// Only when the client wants it.
    pub sid: Option<&'a str>,
    /// The scope lacks `offline_access`.
    pub expires_with_session: bool,
}

/// A code as stored.
#[derive(Clone, Debug)]
pub struct StoredCode {
    /// Who, to whom, what.
    pub authorization: Authorization,
    /// To be repeated by the client.
    pub redirect_uri: String,
    /// S256 challenge.
    pub code_challenge: Option<String>,
    /// Refused from then on.
    pub expires_at: Timestamp,
    /// Already exchanged.
    pub consumed_at: Option<Timestamp>,
}

impl FromRow for StoredCode {
    fn from_row(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            authorization: Authorization::from_row(row)?,
            redirect_uri: row.get(COLUMNS)?,
            code_challenge: row.get(COLUMNS + 1)?,
            expires_at: row.get(COLUMNS + 2)?,
            consumed_at: row.get(COLUMNS + 3)?,
        })
    }
}

/// Issues a code.
///
/// # Errors
/// Storage.
pub async fn issue(app: &Inner, tx: &mut Tx, new: NewCode<'_>) -> Result<Token, DbError> {
    let (code, now) = (app.random.token(), app.clock.now());
    tx.execute(
        "INSERT INTO authorization_codes (code_hash, grant_id, client_id, user_id, session_uid,
             expires_with_session, redirect_uri, scope, resources, code_challenge, nonce, auth_time, sid,
             issued_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
        args![
            code.hash(),
            new.grant.id,
            new.grant.client_id,
            new.grant.user_id,
            new.grant.session_uid,
            new.expires_with_session,
            new.redirect_uri,
            new.scope.to_string(),
            Json(new.resources),
            new.code_challenge,
            new.nonce,
            new.auth_time,
            new.sid,
            now,
            now.plus_seconds(LIFETIME_SECONDS)
        ],
    )
    .await?;
    Ok(code)
}

/// The code with all that its exchange needs to know, in one read.
///
/// # Errors
/// Storage.
pub async fn find(conn: &mut Conn, hash: &TokenHash) -> Result<Option<StoredCode>, DbError> {
    conn.optional(
        "SELECT u.id, u.username, u.primary_email, u.primary_phone, u.name, u.avatar, u.profile, u.custom_data,
             u.identities, u.is_suspended, u.application_id, u.last_sign_in_at, u.created_at, u.updated_at,
             u.email_verified, u.phone_verified,
             c.grant_id, c.client_id, c.session_uid, c.expires_with_session, c.scope, c.resources, c.nonce,
             c.auth_time, c.sid, g.scope, g.resource_scopes, g.expires_at, s.expires_at,
             c.redirect_uri, c.code_challenge, c.expires_at, c.consumed_at
         FROM authorization_codes c
             JOIN grants g ON g.id = c.grant_id
             JOIN users u ON u.id = c.user_id
             LEFT JOIN sessions s ON s.uid = c.session_uid AND s.user_id = c.user_id
         WHERE c.code_hash = $1",
        args![hash],
    )
    .await
}

/// Takes the code exactly once (RFC 6749 §4.1.2). False: it was taken before, or is gone.
///
/// # Errors
/// Storage.
pub async fn consume(tx: &mut Tx, hash: &TokenHash, now: Timestamp) -> Result<bool, DbError> {
    let rows = tx
        .execute(
            "UPDATE authorization_codes SET consumed_at = $2
             WHERE code_hash = $1 AND consumed_at IS NULL AND expires_at > $2",
            args![hash, now],
        )
        .await?;
    Ok(rows == 1)
}

/// Revokes the grant of a code that was already taken, and with it what was issued for it (RFC 6749 §4.1.2).
///
/// # Errors
/// Storage.
pub async fn revoke_replayed(tx: &mut Tx, hash: &TokenHash) -> Result<bool, DbError> {
    let rows = tx
        .execute(
            "DELETE FROM grants WHERE id IN (
                 SELECT grant_id FROM authorization_codes WHERE code_hash = $1 AND consumed_at IS NOT NULL)",
            args![hash],
        )
        .await?;
    Ok(rows > 0)
}
