//! The template's scopes: permissions inside every organization.

use genkan_database::{Conn, DbError, FromRow, Row, Tx, args};
use serde::Serialize;

use super::pattern::contains;
use crate::{app::Inner, changes::Topic, ids::OrganizationScopeId};

/// A permission in organizations. Serialises to the management API's members without `tenantId`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OrganizationScope {
    /// 21 lower-case alphanumerics.
    pub id: OrganizationScopeId,
    /// The scope token; unique.
    pub name: String,
    /// For the operator and consent pages.
    pub description: Option<String>,
}

impl FromRow for OrganizationScope {
    fn from_row(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self { id: row.get(0)?, name: row.get(1)?, description: row.get(2)? })
    }
}

/// Creates a scope; an empty description is stored as null.
///
/// # Errors
/// Storage; [`DbError::Unique`] when the name is taken.
pub async fn create(
    app: &Inner,
    tx: &mut Tx,
    name: &str,
    description: Option<&str>,
) -> Result<OrganizationScope, DbError> {
    let scope = OrganizationScope {
        id: OrganizationScopeId::new(app.random.id(21)),
        name: name.to_owned(),
        description: description.filter(|text| !text.is_empty()).map(str::to_owned),
    };
    tx.execute(
        "INSERT INTO organization_scopes (id, name, description, created_at) VALUES ($1, $2, $3, $4)",
        args![scope.id, scope.name, scope.description, app.clock.now()],
    )
    .await?;
    app.changes.bump(tx, Topic::Organizations).await?;
    Ok(scope)
}

/// One scope.
///
/// # Errors
/// Storage.
pub async fn find(conn: &mut Conn, id: &OrganizationScopeId) -> Result<Option<OrganizationScope>, DbError> {
    conn.optional("SELECT id, name, description FROM organization_scopes WHERE id = $1", args![id]).await
}

/// Scopes whose name contains `q`, by name.
///
/// # Errors
/// Storage.
pub async fn list(
    conn: &mut Conn,
    q: Option<&str>,
    limit: i64,
    offset: i64,
) -> Result<Vec<OrganizationScope>, DbError> {
    conn.all(
        "SELECT id, name, description FROM organization_scopes
         WHERE CAST($1 AS TEXT) IS NULL OR lower(name) LIKE lower($1) ESCAPE '\\'
         ORDER BY name LIMIT $2 OFFSET $3",
        args![contains(q), limit, offset],
    )
    .await
}

/// How many scopes [`list`] finds.
///
/// # Errors
/// Storage.
pub async fn count(conn: &mut Conn, q: Option<&str>) -> Result<i64, DbError> {
    let (count,): (i64,) = conn
        .one(
            "SELECT COUNT(*) FROM organization_scopes
             WHERE CAST($1 AS TEXT) IS NULL OR lower(name) LIKE lower($1) ESCAPE '\\'",
            args![contains(q)],
        )
        .await?;
    Ok(count)
}

/// Changes name or description; `None` stays, an empty description becomes null. `None`: unknown.
///
/// # Errors
/// Storage; [`DbError::Unique`] when the name is taken.
pub async fn update(
    app: &Inner,
    tx: &mut Tx,
    id: &OrganizationScopeId,
    name: Option<&str>,
    description: Option<Option<&str>>,
) -> Result<Option<OrganizationScope>, DbError> {
    let updated = tx
        .optional(
            "UPDATE organization_scopes SET name = COALESCE($2, name),
                 description = CASE WHEN $3 THEN $4 ELSE description END
             WHERE id = $1 RETURNING id, name, description",
            args![id, name, description.is_some(), description.flatten().filter(|text| !text.is_empty())],
        )
        .await?;
    app.changes.bump(tx, Topic::Organizations).await?;
    Ok(updated)
}

/// Deletes a scope; roles lose it. False: unknown.
///
/// # Errors
/// Storage.
pub async fn delete(app: &Inner, tx: &mut Tx, id: &OrganizationScopeId) -> Result<bool, DbError> {
    let deleted = tx.execute("DELETE FROM organization_scopes WHERE id = $1", args![id]).await? > 0;
    app.changes.bump(tx, Topic::Organizations).await?;
    Ok(deleted)
}
