use genkan_database::{Conn, DbError, FromRow, Row, Tx, args};
use serde::{Serialize, Serializer};

use crate::{app::Inner, changes::Topic, ids::OrganizationRoleId, roles::RoleType};

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

/// Why a role of that type could not be given: it is unknown, it is of another type, or who should get it is not there.
pub(in crate::organizations) async fn refusal(
    conn: &mut Conn,
    id: &OrganizationRoleId,
    role_type: RoleType,
) -> Result<DbError, DbError> {
    let role = find(conn, id).await?;
    let of_another_type = role.is_some_and(|role| role.role_type != role_type);
    Ok(if of_another_type { DbError::NotNullOrCheck } else { DbError::ForeignKey })
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
