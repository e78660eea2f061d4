use genkan_database::{Conn, DbError, FromRow, Json, Row, Tx, args};
use genkan_oauth::{AuthorizationRequest, Scope, scope};

use crate::{
    clock::Timestamp,
    grants::{Authorization, Grant},
    ids::ClientId,
    secrets::TokenHash,
};

/// Milliseconds an expired code is kept, so that the device learns that it has expired.
const KEPT_MILLIS: i64 = 3_600_000;

/// What a person decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Nothing yet.
    Pending,
    /// The device may have its tokens.
    Allowed,
    /// It may not.
    Denied,
}

/// A device's request, as its device sees it.
#[derive(Clone, Debug)]
pub struct DeviceCode {
    /// Who asked.
    pub client_id: ClientId,
    /// What was decided.
    pub status: Status,
    /// Refused from then on.
    pub expires_at: Timestamp,
    /// Already exchanged.
    pub consumed_at: Option<Timestamp>,
}

impl FromRow for DeviceCode {
    fn from_row(row: &Row<'_>) -> Result<Self, DbError> {
        let status: String = row.get(1)?;
        Ok(Self {
            client_id: row.get(0)?,
            status: match status.as_str() {
                "pending" => Status::Pending,
                "allowed" => Status::Allowed,
                "denied" => Status::Denied,
                other => return Err(DbError::Decode(format!("{other} is no status of a device code"))),
            },
            expires_at: row.get(2)?,
            consumed_at: row.get(3)?,
        })
    }
}

/// A device's request, as its owner sees it.
pub(super) struct Pending {
    pub(super) device_code: TokenHash,
    pub(super) client_id: ClientId,
    pub(super) request: AuthorizationRequest,
}

impl FromRow for Pending {
    fn from_row(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self { device_code: row.get(0)?, client_id: row.get(1)?, request: row.get::<Json<_>>(2)?.0 })
    }
}

/// What a person allowed the device.
#[derive(Clone, Copy, Debug)]
pub struct Allowed<'a> {
    /// The grant it redeems.
    pub grant: &'a Grant,
    /// Names of the granted OIDC and resource scopes.
    pub scope: &'a Scope,
    /// Resource indicators of the request.
    pub resources: &'a [String],
    /// To be echoed in ID tokens.
    pub nonce: Option<&'a str>,
    /// Seconds; only when the request asked for it.
    pub auth_time: Option<i64>,
    /// Only when the client wants it.
    pub sid: Option<&'a str>,
}

/// False: another live device has this user code.
pub(super) async fn insert(
    tx: &mut Tx,
    device_code: &TokenHash,
    user_code: &TokenHash,
    client_id: &ClientId,
    request: &AuthorizationRequest,
    created_at: Timestamp,
    expires_at: Timestamp,
) -> Result<bool, DbError> {
    let rows = tx
        .execute(
            "INSERT INTO device_codes
                 (device_code_hash, user_code_hash, client_id, request, status, created_at, expires_at)
             VALUES ($1, $2, $3, $4, 'pending', $5, $6)
             ON CONFLICT (user_code_hash) DO NOTHING",
            args![device_code, user_code, client_id, Json(request), created_at, expires_at],
        )
        .await?;
    Ok(rows == 1)
}

pub(super) async fn find_pending(
    conn: &mut Conn,
    user_code: &TokenHash,
    now: Timestamp,
) -> Result<Option<Pending>, DbError> {
    conn.optional(
        "SELECT device_code_hash, client_id, request FROM device_codes
         WHERE user_code_hash = $1 AND status = 'pending' AND expires_at > $2",
        args![user_code, now],
    )
    .await
}

pub(super) async fn find(conn: &mut Conn, device_code: &TokenHash) -> Result<Option<DeviceCode>, DbError> {
    conn.optional(
        "SELECT client_id, status, expires_at, consumed_at FROM device_codes WHERE device_code_hash = $1",
        args![device_code],
    )
    .await
}

pub(super) async fn authorization(
    conn: &mut Conn,
    device_code: &TokenHash,
) -> Result<Option<Authorization>, DbError> {
    conn.optional(
        "SELECT u.id, u.username, u.primary_email, u.primary_phone, u.name, u.avatar, u.profile, u.custom_data,
             u.identities, u.is_suspended, u.application_id, u.last_sign_in_at, u.created_at, u.updated_at,
             u.email_verified, u.phone_verified,
             d.grant_id, d.client_id, d.session_uid, d.expires_with_session, d.scope, d.resources, d.nonce,
             d.auth_time, d.sid, g.scope, g.resource_scopes, g.expires_at, s.expires_at
         FROM device_codes d
             JOIN grants g ON g.id = d.grant_id
             JOIN users u ON u.id = d.user_id
             LEFT JOIN sessions s ON s.uid = d.session_uid AND s.user_id = d.user_id
         WHERE d.device_code_hash = $1 AND d.status = 'allowed'",
        args![device_code],
    )
    .await
}

pub(super) async fn allow(
    tx: &mut Tx,
    device_code: &TokenHash,
    allowed: Allowed<'_>,
    now: Timestamp,
) -> Result<bool, DbError> {
    let rows = tx
        .execute(
            "UPDATE device_codes SET status = 'allowed', grant_id = $2, user_id = $3, session_uid = $4,
                 expires_with_session = $5, scope = $6, resources = $7, nonce = $8, auth_time = $9, sid = $10,
                 decided_at = $11
             WHERE device_code_hash = $1 AND client_id = $12 AND status = 'pending' AND expires_at > $11",
            args![
                device_code,
                allowed.grant.id,
                allowed.grant.user_id,
                allowed.grant.session_uid,
                !allowed.scope.contains(scope::OFFLINE_ACCESS),
                allowed.scope.to_string(),
                Json(allowed.resources),
                allowed.nonce,
                allowed.auth_time,
                allowed.sid,
                now,
                allowed.grant.client_id
            ],
        )
        .await?;
    Ok(rows == 1)
}

pub(super) async fn deny(tx: &mut Tx, device_code: &TokenHash, now: Timestamp) -> Result<bool, DbError> {
    let rows = tx
        .execute(
            "UPDATE device_codes SET status = 'denied', decided_at = $2
             WHERE device_code_hash = $1 AND status = 'pending'",
            args![device_code, now],
        )
        .await?;
    Ok(rows == 1)
}

pub(super) async fn consume(tx: &mut Tx, device_code: &TokenHash, now: Timestamp) -> Result<bool, DbError> {
    let rows = tx
        .execute(
            "UPDATE device_codes SET consumed_at = $2
             WHERE device_code_hash = $1 AND status = 'allowed' AND consumed_at IS NULL AND expires_at > $2",
            args![device_code, now],
        )
        .await?;
    Ok(rows == 1)
}

pub(super) async fn delete_expired(tx: &mut Tx, now: Timestamp) -> Result<u64, DbError> {
    let kept_since = Timestamp::from_millis(now.millis() - KEPT_MILLIS);
    tx.execute("DELETE FROM device_codes WHERE expires_at <= $1", args![kept_since]).await
}
