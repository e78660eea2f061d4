use genkan_database::{Conn, DbError, FromRow, Row, args};

use super::list::{Member, WithRole, fold};
use crate::ids::{OrganizationId, OrganizationRoleId};

struct Found(WithRole, i64);

impl FromRow for Found {
    fn from_row(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self(WithRole::from_row(row)?, row.get(16)?))
    }
}

/// Members that match, and how many there are (0 when the page is past the end). Every member is looked at, so that
/// both come from one walk.
pub(super) async fn search(
    conn: &mut Conn,
    organization: &OrganizationId,
    pattern: &str,
    role: Option<&OrganizationRoleId>,
    limit: i64,
    offset: i64,
) -> Result<(Vec<Member>, i64), DbError> {
    let rows: Vec<Found> = conn
        .all(
            "SELECT u.id, u.username, u.primary_email, u.primary_phone, u.name, u.avatar, u.custom_data, u.identities,
                 u.last_sign_in_at, u.created_at, u.updated_at, u.profile, u.application_id, u.is_suspended,
                 r.id, r.name, page.total
             FROM (SELECT m.user_id, COUNT(*) OVER () AS total
                     FROM organization_users m JOIN users p ON p.id = m.user_id
                     WHERE m.organization_id = $1
                         AND (CAST($4 AS TEXT) IS NULL OR EXISTS (
                             SELECT 1 FROM organization_user_roles h WHERE h.organization_id = $1
                                 AND h.user_id = m.user_id AND h.organization_role_id = $4))
                         AND (lower(p.username) LIKE lower($5) ESCAPE '\\'
                             OR lower(p.primary_email) LIKE lower($5) ESCAPE '\\'
                             OR lower(p.name) LIKE lower($5) ESCAPE '\\'
                             OR p.primary_phone LIKE lower($5) ESCAPE '\\'
                             OR p.id LIKE lower($5) ESCAPE '\\')
                     ORDER BY m.user_id LIMIT $2 OFFSET $3) page
                 JOIN users u ON u.id = page.user_id
                 LEFT JOIN organization_user_roles a ON a.organization_id = $1 AND a.user_id = page.user_id
                 LEFT JOIN organization_roles r ON r.id = a.organization_role_id
             ORDER BY u.id, r.name",
            args![organization, limit, offset, role, pattern],
        )
        .await?;
    let total = rows.first().map_or(0, |Found(_, total)| *total);
    Ok((fold(rows.into_iter().map(|Found(row, _)| row).collect()), total))
}
