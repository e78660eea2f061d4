use genkan_database::{Conn, DbError, args};

use super::Organization;
use crate::ids::{ClientId, UserId};

/// The organizations a person has opened to a third-party application, in order of their creation, from `offset` on.
///
/// # Errors
/// Storage.
pub async fn list_opened(
    conn: &mut Conn,
    application: &ClientId,
    user: &UserId,
    limit: i64,
    offset: i64,
) -> Result<Vec<Organization>, DbError> {
    conn.all(
        "SELECT o.id, o.name, o.description, o.custom_data, o.is_mfa_required, o.color, o.branding, o.custom_css,
             o.created_at
         FROM application_user_consent_organizations c JOIN organizations o ON o.id = c.organization_id
         WHERE c.application_id = $1 AND c.user_id = $2 ORDER BY o.created_at, o.id LIMIT $3 OFFSET $4",
        args![application, user, limit, offset],
    )
    .await
}
