use genkan_database::{Conn, DbError, args};

use crate::{applications::Client, ids::UserId};

/// Whether the application lets this user in: always, unless its access control is on; then its rules must name the
/// user, a role of the user, an organization the user is in, or a role the user has in an organization.
///
/// # Errors
/// Storage.
pub async fn check_access(conn: &mut Conn, client: &Client, user: &UserId) -> Result<bool, DbError> {
    if !client.application.access_control_enabled {
        return Ok(true);
    }
    let (admitted,): (bool,) = conn
        .one(
            "SELECT EXISTS (SELECT 1 FROM application_access_users a WHERE a.application_id = $1 AND a.user_id = $2)
                 OR EXISTS (
                     SELECT 1 FROM application_access_roles a
                         JOIN user_roles u ON u.role_id = a.role_id AND u.user_id = $2
                     WHERE a.application_id = $1)
                 OR EXISTS (
                     SELECT 1 FROM application_access_organizations a
                         JOIN organization_users m
                             ON m.organization_id = a.organization_id AND m.user_id = $2
                     WHERE a.application_id = $1)
                 OR EXISTS (
                     SELECT 1 FROM application_access_organization_roles a
                         JOIN organization_user_roles r
                             ON r.organization_id = a.organization_id AND r.user_id = $2
                             AND r.organization_role_id = a.organization_role_id
                     WHERE a.application_id = $1)",
            args![client.application.id, user],
        )
        .await?;
    Ok(admitted)
}
