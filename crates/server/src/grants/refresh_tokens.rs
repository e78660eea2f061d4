//! Refresh tokens and the rule that decides about a replaced one that comes back (`docs/decisions/0010-refresh-tokens.md`).
//!
//! A token is *consumed* when it is exchanged for a replacement, and a replacement is *used* when it is redeemed or
//! the opaque access token issued beside it is. A consumed token that is presented again is
//!
//! 1. exchanged again within three seconds of its last consumption (requests in parallel),
//! 2. exchanged again later, as long as no replacement was used: the response was lost. The unused replacements are
//!    *superseded*, and the access tokens beside them deleted,
//! 3. otherwise a replay: two parties hold the chain, and the whole grant is revoked. So it is when a superseded
//!    token turns up after the three seconds.

use genkan_database::{Conn, DbError, FromRow, Json, Row, Tx, args};

use super::{Authorization, authorization::COLUMNS};
use crate::{
    clock::Timestamp,
    secrets::{Token, TokenHash},
};

/// For so long after its last consumption a consumed token is simply exchanged again.
const LEEWAY_MILLIS: i64 = 3_000;

/// A refresh token as stored.
#[derive(Clone, Debug)]
pub struct RefreshToken {
    /// Who, to whom, what.
    pub authorization: Authorization,
    /// The token it replaced, if any.
    pub parent: Option<TokenHash>,
    /// When the first token of the chain was issued.
    pub chain_started_at: Timestamp,
    /// When this one was.
    pub issued_at: Timestamp,
    /// Refused from then on.
    pub expires_at: Timestamp,
    /// Known to have arrived.
    pub used_at: Option<Timestamp>,
    /// Last exchanged for a replacement.
    pub consumed_at: Option<Timestamp>,
    /// Replaced by a sibling.
    pub superseded_at: Option<Timestamp>,
    /// Whether one of its replacements was used.
    pub replacement_used: bool,
}

impl RefreshToken {
    /// Whether presenting it now is a replay. What [`consume`] finds a moment later is what counts.
    pub fn is_replay(&self, now: Timestamp) -> bool {
        let past_leeway = |at: Timestamp| at.millis() + LEEWAY_MILLIS < now.millis();
        self.superseded_at.is_some_and(past_leeway)
            || (self.replacement_used && self.consumed_at.is_some_and(past_leeway))
    }

    /// Whether it would be honoured now (introspection): neither superseded nor consumed, but for the leeway.
    pub fn is_active(&self, now: Timestamp) -> bool {
        self.expires_at > now
            && self.superseded_at.is_none()
            && self.consumed_at.is_none_or(|at| at.millis() + LEEWAY_MILLIS >= now.millis())
    }
}

impl FromRow for RefreshToken {
    fn from_row(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            authorization: Authorization::from_row(row)?,
            parent: row.get(COLUMNS)?,
            chain_started_at: row.get(COLUMNS + 1)?,
            issued_at: row.get(COLUMNS + 2)?,
            expires_at: row.get(COLUMNS + 3)?,
            used_at: row.get(COLUMNS + 4)?,
            consumed_at: row.get(COLUMNS + 5)?,
            superseded_at: row.get(COLUMNS + 6)?,
            replacement_used: row.get(COLUMNS + 7)?,
        })
    }
}

/// Where a new token stands in its chain.
#[derive(Clone, Copy, Debug)]
pub struct Link<'a> {
    /// The token it replaces.
    pub parent: Option<&'a TokenHash>,
    /// When the chain began.
    pub chain_started_at: Timestamp,
    /// When this one ends.
    pub expires_at: Timestamp,
}

/// Stores a token.
///
/// # Errors
/// Storage; [`DbError::ForeignKey`] when the grant is gone.
pub async fn insert(
    tx: &mut Tx,
    token: &Token,
    authorization: &Authorization,
    link: Link<'_>,
    now: Timestamp,
) -> Result<(), DbError> {
    tx.execute(
        "INSERT INTO refresh_tokens (token_hash, grant_id, client_id, user_id, session_uid, expires_with_session,
             scope, resources, nonce, auth_time, sid, parent_hash, chain_started_at, issued_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
        args![
            token.hash(),
            authorization.grant_id,
            authorization.client_id,
            authorization.user.id,
            authorization.session_uid,
            authorization.expires_with_session,
            authorization.scope.to_string(),
            Json(&authorization.resources),
            authorization.nonce,
            authorization.auth_time,
            authorization.sid,
            link.parent,
            link.chain_started_at,
            now,
            link.expires_at
        ],
    )
    .await?;
    Ok(())
}

/// The token with all that its redemption needs to know, in one read.
///
/// # Errors
/// Storage.
pub async fn find(conn: &mut Conn, hash: &TokenHash) -> Result<Option<RefreshToken>, DbError> {
    conn.optional(
        "SELECT u.id, u.username, u.primary_email, u.primary_phone, u.name, u.avatar, u.profile, u.custom_data,
             u.identities, u.is_suspended, u.application_id, u.last_sign_in_at, u.created_at, u.updated_at,
             u.email_verified, u.phone_verified,
             t.grant_id, t.client_id, t.session_uid, t.expires_with_session, t.scope, t.resources, t.nonce,
             t.auth_time, t.sid, g.scope, g.resource_scopes, g.expires_at, s.expires_at,
             t.parent_hash, t.chain_started_at, t.issued_at, t.expires_at, t.used_at, t.consumed_at,
             t.superseded_at, EXISTS (
                 SELECT 1 FROM refresh_tokens r WHERE r.parent_hash = t.token_hash AND r.used_at IS NOT NULL)
         FROM refresh_tokens t
             JOIN grants g ON g.id = t.grant_id
             JOIN users u ON u.id = t.user_id
             LEFT JOIN sessions s ON s.uid = t.session_uid AND s.user_id = t.user_id
         WHERE t.token_hash = $1",
        args![hash],
    )
    .await
}

