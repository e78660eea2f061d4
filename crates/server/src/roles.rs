//! Roles: named sets of resource scopes, given to users or to machine-to-machine applications.

use std::sync::Arc;

use genkan_database::{Conn, DbError, Tx, args};

use crate::{
    app::{App, Inner},
    cache::CachedMap,
    changes::Topic,
    ids::{ClientId, ResourceId, RoleId, ScopeId, UserId},
};

/// Whom a role is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoleType {
    /// People.
    User,
    /// Machine-to-machine applications.
    MachineToMachine,
}

impl RoleType {
    /// The wire and database name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::User => "User",
            Self::MachineToMachine => "MachineToMachine",
        }
    }
}

/// Creates a role; default ones are given to every new user.
///
/// # Errors
/// Storage; [`DbError::Unique`] when the name is taken.
pub async fn create(
    app: &Inner,
    tx: &mut Tx,
    name: &str,
    description: &str,
    role_type: RoleType,
    is_default: bool,
) -> Result<RoleId, DbError> {
    let id = RoleId::new(app.random.id(21));
    tx.execute(
        "INSERT INTO roles (id, name, description, type, is_default, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
        args![id, name, description, role_type.as_str(), is_default, app.clock.now()],
    )
    .await?;
    Ok(id)
}

/// Adds a scope to a role.
///
/// # Errors
/// Storage.
pub async fn add_scope(app: &Inner, tx: &mut Tx, role: &RoleId, scope: &ScopeId) -> Result<(), DbError> {
    tx.execute(
        "INSERT INTO role_scopes (role_id, scope_id) VALUES ($1, $2) ON CONFLICT (role_id, scope_id) DO NOTHING",
        args![role, scope],
    )
    .await?;
    app.changes.bump(tx, Topic::Roles).await
}

/// Gives a user a role.
///
/// # Errors
/// Storage.
pub async fn assign_to_user(tx: &mut Tx, role: &RoleId, user: &UserId) -> Result<(), DbError> {
    tx.execute(
        "INSERT INTO user_roles (user_id, role_id) VALUES ($1, $2) ON CONFLICT (user_id, role_id) DO NOTHING",
        args![user, role],
    )
    .await?;
    Ok(())
}

/// Takes a role from a user; tokens issued from now on lack its scopes.
///
/// # Errors
/// Storage.
pub async fn remove_from_user(tx: &mut Tx, role: &RoleId, user: &UserId) -> Result<(), DbError> {
    tx.execute("DELETE FROM user_roles WHERE user_id = $1 AND role_id = $2", args![user, role]).await?;
    Ok(())
}

/// Gives a new user the default roles.
///
/// # Errors
/// Storage.
pub async fn assign_defaults(tx: &mut Tx, user: &UserId) -> Result<(), DbError> {
    tx.execute(
        "INSERT INTO user_roles (user_id, role_id)
         SELECT $1, id FROM roles WHERE is_default AND type = 'User'
         ON CONFLICT (user_id, role_id) DO NOTHING",
        args![user],
    )
    .await?;
    Ok(())
}

/// Names of the user's roles, sorted: the `roles` claim.
///
/// # Errors
/// Storage.
pub async fn names_of_user(conn: &mut Conn, user: &UserId) -> Result<Vec<String>, DbError> {
    let rows: Vec<(String,)> = conn
        .all(
            "SELECT r.name FROM user_roles u JOIN roles r ON r.id = u.role_id WHERE u.user_id = $1 ORDER BY r.name",
            args![user],
        )
        .await?;
    Ok(rows.into_iter().map(|(name,)| name).collect())
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
