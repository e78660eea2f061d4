use genkan_database::{Conn, DbError, FromRow, Row, Tx, args};
use serde::{Serialize, Serializer};

use crate::{
    app::Inner,
    changes::Topic,
    ids::{OrganizationRoleId, OrganizationScopeId, ResourceId, ScopeId},
    organizations::pattern::contains,
    roles::RoleType,
};

/// A role in organizations. Serialises to the management API's members without `tenantId`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OrganizationRole {
    /// 21 lower-case alphanumerics.
    pub id: OrganizationRoleId,
    /// Unique.
    pub name: String,
    /// For the operator.
    pub description: Option<String>,
    /// Whom it is for.
    #[serde(rename = "type", serialize_with = "type_name")]
    pub role_type: RoleType,
}

fn type_name<S: Serializer>(role_type: &RoleType, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(role_type.as_str())
}

fn parse_type(name: &str) -> Result<RoleType, DbError> {
    [RoleType::User, RoleType::MachineToMachine]
        .into_iter()
        .find(|role_type| role_type.as_str() == name)
        .ok_or_else(|| DbError::Decode(format!("unknown role type {name}")))
}

impl FromRow for OrganizationRole {
    fn from_row(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            id: row.get(0)?,
            name: row.get(1)?,
            description: row.get(2)?,
            role_type: parse_type(&row.get::<String>(3)?)?,
        })
    }
}

/// What changes in a role; `None` stays, an empty description becomes null.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "as in OrganizationRole")]
pub struct RoleUpdate {
    pub name: Option<String>,
    pub description: Option<Option<String>>,
    pub role_type: Option<RoleType>,
}

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

/// Creates a role without scopes; an empty description is stored as null.
///
/// # Errors
/// Storage; [`DbError::Unique`] when the name is taken.
pub async fn create(
    app: &Inner,
    tx: &mut Tx,
    name: &str,
    description: Option<&str>,
    role_type: RoleType,
) -> Result<OrganizationRole, DbError> {
    let role = OrganizationRole {
        id: OrganizationRoleId::new(app.random.id(21)),
        name: name.to_owned(),
        description: description.filter(|text| !text.is_empty()).map(str::to_owned),
        role_type,
    };
    tx.execute(
        "INSERT INTO organization_roles (id, name, description, type, created_at) VALUES ($1, $2, $3, $4, $5)",
        args![role.id, role.name, role.description, role.role_type.as_str(), app.clock.now()],
    )
    .await?;
    app.changes.bump(tx, Topic::Organizations).await?;
    Ok(role)
}

/// One role.
///
/// # Errors
/// Storage.
pub async fn find(conn: &mut Conn, id: &OrganizationRoleId) -> Result<Option<OrganizationRole>, DbError> {
    conn.optional("SELECT id, name, description, type FROM organization_roles WHERE id = $1", args![id]).await
}

/// The ids of the named roles; `Err` inside: the names nobody has, in the order given.
///
/// # Errors
/// Storage.
pub async fn find_by_names(
    conn: &mut Conn,
    names: &[String],
) -> Result<Result<Vec<OrganizationRoleId>, Vec<String>>, DbError> {
    let (mut found, mut missing) = (Vec::new(), Vec::new());
    for name in names {
        let row: Option<(OrganizationRoleId,)> =
            conn.optional("SELECT id FROM organization_roles WHERE name = $1", args![name]).await?;
        match row {
            Some((id,)) => found.push(id),
            None => missing.push(name.clone()),
        }
    }
    Ok(if missing.is_empty() { Ok(found) } else { Err(missing) })
}

/// Refuses roles that are not of that type.
pub(in crate::organizations) async fn require_type(
    conn: &mut Conn,
    roles: &[OrganizationRoleId],
    role_type: RoleType,
) -> Result<(), DbError> {
    for id in roles {
        let row: Option<(String,)> =
            conn.optional("SELECT type FROM organization_roles WHERE id = $1", args![id]).await?;
        let (name,) = row.ok_or(DbError::ForeignKey)?;
        if name != role_type.as_str() {
            return Err(DbError::NotNullOrCheck);
        }
    }
    Ok(())
}

/// Roles whose id, name or description contains `q`, by name, with what they give.
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
    let mut list = Vec::with_capacity(roles.len());
    for role in roles {
        let scopes: Vec<(OrganizationScopeId, String)> = conn
            .all(
                "SELECT s.id, s.name FROM organization_role_scopes rs
                     JOIN organization_scopes s ON s.id = rs.organization_scope_id
                 WHERE rs.organization_role_id = $1 ORDER BY s.created_at, s.id",
                args![role.id],
            )
            .await?;
        let resource_scopes: Vec<(ScopeId, String, ResourceId, String)> = conn
            .all(
                "SELECT s.id, s.name, r.id, r.name FROM organization_role_resource_scopes rs
                     JOIN scopes s ON s.id = rs.scope_id
                     JOIN resources r ON r.id = s.resource_id
                 WHERE rs.organization_role_id = $1 ORDER BY s.created_at, s.id",
                args![role.id],
            )
            .await?;
        list.push(ListedRole {
            role,
            scopes: scopes.into_iter().map(|(id, name)| ScopeName { id, name }).collect(),
            resource_scopes: resource_scopes
                .into_iter()
                .map(|(id, name, resource_id, resource_name)| ResourceScopeName {
                    id,
                    name,
                    resource_id,
                    resource_name,
                })
                .collect(),
        });
    }
    Ok(list)
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

/// Changes a role. Whoever has it keeps it, also when its type changes. `None`: unknown.
///
/// # Errors
/// Storage; [`DbError::Unique`] when the name is taken.
pub async fn update(
    app: &Inner,
    tx: &mut Tx,
    id: &OrganizationRoleId,
    update: RoleUpdate,
) -> Result<Option<OrganizationRole>, DbError> {
    let updated = tx
        .optional(
            "UPDATE organization_roles SET name = COALESCE($2, name),
                 description = CASE WHEN $3 THEN $4 ELSE description END, type = COALESCE($5, type)
             WHERE id = $1 RETURNING id, name, description, type",
            args![
                id,
                update.name,
                update.description.is_some(),
                update.description.flatten().filter(|text| !text.is_empty()),
                update.role_type.map(RoleType::as_str)
            ],
        )
        .await?;
    app.changes.bump(tx, Topic::Organizations).await?;
    Ok(updated)
}

/// Deletes a role; whoever had it loses it. False: unknown.
///
/// # Errors
/// Storage.
pub async fn delete(app: &Inner, tx: &mut Tx, id: &OrganizationRoleId) -> Result<bool, DbError> {
    let deleted = tx.execute("DELETE FROM organization_roles WHERE id = $1", args![id]).await? > 0;
    app.changes.bump(tx, Topic::Organizations).await?;
    Ok(deleted)
}
