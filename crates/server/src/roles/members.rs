use genkan_database::{Conn, DbError, Tx, args};

use super::Role;
use crate::ids::{ClientId, RoleId, UserId};

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

/// Gives a user a role that is for users. False: the user had it already, or the role is not for users.
///
/// # Errors
/// Storage; [`DbError::ForeignKey`] when the user is unknown.
pub async fn add_user(tx: &mut Tx, role: &RoleId, user: &UserId) -> Result<bool, DbError> {
    let added = tx
        .execute(
            "INSERT INTO user_roles (user_id, role_id) SELECT $2, id FROM roles WHERE id = $1 AND type = 'User'
             ON CONFLICT (user_id, role_id) DO NOTHING",
            args![role, user],
        )
        .await?;
    Ok(added > 0)
}

/// Takes a role from a user; tokens issued from now on lack its scopes. False: the user did not have it.
///
/// # Errors
/// Storage.
pub async fn remove_from_user(tx: &mut Tx, role: &RoleId, user: &UserId) -> Result<bool, DbError> {
    let removed =
        tx.execute("DELETE FROM user_roles WHERE user_id = $1 AND role_id = $2", args![user, role]).await?;
    Ok(removed > 0)
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

/// The roles of a user, oldest first.
///
/// # Errors
/// Storage.
pub async fn of_user(conn: &mut Conn, user: &UserId) -> Result<Vec<Role>, DbError> {
    conn.all(
        "SELECT r.id, r.name, r.description, r.type, r.is_default
         FROM user_roles u JOIN roles r ON r.id = u.role_id
         WHERE u.user_id = $1 ORDER BY r.created_at, r.id",
        args![user],
    )
    .await
}

/// The machine-to-machine roles of an application, oldest first, internal ones left out.
///
/// # Errors
/// Storage.
pub async fn of_application(conn: &mut Conn, application: &ClientId) -> Result<Vec<Role>, DbError> {
    conn.all(
        "SELECT r.id, r.name, r.description, r.type, r.is_default
         FROM application_roles a JOIN roles r ON r.id = a.role_id
         WHERE a.application_id = $1 AND substr(r.name, 1, 10) <> '#internal:' AND r.type = 'MachineToMachine'
         ORDER BY r.created_at, r.id",
        args![application],
    )
    .await
}

/// Whether an application has the internal role that gives the management API.
///
/// # Errors
/// Storage.
pub async fn is_admin_application(conn: &mut Conn, application: &ClientId) -> Result<bool, DbError> {
    let row: Option<(RoleId,)> = conn
        .optional(
            "SELECT role_id FROM application_roles WHERE application_id = $1 AND role_id = 'admin-role'",
            args![application],
        )
        .await?;
    Ok(row.is_some())
}
