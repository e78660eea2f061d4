use std::collections::BTreeMap;

use genkan_database::{DbError, FromRow, Json, Row};
use genkan_oauth::Scope;

use crate::{
    clock::Timestamp,
    ids::{ClientId, GrantId, SessionUid},
    users::User,
};

/// What an authorization code stands for, and what refresh tokens carry on from it: the user, the client, and what
/// was granted, read in one statement together with the state of the grant and of the session.
#[derive(Clone, Debug)]
pub struct Authorization {
    /// Who.
    pub user: User,
    /// The grant.
    pub grant_id: GrantId,
    /// To whom.
    pub client_id: ClientId,
    /// In which session.
    pub session_uid: SessionUid,
    /// Without `offline_access`, tokens end with the session.
    pub expires_with_session: bool,
    /// Names of the granted OIDC and resource scopes.
    pub scope: Scope,
    /// Resource indicators of the authorization request.
    pub resources: Vec<String>,
    /// Echoed in every ID token of the chain.
    pub nonce: Option<String>,
    /// Seconds; only when the request asked for it.
    pub auth_time: Option<i64>,
    /// The session's name for back-channel logout, when the client wants it.
    pub sid: Option<String>,
    /// OIDC scopes of the grant.
    pub granted_scope: Scope,
    /// Scopes of the grant per resource indicator.
    pub granted_resource_scopes: BTreeMap<String, Scope>,
    /// 180 days after it was given.
    pub grant_expires_at: Timestamp,
    /// `None`: the session is gone, or another user's.
    pub session_expires_at: Option<Timestamp>,
}

/// How many columns [`Authorization`] takes at the start of a row.
pub(super) const COLUMNS: usize = 29;

impl Authorization {
    /// Grant and session still stand.
    ///
    /// # Errors
    /// The reason, for the log.
    pub fn check_live(&self, now: Timestamp) -> Result<(), &'static str> {
        if self.grant_expires_at <= now {
            return Err("the grant has expired");
        }
        if self.expires_with_session && self.session_expires_at.is_none_or(|at| at <= now) {
            return Err("the session it belongs to has ended");
        }
        Ok(())
    }

    /// The user may still be spoken for.
    ///
    /// # Errors
    /// The reason, for the log.
    pub fn check_user(&self) -> Result<(), &'static str> {
        if self.user.is_suspended { Err("the user is suspended") } else { Ok(()) }
    }
}

impl FromRow for Authorization {
    /// Columns: those of [`User`], then `grant_id, client_id, session_uid, expires_with_session, scope, resources,
    /// nonce, auth_time, sid`, then the grant's `scope, resource_scopes, expires_at`, then the session's
    /// `expires_at`.
    fn from_row(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            user: User::from_row(row)?,
            grant_id: row.get(16)?,
            client_id: row.get(17)?,
            session_uid: row.get(18)?,
            expires_with_session: row.get(19)?,
            scope: scope(row, 20)?,
            resources: row.get::<Json<_>>(21)?.0,
            nonce: row.get(22)?,
            auth_time: row.get(23)?,
            sid: row.get(24)?,
            granted_scope: scope(row, 25)?,
            granted_resource_scopes: row.get::<Json<_>>(26)?.0,
            grant_expires_at: row.get(27)?,
            session_expires_at: row.get(28)?,
        })
    }
}

/// A column of space-separated scope names.
pub(super) fn scope(row: &Row<'_>, index: usize) -> Result<Scope, DbError> {
    let text: String = row.get(index)?;
    Scope::parse(&text).map_err(|error| DbError::Decode(format!("column {index}: {error}")))
}
