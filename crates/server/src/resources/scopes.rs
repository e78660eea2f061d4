use genkan_database::{Conn, DbError, FromRow, Row, Tx, args};

use super::{ResourceScope, ScopeChanges, changed_with_holders};
use crate::{
    app::Inner,
    changes::Topic,
    clock::Timestamp,
    ids::{ResourceId, RoleId, ScopeId},
};

impl FromRow for ResourceScope {
    fn from_row(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            id: row.get(0)?,
            resource_id: row.get(1)?,
            name: row.get(2)?,
            description: row.get(3)?,
            created_at: row.get(4)?,
        })
    }
}

pub(super) async fn all(conn: &mut Conn) -> Result<Vec<ResourceScope>, DbError> {
    conn.all(
        "SELECT id, resource_id, name, description, created_at FROM scopes ORDER BY created_at, id",
        args![],
    )
    .await
}

/// The scopes of a resource, oldest first; none for an unknown one.
///
/// # Errors
/// Storage.
pub async fn scopes_of(conn: &mut Conn, resource: &ResourceId) -> Result<Vec<ResourceScope>, DbError> {
    conn.all(
        "SELECT id, resource_id, name, description, created_at FROM scopes WHERE resource_id = $1
         ORDER BY created_at, id",
        args![resource],
    )
    .await
}

/// The scopes a role gives, of all resources, oldest first.
///
/// # Errors
/// Storage.
pub async fn scopes_of_role(conn: &mut Conn, role: &RoleId) -> Result<Vec<ResourceScope>, DbError> {
    conn.all(
        "SELECT s.id, s.resource_id, s.name, s.description, s.created_at
         FROM role_scopes r JOIN scopes s ON s.id = r.scope_id WHERE r.role_id = $1
         ORDER BY s.created_at, s.id",
        args![role],
    )
    .await
}

/// One scope by its id alone.
///
/// # Errors
/// Storage.
pub async fn find_scope(conn: &mut Conn, id: &ScopeId) -> Result<Option<ResourceScope>, DbError> {
    conn.optional(
        "SELECT id, resource_id, name, description, created_at FROM scopes WHERE id = $1",
        args![id],
    )
    .await
}

/// Adds a permission; [`DbError::Unique`] when the resource has one of that name.
///
/// # Errors
/// Storage.
pub async fn create_scope(
    app: &Inner,
    tx: &mut Tx,
    resource: &ResourceId,
    name: &str,
    description: Option<&str>,
) -> Result<ScopeId, DbError> {
    let (id, now): (_, Timestamp) = (ScopeId::new(app.random.id(21)), app.clock.now());
    tx.execute(
        "INSERT INTO scopes (id, resource_id, name, description, created_at) VALUES ($1, $2, $3, $4, $5)",
        args![id, resource, name, description, now],
    )
    .await?;
    app.changes.bump(tx, Topic::Resources).await?;
    Ok(id)
}

/// Changes a permission; [`DbError::Unique`] when the resource has another of that name. `None`: unknown.
///
/// # Errors
/// Storage.
pub async fn update_scope(
    app: &Inner,
    tx: &mut Tx,
    id: &ScopeId,
    changes: &ScopeChanges,
) -> Result<Option<ResourceScope>, DbError> {
    let description = changes.description.clone();
    let updated = tx
        .optional(
            "UPDATE scopes SET name = COALESCE($2, name), description = CASE WHEN $3 THEN $4 ELSE description END
             WHERE id = $1 RETURNING id, resource_id, name, description, created_at",
            args![id, changes.name, description.is_some(), description.flatten()],
        )
        .await?;
    // Names are in what roles and organization roles give.
    changed_with_holders(app, tx).await?;
    Ok(updated)
}

/// Deletes a permission; roles and consents lose it. `None`: unknown.
///
/// # Errors
/// Storage.
pub async fn delete_scope(app: &Inner, tx: &mut Tx, id: &ScopeId) -> Result<Option<ResourceScope>, DbError> {
    let deleted = tx
        .optional(
            "DELETE FROM scopes WHERE id = $1 RETURNING id, resource_id, name, description, created_at",
            args![id],
        )
        .await?;
    changed_with_holders(app, tx).await?;
    Ok(deleted)
}

/// A scope under a fixed id; true when it was not there.
pub(super) async fn ensure(
    tx: &mut Tx,
    id: &str,
    resource: &str,
    name: &str,
    description: &str,
    now: Timestamp,
) -> Result<bool, DbError> {
    let written = tx
        .execute(
            "INSERT INTO scopes (id, resource_id, name, description, created_at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT DO NOTHING",
            args![id, resource, name, description, now],
        )
        .await?;
    Ok(written > 0)
}
