use std::sync::Arc;

use genkan_database::{Conn, DbError, Tx, args};

use crate::{
    app::{App, Inner},
    cache::CachedMap,
    changes::Topic,
    ids::{ClientId, ResourceId, RoleId, ScopeId, UserId},
};

/// Adds a scope to a role; having it already is no error.
///
/// # Errors
/// Storage.
pub async fn add_scope(app: &Inner, tx: &mut Tx, role: &RoleId, scope: &ScopeId) -> Result<(), DbError> {
    attach(tx, role, scope).await?;
    app.changes.bump(tx, Topic::Roles).await
}

/// Adds scopes to a role. `Some`: the first that it had already; nothing may then be committed.
///
/// # Errors
/// Storage; [`DbError::ForeignKey`] when the role or a scope is unknown.
pub async fn attach_scopes<'a>(
    app: &Inner,
    tx: &mut Tx,
    role: &RoleId,
    scopes: impl Iterator<Item = &'a ScopeId>,
) -> Result<Option<&'a ScopeId>, DbError> {
    for scope in scopes {
        if !attach(tx, role, scope).await? {
            return Ok(Some(scope));
        }
    }
    app.changes.bump(tx, Topic::Roles).await?;
    Ok(None)
}

pub(super) async fn attach(tx: &mut Tx, role: &RoleId, scope: &ScopeId) -> Result<bool, DbError> {
    let added = tx
        .execute(
            "INSERT INTO role_scopes (role_id, scope_id) VALUES ($1, $2) ON CONFLICT (role_id, scope_id) DO NOTHING",
            args![role, scope],
        )
        .await?;
    Ok(added > 0)
}

/// Takes a scope from a role; tokens issued from now on lack it. False: the role had none.
///
/// # Errors
/// Storage.
pub async fn remove_scope(app: &Inner, tx: &mut Tx, role: &RoleId, scope: &ScopeId) -> Result<bool, DbError> {
    let removed = tx
        .execute("DELETE FROM role_scopes WHERE role_id = $1 AND scope_id = $2", args![role, scope])
        .await?;
    app.changes.bump(tx, Topic::Roles).await?;
    Ok(removed > 0)
}

/// Names of the scopes of `resource` that the user's roles give.
///
/// # Errors
/// Storage.
pub async fn user_scopes(
    conn: &mut Conn,
    user: &UserId,
    resource: &ResourceId,
) -> Result<Vec<String>, DbError> {
    let rows: Vec<(String,)> = conn
        .all(
            "SELECT DISTINCT s.name FROM user_roles u
                 JOIN role_scopes rs ON rs.role_id = u.role_id
                 JOIN scopes s ON s.id = rs.scope_id
             WHERE u.user_id = $1 AND s.resource_id = $2 ORDER BY s.name",
            args![user, resource],
        )
        .await?;
    Ok(rows.into_iter().map(|(name,)| name).collect())
}

/// Names of the scopes of `resource` that a machine-to-machine application's roles give.
///
/// # Errors
/// Storage.
pub async fn application_scopes(
    conn: &mut Conn,
    application: &ClientId,
    resource: &ResourceId,
) -> Result<Vec<String>, DbError> {
    let rows: Vec<(String,)> = conn
        .all(
            "SELECT DISTINCT s.name FROM application_roles a
                 JOIN role_scopes rs ON rs.role_id = a.role_id
                 JOIN scopes s ON s.id = rs.scope_id
             WHERE a.application_id = $1 AND s.resource_id = $2 ORDER BY s.name",
            args![application, resource],
        )
        .await?;
    Ok(rows.into_iter().map(|(name,)| name).collect())
}

/// What [`application_scopes`] answered, kept until a role changes. An [`App`] part.
#[derive(Debug)]
pub struct ApplicationScopeCache(CachedMap<(ClientId, ResourceId), Vec<String>>);

impl Default for ApplicationScopeCache {
    fn default() -> Self {
        Self(CachedMap::new(Topic::Roles, 10_000))
    }
}

/// [`application_scopes`] from the cache: a `client_credentials` request reads nothing from the database.
///
/// # Errors
/// Storage.
pub async fn cached_application_scopes(
    app: &App,
    application: &ClientId,
    resource: &ResourceId,
) -> Result<Arc<Vec<String>>, DbError> {
    let key = (application.clone(), resource.clone());
    let scopes = app
        .part::<ApplicationScopeCache>()
        .0
        .get(app, &key, async |conn| application_scopes(conn, application, resource).await.map(Some))
        .await?;
    Ok(scopes.unwrap_or_default())
}
