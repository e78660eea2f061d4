use genkan_database::{Conn, DbError, Tx, args};

use crate::{
    ids::{OrganizationId, OrganizationRoleId},
    organizations::{
        lock,
        relation::{distinct, sorted},
        roles::OrganizationRole,
    },
};

/// The roles that people who join get, by name.
///
/// # Errors
/// Storage.
pub async fn list_roles(
    conn: &mut Conn,
    organization: &OrganizationId,
    limit: i64,
    offset: i64,
) -> Result<Vec<OrganizationRole>, DbError> {
    conn.all(
        "SELECT r.id, r.name, r.description, r.type
         FROM organization_jit_roles j JOIN organization_roles r ON r.id = j.organization_role_id
         WHERE j.organization_id = $1 ORDER BY r.name LIMIT $2 OFFSET $3",
        args![organization, limit, offset],
    )
    .await
}

/// How many roles people who join get.
///
/// # Errors
/// Storage.
pub async fn count_roles(conn: &mut Conn, organization: &OrganizationId) -> Result<i64, DbError> {
    let (count,): (i64,) = conn
        .one("SELECT COUNT(*) FROM organization_jit_roles WHERE organization_id = $1", args![organization])
        .await?;
    Ok(count)
}

/// Adds roles for people who join; those there are no error.
///
/// # Errors
/// Storage; [`DbError::ForeignKey`] when the organization or a role is unknown.
pub async fn add_roles(
    tx: &mut Tx,
    organization: &OrganizationId,
    roles: &[OrganizationRoleId],
) -> Result<(), DbError> {
    for role in sorted(roles) {
        tx.execute(
            "INSERT INTO organization_jit_roles (organization_id, organization_role_id) VALUES ($1, $2)
             ON CONFLICT (organization_id, organization_role_id) DO NOTHING",
            args![organization, role],
        )
        .await?;
    }
    Ok(())
}

/// Makes exactly these the roles of people who join.
///
/// # Errors
/// [`DbError::Unique`] when one is named twice; as [`add_roles`].
pub async fn replace_roles(
    tx: &mut Tx,
    organization: &OrganizationId,
    roles: &[OrganizationRoleId],
) -> Result<(), DbError> {
    let roles = distinct(roles)?;
    lock(tx, organization).await?;
    tx.execute("DELETE FROM organization_jit_roles WHERE organization_id = $1", args![organization]).await?;
    add_roles(tx, organization, &roles).await
}

/// Removes a role for people who join. False: it is not there.
///
/// # Errors
/// Storage.
pub async fn remove_role(
    tx: &mut Tx,
    organization: &OrganizationId,
    role: &OrganizationRoleId,
) -> Result<bool, DbError> {
    let rows = tx
        .execute(
            "DELETE FROM organization_jit_roles WHERE organization_id = $1 AND organization_role_id = $2",
            args![organization, role],
        )
        .await?;
    Ok(rows > 0)
}
