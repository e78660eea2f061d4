use genkan_database::{Conn, DbError, FromRow, Row, Tx, args};
use serde::Serialize;

use crate::{
    app::Inner,
    changes::Topic,
    clock::Timestamp,
    ids::{OrganizationRoleId, OrganizationScopeId, ResourceId, ScopeId},
    organizations::{
        relation::{distinct, sorted},
        scopes::OrganizationScope,
    },
};

/// A resource's scope that a role gives. Serialises to the management API's members without `tenantId`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "as in resources::ResourceScope")]
pub struct ResourceScope {
    pub id: ScopeId,
    pub resource_id: ResourceId,
    pub name: String,
    pub description: Option<String>,
    pub created_at: Timestamp,
}

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

/// The organization scopes a role gives, oldest first.
///
/// # Errors
/// Storage.
pub async fn list_scopes(
    conn: &mut Conn,
    role: &OrganizationRoleId,
    limit: i64,
    offset: i64,
) -> Result<Vec<OrganizationScope>, DbError> {
    conn.all(
        "SELECT s.id, s.name, s.description
         FROM organization_role_scopes rs JOIN organization_scopes s ON s.id = rs.organization_scope_id
         WHERE rs.organization_role_id = $1 ORDER BY s.created_at, s.id LIMIT $2 OFFSET $3",
        args![role, limit, offset],
    )
    .await
}

/// How many organization scopes a role gives.
///
/// # Errors
/// Storage.
pub async fn count_scopes(conn: &mut Conn, role: &OrganizationRoleId) -> Result<i64, DbError> {
    let (count,): (i64,) = conn
        .one("SELECT COUNT(*) FROM organization_role_scopes WHERE organization_role_id = $1", args![role])
        .await?;
    Ok(count)
}

/// Adds organization scopes to a role; those it has are no error.
///
/// # Errors
/// Storage; [`DbError::ForeignKey`] when the role or a scope is unknown.
pub async fn add_scopes(
    app: &Inner,
    tx: &mut Tx,
    role: &OrganizationRoleId,
    scopes: &[OrganizationScopeId],
) -> Result<(), DbError> {
    for scope in sorted(scopes) {
        tx.execute(
            "INSERT INTO organization_role_scopes (organization_role_id, organization_scope_id) VALUES ($1, $2)
             ON CONFLICT (organization_role_id, organization_scope_id) DO NOTHING",
            args![role, scope],
        )
        .await?;
    }
    app.changes.bump(tx, Topic::Organizations).await
}

/// Gives a role exactly these organization scopes.
///
/// # Errors
/// [`DbError::Unique`] when one is named twice, [`DbError::ForeignKey`] when one or the role is unknown, storage.
pub async fn replace_scopes(
    app: &Inner,
    tx: &mut Tx,
    role: &OrganizationRoleId,
    scopes: &[OrganizationScopeId],
) -> Result<(), DbError> {
    let scopes = distinct(scopes)?;
    lock(tx, role).await?;
    tx.execute("DELETE FROM organization_role_scopes WHERE organization_role_id = $1", args![role]).await?;
    add_scopes(app, tx, role, &scopes).await
}

/// Takes an organization scope from a role. False: the role does not have it.
///
/// # Errors
/// Storage.
pub async fn remove_scope(
    app: &Inner,
    tx: &mut Tx,
    role: &OrganizationRoleId,
    scope: &OrganizationScopeId,
) -> Result<bool, DbError> {
    let rows = tx
        .execute(
            "DELETE FROM organization_role_scopes
             WHERE organization_role_id = $1 AND organization_scope_id = $2",
            args![role, scope],
        )
        .await?;
    app.changes.bump(tx, Topic::Organizations).await?;
    Ok(rows > 0)
}

/// The resources' scopes a role gives, oldest first.
///
/// # Errors
/// Storage.
pub async fn list_resource_scopes(
    conn: &mut Conn,
    role: &OrganizationRoleId,
    limit: i64,
    offset: i64,
) -> Result<Vec<ResourceScope>, DbError> {
    conn.all(
        "SELECT s.id, s.resource_id, s.name, s.description, s.created_at
         FROM organization_role_resource_scopes rs JOIN scopes s ON s.id = rs.scope_id
         WHERE rs.organization_role_id = $1 ORDER BY s.created_at, s.id LIMIT $2 OFFSET $3",
        args![role, limit, offset],
    )
    .await
}

/// How many scopes of resources a role gives.
///
/// # Errors
/// Storage.
pub async fn count_resource_scopes(conn: &mut Conn, role: &OrganizationRoleId) -> Result<i64, DbError> {
    let (count,): (i64,) = conn
        .one(
            "SELECT COUNT(*) FROM organization_role_resource_scopes WHERE organization_role_id = $1",
            args![role],
        )
        .await?;
    Ok(count)
}

/// Adds scopes of resources to a role; those it has are no error.
///
/// # Errors
/// Storage; [`DbError::ForeignKey`] when the role or a scope is unknown.
pub async fn add_resource_scopes(
    app: &Inner,
    tx: &mut Tx,
    role: &OrganizationRoleId,
    scopes: &[ScopeId],
) -> Result<(), DbError> {
    for scope in sorted(scopes) {
        tx.execute(
            "INSERT INTO organization_role_resource_scopes (organization_role_id, scope_id) VALUES ($1, $2)
             ON CONFLICT (organization_role_id, scope_id) DO NOTHING",
            args![role, scope],
        )
        .await?;
    }
    app.changes.bump(tx, Topic::Organizations).await
}

/// Gives a role exactly these scopes of resources.
///
/// # Errors
/// [`DbError::Unique`] when one is named twice, [`DbError::ForeignKey`] when one or the role is unknown, storage.
pub async fn replace_resource_scopes(
    app: &Inner,
    tx: &mut Tx,
    role: &OrganizationRoleId,
    scopes: &[ScopeId],
) -> Result<(), DbError> {
    let scopes = distinct(scopes)?;
    lock(tx, role).await?;
    tx.execute("DELETE FROM organization_role_resource_scopes WHERE organization_role_id = $1", args![role])
        .await?;
    add_resource_scopes(app, tx, role, &scopes).await
}

/// Takes a resource's scope from a role. False: the role does not have it.
///
/// # Errors
/// Storage.
pub async fn remove_resource_scope(
    app: &Inner,
    tx: &mut Tx,
    role: &OrganizationRoleId,
    scope: &ScopeId,
) -> Result<bool, DbError> {
    let rows = tx
        .execute(
            "DELETE FROM organization_role_resource_scopes WHERE organization_role_id = $1 AND scope_id = $2",
            args![role, scope],
        )
        .await?;
    app.changes.bump(tx, Topic::Organizations).await?;
    Ok(rows > 0)
}

/// Makes other transactions that replace a whole list of this role wait for this one's end.
async fn lock(tx: &mut Tx, role: &OrganizationRoleId) -> Result<(), DbError> {
    tx.execute("UPDATE organization_roles SET created_at = created_at WHERE id = $1", args![role]).await?;
    Ok(())
}