/// What became of an attempt to exchange a token for a replacement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Consumption {
    /// Go on: issue the replacement in this transaction.
    Consumed,
    /// Expired, revoked or superseded meanwhile.
    Gone,
    /// A replay. The grant is revoked in this transaction: commit it.
    Replayed,
}

/// Exchanges a token: first time, again within the leeway, or again because the response was lost. The row lock that
/// the first statement takes (the single writer, on SQLite) keeps two of these apart; each later statement sees what
/// others committed before.
///
/// # Errors
/// Storage.
pub async fn consume(tx: &mut Tx, hash: &TokenHash, now: Timestamp) -> Result<Consumption, DbError> {
    let leeway_start = Timestamp::from_millis(now.millis() - LEEWAY_MILLIS);
    if consume_first_or_parallel(tx, hash, now, leeway_start).await? {
        return Ok(Consumption::Consumed);
    }
    let again = tx
        .execute(
            "UPDATE refresh_tokens SET consumed_at = $2
             WHERE token_hash = $1 AND expires_at > $2 AND superseded_at IS NULL AND consumed_at < $3",
            args![hash, now, leeway_start],
        )
        .await?;
    if again == 0 {
        // Perhaps another request consumed it between the two statements; then this one is parallel to that.
        if consume_first_or_parallel(tx, hash, now, leeway_start).await? {
            return Ok(Consumption::Consumed);
        }
        return revoke_if_superseded(tx, hash, leeway_start).await;
    }
    supersede_unused(tx, hash, now).await?;
    let replayed = tx
        .execute(
            "DELETE FROM grants WHERE id IN (
                 SELECT r.grant_id FROM refresh_tokens r WHERE r.parent_hash = $1 AND r.used_at IS NOT NULL)",
            args![hash],
        )
        .await?;
    Ok(if replayed > 0 { Consumption::Replayed } else { Consumption::Consumed })
}

async fn consume_first_or_parallel(
    tx: &mut Tx,
    hash: &TokenHash,
    now: Timestamp,
    leeway_start: Timestamp,
) -> Result<bool, DbError> {
    let rows = tx
        .execute(
            "UPDATE refresh_tokens SET consumed_at = $2, used_at = COALESCE(used_at, $2)
             WHERE token_hash = $1 AND expires_at > $2 AND superseded_at IS NULL
                 AND (consumed_at IS NULL OR consumed_at >= $3)",
            args![hash, now, leeway_start],
        )
        .await?;
    Ok(rows == 1)
}

async fn supersede_unused(tx: &mut Tx, hash: &TokenHash, now: Timestamp) -> Result<(), DbError> {
    tx.execute(
        "UPDATE refresh_tokens SET superseded_at = $2
         WHERE parent_hash = $1 AND used_at IS NULL AND superseded_at IS NULL",
        args![hash, now],
    )
    .await?;
    tx.execute(
        // By grant, which has an index; one on the hash would cost every refresh a page to serve this rare case.
        "DELETE FROM access_tokens
         WHERE grant_id IN (SELECT t.grant_id FROM refresh_tokens t WHERE t.token_hash = $1)
             AND refresh_token_hash IN (
                 SELECT r.token_hash FROM refresh_tokens r
                 WHERE r.parent_hash = $1 AND r.superseded_at IS NOT NULL)",
        args![hash],
    )
    .await?;
    Ok(())
}

async fn revoke_if_superseded(
    tx: &mut Tx,
    hash: &TokenHash,
    leeway_start: Timestamp,
) -> Result<Consumption, DbError> {
    let revoked = tx
        .execute(
            "DELETE FROM grants WHERE id IN (
                 SELECT t.grant_id FROM refresh_tokens t WHERE t.token_hash = $1 AND t.superseded_at < $2)",
            args![hash, leeway_start],
        )
        .await?;
    Ok(if revoked > 0 { Consumption::Replayed } else { Consumption::Gone })
}

/// Notes the first use of a replacement. False: it was used before, or superseded.
///
/// # Errors
/// Storage.
pub async fn mark_used(tx: &mut Tx, hash: &TokenHash, now: Timestamp) -> Result<bool, DbError> {
    let rows = tx
        .execute(
            "UPDATE refresh_tokens SET used_at = $2
             WHERE token_hash = $1 AND used_at IS NULL AND superseded_at IS NULL",
            args![hash, now],
        )
        .await?;
    Ok(rows == 1)
}

/// A refresh or opaque access token, as revocation needs it.
#[derive(Clone, Debug)]
pub struct TokenOwner {
    /// What revoking it revokes.
    pub grant_id: crate::ids::GrantId,
    /// Who may.
    pub client_id: crate::ids::ClientId,
}

impl FromRow for TokenOwner {
    fn from_row(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self { grant_id: row.get(0)?, client_id: row.get(1)? })
    }
}

/// The owner of a refresh or opaque access token that has not expired.
///
/// # Errors
/// Storage.
pub async fn find_owner(
    conn: &mut Conn,
    hash: &TokenHash,
    now: Timestamp,
) -> Result<Option<TokenOwner>, DbError> {
    conn.optional(
        "SELECT grant_id, client_id FROM refresh_tokens WHERE token_hash = $1 AND expires_at > $2
         UNION ALL
         SELECT grant_id, client_id FROM access_tokens WHERE token_hash = $1 AND expires_at > $2",
        args![hash, now],
    )
    .await
}
