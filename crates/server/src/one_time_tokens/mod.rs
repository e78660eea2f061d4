//! One-time tokens: a value mailed to an address, good for one verification together with that address (magic links).
//! Found by hash; a sealed copy is kept because the management API shows the value again.

mod store;

use genkan_database::{Conn, DbError, Tx};
use serde::{Deserialize, Serialize};

use crate::{
    app::Inner,
    clock::Timestamp,
    ids::OneTimeTokenId,
    secrets::{Token, TokenHash},
};

const PURPOSE: &str = "one-time-token";
/// Seconds a token is still shown after its end.
const KEPT_SECONDS: i64 = 30 * 86_400;

/// Seconds a token lives unless told otherwise.
pub const DEFAULT_LIFETIME_SECONDS: i64 = 600;

/// Where a token stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Good for one verification.
    Active,
    /// Verified.
    Consumed,
    /// Withdrawn.
    Revoked,
    /// Too old, or declared so.
    Expired,
}

impl Status {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Active, Self::Consumed, Self::Revoked, Self::Expired];

    /// The wire and database name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Consumed => "consumed",
            Self::Revoked => "revoked",
            Self::Expired => "expired",
        }
    }

    /// The status with that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == name)
    }
}

/// What happens to whoever verifies the token.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Context {
    /// Organizations the person joins; not checked to exist.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jit_organization_ids: Option<Vec<String>>,
    /// `SignIn`, `Register` or `ForgotPassword`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interaction_event: Option<String>,
}

/// A token with its value.
#[derive(Clone, Debug)]
pub struct OneTimeToken {
    /// Our id.
    pub id: OneTimeTokenId,
    /// The address it was made for, as given.
    pub email: String,
    /// 32 alphanumerics.
    pub value: Token,
    /// What it is for.
    pub context: Context,
    /// As stored: an active token may have expired, see [`status_at`](Self::status_at).
    pub status: Status,
    /// When it was made.
    pub created_at: Timestamp,
    /// Refused from then on.
    pub expires_at: Timestamp,
}

impl OneTimeToken {
    /// The status as people read it: an active token past its end has expired.
    pub fn status_at(&self, now: Timestamp) -> Status {
        if self.status == Status::Active && self.expires_at <= now { Status::Expired } else { self.status }
    }
}

/// Why a token does not verify.
#[derive(Debug, PartialEq, Eq)]
pub enum Refusal {
    /// No such token.
    Unknown,
    /// It was made for another address.
    OtherEmail,
    /// It is too old.
    Expired,
    /// It was verified before.
    Consumed,
    /// It was withdrawn.
    Revoked,
}

/// Makes a token that lives for `lifetime` seconds.
///
/// # Errors
/// Storage.
pub async fn create(
    app: &Inner,
    tx: &mut Tx,
    email: &str,
    context: Context,
    lifetime: i64,
) -> Result<OneTimeToken, DbError> {
    let now = app.clock.now();
    let token = OneTimeToken {
        id: OneTimeTokenId::new(app.random.id(21)),
        email: email.to_owned(),
        value: Token::new(app.random.alphanumeric(32)),
        context,
        status: Status::Active,
        created_at: now,
        expires_at: now.plus_seconds(lifetime),
    };
    let sealed = app.sealer.seal(&app.random, PURPOSE, token.value.expose().as_bytes());
    store::insert(tx, &token, sealed).await?;
    Ok(token)
}

/// Tokens by age, youngest first: those for `email` and of the stored `status`, if given.
///
/// # Errors
/// Storage, or a value sealed under another key ([`DbError::Decode`]).
pub async fn list(
    app: &Inner,
    conn: &mut Conn,
    email: Option<&str>,
    status: Option<Status>,
    limit: i64,
    offset: i64,
) -> Result<Vec<OneTimeToken>, DbError> {
    let rows = store::list(conn, email, status, limit, offset).await?;
    rows.into_iter().map(|stored| stored.open(app)).collect()
}

/// How many tokens there are.
///
/// # Errors
/// Storage.
pub async fn count(conn: &mut Conn) -> Result<i64, DbError> {
    store::count(conn).await
}

/// The token of that id.
///
/// # Errors
/// Storage, or a value sealed under another key ([`DbError::Decode`]).
pub async fn find(
    app: &Inner,
    conn: &mut Conn,
    id: &OneTimeTokenId,
) -> Result<Option<OneTimeToken>, DbError> {
    store::find(conn, id).await?.map(|stored| stored.open(app)).transpose()
}

/// Changes the status. `None`: unknown.
///
/// # Errors
/// Storage.
pub async fn set_status(
    app: &Inner,
    tx: &mut Tx,
    id: &OneTimeTokenId,
    status: Status,
) -> Result<Option<OneTimeToken>, DbError> {
    store::set_status(tx, id, status).await?.map(|stored| stored.open(app)).transpose()
}

/// Verifies a token for an address, exactly once (one statement); the address counts letter by letter.
///
/// # Errors
/// Storage. The inner error says why it does not verify.
pub async fn consume(
    app: &Inner,
    tx: &mut Tx,
    token: &str,
    email: &str,
) -> Result<Result<OneTimeToken, Refusal>, DbError> {
    let (hash, now) = (TokenHash::of(token), app.clock.now());
    if let Some(stored) = store::consume(tx, &hash, email, now).await? {
        return stored.open(app).map(Ok);
    }
    let Some(found) = store::find_by_hash(tx, &hash).await? else { return Ok(Err(Refusal::Unknown)) };
    let found = found.open(app)?;
    Ok(Err(if found.email != email {
        Refusal::OtherEmail
    } else if found.expires_at <= now || found.status == Status::Expired {
        Refusal::Expired
    } else if found.status == Status::Revoked {
        Refusal::Revoked
    } else {
        Refusal::Consumed
    }))
}

/// Deletes a token. False: unknown.
///
/// # Errors
/// Storage.
pub async fn delete(tx: &mut Tx, id: &OneTimeTokenId) -> Result<bool, DbError> {
    store::delete(tx, id).await
}

/// Deletes what expired a month ago; returns how many.
///
/// # Errors
/// Storage.
pub async fn sweep(tx: &mut Tx, now: Timestamp) -> Result<u64, DbError> {
    store::delete_expired(tx, now.minus_seconds(KEPT_SECONDS)).await
}
