//! Opaque access tokens: what `/me` and introspection take. JWT access tokens are not stored.

use genkan_database::{Conn, DbError, FromRow, Json, Row, Tx, args};
use genkan_oauth::Scope;

use super::{Actor, Authorization, Grant, authorization, refresh_tokens};
use crate::{
    app::Inner,
    clock::Timestamp,
    ids::{ClientId, GrantId},
    secrets::{Token, TokenHash},
    users::User,
};

/// Seconds an opaque access token lives.
pub const LIFETIME_SECONDS: i64 = 3600;

/// A live opaque access token.
#[derive(Clone, Debug)]
pub struct AccessToken {
    /// Whom it speaks for.
    pub user: User,
    /// Its grant.
    pub grant_id: GrantId,
    /// Who holds it.
    pub client_id: ClientId,
    /// OIDC scopes.
    pub scope: Scope,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// Dead from then on.
    pub expires_at: Timestamp,
    /// Who acts for the user (RFC 8693).
    pub actor: Option<Actor>,
    /// The replacement refresh token that came with it and is not yet known to have arrived.
    unconfirmed: Option<TokenHash>,
}

impl FromRow for AccessToken {
    fn from_row(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            user: User::from_row(row)?,
            grant_id: row.get(16)?,
            client_id: row.get(17)?,
            scope: authorization::scope(row, 18)?,
            issued_at: row.get(19)?,
            expires_at: row.get(20)?,
            unconfirmed: row.get(21)?,
            actor: row.get::<Option<Json<_>>>(22)?.map(|Json(actor)| actor),
        })
    }
}

/// Stores a token. `beside`: the replacement refresh token of the same response, if that came from a rotation.
///
/// # Errors
/// Storage; [`DbError::ForeignKey`] when the grant is gone.
pub async fn insert(
    tx: &mut Tx,
    token: &Token,
    authorization: &Authorization,
    scope: &Scope,
    beside: Option<&TokenHash>,
    now: Timestamp,
) -> Result<(), DbError> {
    tx.execute(
        "INSERT INTO access_tokens (token_hash, grant_id, client_id, user_id, session_uid, expires_with_session,
             scope, refresh_token_hash, issued_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        args![
            token.hash(),
            authorization.grant_id,
            authorization.client_id,
            authorization.user.id,
            authorization.session_uid,
            authorization.expires_with_session,
            scope.to_string(),
            beside,
            now,
            now.plus_seconds(LIFETIME_SECONDS)
        ],
    )
    .await?;
    Ok(())
}

/// Stores a token that no authorization in a browser stands behind (token exchange), in a grant of its own that ends
/// when the token does.
///
/// # Errors
/// Storage.
pub async fn insert_exchanged(
    tx: &mut Tx,
    token: &Token,
    grant: &Grant,
    actor: Option<&Actor>,
    now: Timestamp,
) -> Result<(), DbError> {
    tx.execute(
        "INSERT INTO access_tokens (token_hash, grant_id, client_id, user_id, session_uid, expires_with_session,
             scope, actor, issued_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, FALSE, $6, $7, $8, $9)",
        args![
            token.hash(),
            grant.id,
            grant.client_id,
            grant.user_id,
            grant.session_uid,
            grant.scope.to_string(),
            actor.map(Json),
            now,
            grant.expires_at
        ],
    )
    .await?;
    Ok(())
}

/// The live token: not expired, nor its grant, its user not suspended, and its session not over if it depends on it.
///
/// One read. It does not count as use; see [`confirm`].
///
/// # Errors
/// Storage.
pub async fn find(conn: &mut Conn, hash: &TokenHash, now: Timestamp) -> Result<Option<AccessToken>, DbError> {
    conn.optional(
        "SELECT u.id, u.username, u.primary_email, u.primary_phone, u.name, u.avatar, u.profile, u.custom_data,
             u.identities, u.is_suspended, u.application_id, u.last_sign_in_at, u.created_at, u.updated_at,
             u.email_verified, u.phone_verified,
             t.grant_id, t.client_id, t.scope, t.issued_at, t.expires_at, r.token_hash,
             t.actor
         FROM access_tokens t
             JOIN grants g ON g.id = t.grant_id
             JOIN users u ON u.id = t.user_id
             LEFT JOIN refresh_tokens r ON r.token_hash = t.refresh_token_hash AND r.used_at IS NULL
         WHERE t.token_hash = $1 AND t.expires_at > $2 AND g.expires_at > $2 AND NOT u.is_suspended
             AND (NOT t.expires_with_session OR EXISTS (
                 SELECT 1 FROM sessions s
                 WHERE s.uid = t.session_uid AND s.user_id = t.user_id AND s.expires_at > $2))",
        args![hash, now],
    )
    .await
}

/// Notes that a found token is used, which proves that the refresh response it came in has arrived. Writes at most
/// once per rotation. False: the token was revoked at this very moment.
///
/// # Errors
/// Storage.
pub async fn confirm(
    app: &Inner,
    hash: &TokenHash,
    token: &AccessToken,
    now: Timestamp,
) -> Result<bool, DbError> {
    let Some(replacement) = &token.unconfirmed else { return Ok(true) };
    let mut tx = app.db.begin().await?;
    if refresh_tokens::mark_used(&mut tx, replacement, now).await? {
        tx.commit().await?;
        return Ok(true);
    }
    // Somebody else marked it, or the pair was superseded and this token deleted.
    Ok(find(&mut tx, hash, now).await?.is_some())
}
