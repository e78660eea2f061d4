//! Grants (what a user allowed an application within one session) and everything that hangs on them:
//! authorization codes, refresh tokens and opaque access tokens. Deleting a grant takes all of them with it.

pub mod access_tokens;
mod actor;
mod authorization;
pub mod codes;
mod of_user;
pub mod refresh_tokens;
mod store;

use std::collections::BTreeMap;

use genkan_database::{Conn, DbError, Tx};
use genkan_oauth::{Scope, scope};

pub use self::{
    actor::Actor,
    authorization::Authorization,
    of_user::{GrantRecord, list_of_user, revoke_of_session, revoke_of_user, revoke_tokens_of_user},
};
use crate::{
    app::Inner,
    clock::Timestamp,
    ids::{ClientId, GrantId, SessionUid, UserId},
};

/// How long a grant lasts from its creation, whatever is added to it later.
const LIFETIME_SECONDS: i64 = 180 * 86_400;

/// What a user allowed an application within one session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// Our id.
    pub id: GrantId,
    /// Who allowed it.
    pub user_id: UserId,
    /// Whom.
    pub client_id: ClientId,
    /// In which session.
    pub session_uid: SessionUid,
    /// OIDC scopes.
    pub scope: Scope,
    /// Scopes per resource indicator; a resource without any has an entry, too.
    pub resource_scopes: BTreeMap<String, Scope>,
    /// When it was first given.
    pub created_at: Timestamp,
    /// 180 days later.
    pub expires_at: Timestamp,
}

impl Grant {
    /// Whether the grant covers these OIDC scopes and these scopes of each resource.
    pub fn covers(&self, scope: &Scope, resource_scopes: &BTreeMap<String, Scope>) -> bool {
        self.scope.contains_all(scope)
            && resource_scopes.iter().all(|(indicator, asked)| {
                self.resource_scopes.get(indicator).is_some_and(|granted| granted.contains_all(asked))
            })
    }

    fn ends_with_session(&self) -> bool {
        !self.scope.contains(scope::OFFLINE_ACCESS)
    }
}

/// Whose grant it is. There is one per session and client.
#[derive(Clone, Copy, Debug)]
pub struct GrantTarget<'a> {
    /// The user who allows.
    pub user_id: &'a UserId,
    /// The application.
    pub client_id: &'a ClientId,
    /// The session.
    pub session_uid: &'a SessionUid,
}

/// The live grant of a session to a client.
///
/// # Errors
/// Storage.
pub async fn find(
    conn: &mut Conn,
    session_uid: &SessionUid,
    client_id: &ClientId,
    now: Timestamp,
) -> Result<Option<Grant>, DbError> {
    store::find(conn, session_uid, client_id, now).await
}

/// Adds to the grant of this session and client, or creates it. Its end is not moved. An expired one, or one of
/// another user, makes room for a new one (and its tokens go).
///
/// # Errors
/// Storage; [`DbError::Conflict`] when another request created it meanwhile (retry).
pub async fn extend(
    app: &Inner,
    tx: &mut Tx,
    target: GrantTarget<'_>,
    scope: &Scope,
    resource_scopes: &BTreeMap<String, Scope>,
) -> Result<Grant, DbError> {
    let now = app.clock.now();
    store::delete_unusable(tx, target, now).await?;
    let Some(mut grant) = store::lock(tx, target).await? else {
        let grant = Grant {
            id: GrantId::new(app.random.opaque()),
            user_id: target.user_id.clone(),
            client_id: target.client_id.clone(),
            session_uid: target.session_uid.clone(),
            scope: scope.clone(),
            resource_scopes: resource_scopes.clone(),
            created_at: now,
            expires_at: now.plus_seconds(LIFETIME_SECONDS),
        };
        return store::insert(tx, grant).await?.ok_or(DbError::Conflict);
    };
    if grant.covers(scope, resource_scopes) {
        return Ok(grant);
    }
    grant.scope = grant.scope.union(scope);
    for (indicator, more) in resource_scopes {
        let merged = grant.resource_scopes.get(indicator).map_or_else(|| more.clone(), |had| had.union(more));
        grant.resource_scopes.insert(indicator.clone(), merged);
    }
    store::update(tx, &grant).await?;
    Ok(grant)
}

/// Makes a grant that stands alone: no session, no browser (token exchange). It ends at `expires_at`, within hours.
///
/// # Errors
/// Storage; [`DbError::ForeignKey`] when the user is gone.
pub async fn create_alone(
    app: &Inner,
    tx: &mut Tx,
    user_id: &UserId,
    client_id: &ClientId,
    scope: &Scope,
    expires_at: Timestamp,
) -> Result<Grant, DbError> {
    let grant = Grant {
        id: GrantId::new(app.random.opaque()),
        user_id: user_id.clone(),
        client_id: client_id.clone(),
        // Names no session.
        session_uid: SessionUid::new(app.random.opaque()),
        scope: scope.clone(),
        resource_scopes: BTreeMap::new(),
        created_at: app.clock.now(),
        expires_at,
    };
    store::insert(tx, grant).await?.ok_or(DbError::Conflict)
}

/// Revokes the oldest grants of this user to this client beyond `max`; those that stand alone do not count.
///
/// # Errors
/// Storage. Returns how many were revoked.
pub async fn enforce_limit(
    tx: &mut Tx,
    user_id: &UserId,
    client_id: &ClientId,
    max: u32,
) -> Result<u64, DbError> {
    store::delete_beyond(tx, user_id, client_id, max).await
}

/// Revokes a grant with its codes and tokens. False: there was none.
///
/// # Errors
/// Storage.
pub async fn revoke(tx: &mut Tx, id: &GrantId) -> Result<bool, DbError> {
    store::delete(tx, id).await
}

/// Revokes what ends with this session: its grants without `offline_access`.
///
/// # Errors
/// Storage.
pub async fn revoke_session_bound(tx: &mut Tx, session_uid: &SessionUid) -> Result<u64, DbError> {
    store::delete_session_bound(tx, session_uid).await
}

/// Revokes all of a user's grants, or those to one client: suspension, password change, withdrawn consent.
///
/// # Errors
/// Storage.
pub async fn revoke_for_user(
    tx: &mut Tx,
    user_id: &UserId,
    client_id: Option<&ClientId>,
) -> Result<u64, DbError> {
    store::delete_for_user(tx, user_id, client_id).await
}

/// Deletes what has expired. Safe to run at any time, on any node.
///
/// # Errors
/// Storage.
pub async fn sweep(tx: &mut Tx, now: Timestamp) -> Result<(), DbError> {
    store::sweep(tx, now).await
}
