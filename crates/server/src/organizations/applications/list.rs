use genkan_database::{Conn, DbError, FromRow, Row, args};

use crate::{
    applications::Application,
    ids::{OrganizationId, OrganizationRoleId},
    organizations::{RoleName, pattern::contains},
};

/// An application as one organization sees it.
#[derive(Clone, Debug)]
pub struct ApplicationWithRoles {
    /// The application.
    pub application: Application,
    /// Its roles in the organization, by name.
    pub roles: Vec<RoleName>,
}

struct WithRole(Application, Option<OrganizationRoleId>, Option<String>);

impl FromRow for WithRole {
    fn from_row(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self(Application::from_row(row)?, row.get(14)?, row.get(15)?))
    }
}

/// The applications in an organization whose id, name or description contains `q`, by id, with their roles there.
///
/// # Errors
/// Storage.
pub async fn list(
    conn: &mut Conn,
    organization: &OrganizationId,
    q: Option<&str>,
    limit: i64,
    offset: i64,
) -> Result<Vec<ApplicationWithRoles>, DbError> {
    let rows: Vec<WithRole> = conn
        .all(
            "SELECT a.id, a.name, a.description, a.type, a.is_third_party, a.redirect_uris,
                 a.post_logout_redirect_uris, a.backchannel_logout_uri, a.backchannel_logout_session_required,
                 a.logo_uri, a.custom_client_metadata, a.created_at, a.access_control_enabled, a.custom_data,
                 r.id, r.name
             FROM (SELECT p.id FROM organization_applications m JOIN applications p ON p.id = m.application_id
                     WHERE m.organization_id = $1
                         AND (CAST($2 AS TEXT) IS NULL OR lower(p.id) LIKE lower($2) ESCAPE '\\'
                             OR lower(p.name) LIKE lower($2) ESCAPE '\\'
                             OR lower(p.description) LIKE lower($2) ESCAPE '\\')
                     ORDER BY p.id LIMIT $3 OFFSET $4) page
                 JOIN applications a ON a.id = page.id
                 LEFT JOIN organization_application_roles x
                     ON x.organization_id = $1 AND x.application_id = page.id
                 LEFT JOIN organization_roles r ON r.id = x.organization_role_id
             ORDER BY a.id, r.name",
            args![organization, contains(q), limit, offset],
        )
        .await?;
    let mut list: Vec<ApplicationWithRoles> = Vec::new();
    for WithRole(application, role, name) in rows {
        let role = role.zip(name).map(|(id, name)| RoleName { id, name });
        match list.last_mut().filter(|last| last.application.id == application.id) {
            Some(last) => last.roles.extend(role),
            None => list.push(ApplicationWithRoles { application, roles: role.into_iter().collect() }),
        }
    }
    Ok(list)
}

/// How many applications [`list`] finds.
///
/// # Errors
/// Storage.
pub async fn count(conn: &mut Conn, organization: &OrganizationId, q: Option<&str>) -> Result<i64, DbError> {
    let (count,): (i64,) = conn
        .one(
            "SELECT COUNT(*) FROM organization_applications m JOIN applications a ON a.id = m.application_id
             WHERE m.organization_id = $1
                 AND (CAST($2 AS TEXT) IS NULL OR lower(a.id) LIKE lower($2) ESCAPE '\\'
                     OR lower(a.name) LIKE lower($2) ESCAPE '\\' OR lower(a.description) LIKE lower($2) ESCAPE '\\')",
            args![organization, contains(q)],
        )
        .await?;
    Ok(count)
}
