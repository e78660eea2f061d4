use genkan_database::{Conn, DbError, Tx, args};

use super::batches;
use crate::{
    ids::{OrganizationId, OrganizationRoleId, UserId},
    organizations::{relation::sorted, roles::OrganizationRole, scopes::OrganizationScope},
};

/// Gives members roles; every one of the users gets every one of the roles. What they have already is no error.
///
/// # Errors
/// [`DbError::ForeignKey`] when somebody is no member or a role is unknown, [`DbError::NotNullOrCheck`] when a role is
/// for applications, storage.
pub async fn add_roles(
    tx: &mut Tx,
    organization: &OrganizationId,
    users: &[UserId],
    roles: &[OrganizationRoleId],
) -> Result<(), DbError> {
    let roles = sorted(roles);
    let users = sorted(users);
    for role in &roles {
        batches::give_role(tx, organization, &users, role).await?;
    }
    Ok(())
}

/// Gives a member exactly these roles.
///
/// # Errors
/// As [`add_roles`].
pub async fn replace_roles(
    tx: &mut Tx,
    organization: &OrganizationId,
    user: &UserId,
    roles: &[OrganizationRoleId],
) -> Result<(), DbError> {
    // One after the other: of two replacements the later one's list remains, never both.
    tx.execute(
        "UPDATE organization_users SET user_id = user_id WHERE organization_id = $1 AND user_id = $2",
        args![organization, user],
    )
    .await?;
    tx.execute(
        "DELETE FROM organization_user_roles WHERE organization_id = $1 AND user_id = $2",
        args![organization, user],
    )
    .await?;
    add_roles(tx, organization, std::slice::from_ref(user), roles).await
}

/// Takes a role from a member. False: the member does not have it.
///
/// # Errors
/// Storage.
pub async fn remove_role(
    tx: &mut Tx,
    organization: &OrganizationId,
    user: &UserId,
    role: &OrganizationRoleId,
) -> Result<bool, DbError> {
    let rows = tx
        .execute(
            "DELETE FROM organization_user_roles
             WHERE organization_id = $1 AND user_id = $2 AND organization_role_id = $3",
            args![organization, user, role],
        )
        .await?;
    Ok(rows > 0)
}

/// A member's roles by name.
///
/// # Errors
/// Storage.
pub async fn list_roles(
    conn: &mut Conn,
    organization: &OrganizationId,
    user: &UserId,
    limit: i64,
    offset: i64,
) -> Result<Vec<OrganizationRole>, DbError> {
    conn.all(
        "SELECT r.id, r.name, r.description, r.type
         FROM organization_user_roles a JOIN organization_roles r ON r.id = a.organization_role_id
         WHERE a.organization_id = $1 AND a.user_id = $2 ORDER BY r.name LIMIT $3 OFFSET $4",
        args![organization, user, limit, offset],
    )
    .await
}

/// How many roles a member has.
///
/// # Errors
/// Storage.
pub async fn count_roles(
    conn: &mut Conn,
    organization: &OrganizationId,
    user: &UserId,
) -> Result<i64, DbError> {
    let (count,): (i64,) = conn
        .one(
            "SELECT COUNT(*) FROM organization_user_roles WHERE organization_id = $1 AND user_id = $2",
            args![organization, user],
        )
        .await?;
    Ok(count)
}

/// The organization scopes that a member's roles give, by name. Nobody but members has any.
///
/// # Errors
/// Storage.
pub async fn list_scopes(
    conn: &mut Conn,
    organization: &OrganizationId,
    user: &UserId,
) -> Result<Vec<OrganizationScope>, DbError> {
    conn.all(
        "SELECT DISTINCT s.id, s.name, s.description
         FROM organization_user_roles a
             JOIN organization_role_scopes rs ON rs.organization_role_id = a.organization_role_id
             JOIN organization_scopes s ON s.id = rs.organization_scope_id
         WHERE a.organization_id = $1 AND a.user_id = $2 ORDER BY s.name",
        args![organization, user],
    )
    .await
}
