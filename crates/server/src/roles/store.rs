use genkan_database::{Conn, DbError, FromRow, Row, Tx, args};

use super::{Role, RoleChanges, RoleFilter, RoleType};
use crate::{clock::Timestamp, ids::RoleId};

impl FromRow for Role {
    fn from_row(row: &Row<'_>) -> Result<Self, DbError> {
        let type_name: String = row.get(3)?;
        Ok(Self {
            id: row.get(0)?,
            name: row.get(1)?,
            description: row.get(2)?,
            role_type: RoleType::parse(&type_name)
                .ok_or_else(|| DbError::Decode(format!("unknown role type {type_name}")))?,
            is_default: row.get(4)?,
        })
    }
}

pub(super) async fn insert(tx: &mut Tx, role: &Role, now: Timestamp) -> Result<(), DbError> {
    tx.execute(
        "INSERT INTO roles (id, name, description, type, is_default, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
        args![role.id, role.name, role.description, role.role_type.as_str(), role.is_default, now],
    )
    .await?;
    Ok(())
}

/// Two nodes that start at once leave one row.
pub(super) async fn ensure(tx: &mut Tx, role: &Role, now: Timestamp) -> Result<(), DbError> {
    tx.execute(
        "INSERT INTO roles (id, name, description, type, is_default, created_at) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (id) DO NOTHING",
        args![role.id, role.name, role.description, role.role_type.as_str(), role.is_default, now],
    )
    .await?;
    Ok(())
}

pub(super) async fn find(conn: &mut Conn, id: &RoleId) -> Result<Option<Role>, DbError> {
    conn.optional("SELECT id, name, description, type, is_default FROM roles WHERE id = $1", args![id]).await
}

pub(super) async fn list(conn: &mut Conn, filter: &RoleFilter) -> Result<Vec<Role>, DbError> {
    conn.all(
        "SELECT id, name, description, type, is_default FROM roles r
         WHERE substr(name, 1, 10) <> '#internal:' AND (CAST($1 AS TEXT) IS NULL OR type = $1)
             AND NOT EXISTS (SELECT 1 FROM user_roles u WHERE u.role_id = r.id AND u.user_id = $2)
             AND NOT EXISTS (SELECT 1 FROM application_roles a WHERE a.role_id = r.id AND a.application_id = $3)
         ORDER BY created_at, id",
        args![filter.role_type.map(RoleType::as_str), filter.not_of_user, filter.not_of_application],
    )
    .await
}

pub(super) async fn update(tx: &mut Tx, id: &RoleId, changes: &RoleChanges) -> Result<Option<Role>, DbError> {
    tx.optional(
        "UPDATE roles SET name = COALESCE($2, name), description = COALESCE($3, description),
             is_default = COALESCE($4, is_default)
         WHERE id = $1 RETURNING id, name, description, type, is_default",
        args![id, changes.name, changes.description, changes.is_default],
    )
    .await
}

pub(super) async fn delete(tx: &mut Tx, id: &RoleId) -> Result<Option<Role>, DbError> {
    tx.optional(
        "DELETE FROM roles WHERE id = $1 RETURNING id, name, description, type, is_default",
        args![id],
    )
    .await
}
