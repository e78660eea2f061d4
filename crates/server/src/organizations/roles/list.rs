use std::collections::HashMap;

use genkan_database::{Conn, DbError, args};
use serde::Serialize;

use super::OrganizationRole;
use crate::{
    ids::{OrganizationRoleId, OrganizationScopeId, ResourceId, ScopeId},
    organizations::pattern::contains,
};

/// An organization scope as a list of roles shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "as in OrganizationScope")]
pub struct ScopeName {
    pub id: OrganizationScopeId,
    pub name: String,
}

/// A resource's scope as a list of roles shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "as in resources::ResourceScope")]
pub struct ResourceScopeName {
    pub id: ScopeId,
    pub name: String,
    pub resource_id: ResourceId,
    pub resource_name: String,
}

/// A role with what it gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedRole {
    /// The role.
    pub role: OrganizationRole,
    /// Its organization scopes, oldest first.
    pub scopes: Vec<ScopeName>,
    /// Its scopes of resources, oldest first.
    pub resource_scopes: Vec<ResourceScopeName>,
}

/// Roles whose id, name or description contains `q`, by name, with what they give: three statements.
///
/// # Errors
/// Storage.
pub async fn list(
    conn: &mut Conn,
    q: Option<&str>,
    limit: i64,
    offset: i64,
) -> Result<Vec<ListedRole>, DbError> {
    let roles: Vec<OrganizationRole> = conn
        .all(
            "SELECT id, name, description, type FROM organization_roles
             WHERE CAST($1 AS TEXT) IS NULL OR lower(id) LIKE lower($1) ESCAPE '\\'
                 OR lower(name) LIKE lower($1) ESCAPE '\\' OR lower(description) LIKE lower($1) ESCAPE '\\'
             ORDER BY name LIMIT $2 OFFSET $3",
            args![contains(q), limit, offset],
        )
        .await?;
    // `,a,b,`: one parameter for any number of roles.
    let page = roles.iter().fold(",".to_owned(), |list, role| list + role.id.as_str() + ",");
    let mut scopes = scopes_of(conn, &page).await?;
    let mut resource_scopes = resource_scopes_of(conn, &page).await?;
    let listed = roles.into_iter().map(|role| ListedRole {
        scopes: scopes.remove(&role.id).unwrap_or_default(),
        resource_scopes: resource_scopes.remove(&role.id).unwrap_or_default(),
        role,
    });
    Ok(listed.collect())
}

async fn scopes_of(
    conn: &mut Conn,
    roles: &str,
) -> Result<HashMap<OrganizationRoleId, Vec<ScopeName>>, DbError> {
    let rows: Vec<(OrganizationRoleId, OrganizationScopeId, String)> = conn
        .all(
            "SELECT rs.organization_role_id, s.id, s.name
             FROM organization_roles o
                 JOIN organization_role_scopes rs ON rs.organization_role_id = o.id
                 JOIN organization_scopes s ON s.id = rs.organization_scope_id
             WHERE CAST($1 AS TEXT) LIKE '%,' || o.id || ',%' ORDER BY s.created_at, s.id",
            args![roles],
        )
        .await?;
    let mut scopes: HashMap<_, Vec<_>> = HashMap::new();
    for (role, id, name) in rows {
        scopes.entry(role).or_default().push(ScopeName { id, name });
    }
    Ok(scopes)
}

async fn resource_scopes_of(
    conn: &mut Conn,
    roles: &str,
) -> Result<HashMap<OrganizationRoleId, Vec<ResourceScopeName>>, DbError> {
    let rows: Vec<(OrganizationRoleId, ScopeId, String, ResourceId, String)> = conn
        .all(
            "SELECT rs.organization_role_id, s.id, s.name, r.id, r.name
             FROM organization_roles o
                 JOIN organization_role_resource_scopes rs ON rs.organization_role_id = o.id
                 JOIN scopes s ON s.id = rs.scope_id
                 JOIN resources r ON r.id = s.resource_id
             WHERE CAST($1 AS TEXT) LIKE '%,' || o.id || ',%' ORDER BY s.created_at, s.id",
            args![roles],
        )
        .await?;
    let mut scopes: HashMap<_, Vec<_>> = HashMap::new();
    for (role, id, name, resource_id, resource_name) in rows {
        scopes.entry(role).or_default().push(ResourceScopeName { id, name, resource_id, resource_name });
    }
    Ok(scopes)
}

/// How many roles [`list`] finds.
///
/// # Errors
/// Storage.
pub async fn count(conn: &mut Conn, q: Option<&str>) -> Result<i64, DbError> {
    let (count,): (i64,) = conn
        .one(
            "SELECT COUNT(*) FROM organization_roles
             WHERE CAST($1 AS TEXT) IS NULL OR lower(id) LIKE lower($1) ESCAPE '\\'
                 OR lower(name) LIKE lower($1) ESCAPE '\\' OR lower(description) LIKE lower($1) ESCAPE '\\'",
            args![contains(q)],
        )
        .await?;
    Ok(count)
}
