use genkan_database::{Conn, DbError, args};

use super::{Application, ApplicationType};
use crate::ids::{OrganizationId, RoleId};

/// Which applications [`list_page`] and [`list_where`] answer.
#[derive(Clone, Debug, Default)]
pub struct ApplicationFilter {
    /// Only of these types; empty: of any.
    pub types: Vec<ApplicationType>,
    /// Only third-party ones, or only the others.
    pub is_third_party: Option<bool>,
    /// Not those that have the role.
    pub without_role: Option<RoleId>,
    /// Not those in the organization.
    pub not_in_organization: Option<OrganizationId>,
}

impl ApplicationFilter {
    /// `,SPA,Native,`: one parameter for any number of types.
    fn types(&self) -> Option<String> {
        if self.types.is_empty() {
            return None;
        }
        Some(self.types.iter().fold(",".to_owned(), |list, kind| list + kind.as_str() + ","))
    }
}

/// Applications by age, oldest first.
///
/// # Errors
/// Storage.
pub async fn list(conn: &mut Conn) -> Result<Vec<Application>, DbError> {
    conn.all(
        "SELECT id, name, description, type, is_third_party, redirect_uris, post_logout_redirect_uris,
             backchannel_logout_uri, backchannel_logout_session_required, logo_uri, custom_client_metadata, created_at,
             access_control_enabled, custom_data
         FROM applications ORDER BY created_at, id",
        args![],
    )
    .await
}

/// Applications that fit, newest first, from `offset` on, and how many fit.
///
/// # Errors
/// Storage.
pub async fn list_page(
    conn: &mut Conn,
    filter: &ApplicationFilter,
    limit: i64,
    offset: i64,
) -> Result<(Vec<Application>, i64), DbError> {
    let types = filter.types();
    let applications = conn
        .all(
            "SELECT id, name, description, type, is_third_party, redirect_uris, post_logout_redirect_uris,
                 backchannel_logout_uri, backchannel_logout_session_required, logo_uri, custom_client_metadata,
                 created_at, access_control_enabled, custom_data
             FROM applications a
             WHERE (CAST($1 AS TEXT) IS NULL OR $1 LIKE '%,' || type || ',%')
                 AND (CAST($2 AS BOOLEAN) IS NULL OR is_third_party = $2)
                 AND NOT EXISTS (SELECT 1 FROM application_roles r WHERE r.application_id = a.id AND r.role_id = $3)
                 AND NOT EXISTS (SELECT 1 FROM organization_applications o
                     WHERE o.application_id = a.id AND o.organization_id = $4)
             ORDER BY created_at DESC, id LIMIT $5 OFFSET $6",
            args![
                types,
                filter.is_third_party,
                filter.without_role,
                filter.not_in_organization,
                limit,
                offset
            ],
        )
        .await?;
    let (count,): (i64,) = conn
        .one(
            "SELECT COUNT(*) FROM applications a
             WHERE (CAST($1 AS TEXT) IS NULL OR $1 LIKE '%,' || type || ',%')
                 AND (CAST($2 AS BOOLEAN) IS NULL OR is_third_party = $2)
                 AND NOT EXISTS (SELECT 1 FROM application_roles r WHERE r.application_id = a.id AND r.role_id = $3)
                 AND NOT EXISTS (SELECT 1 FROM organization_applications o
                     WHERE o.application_id = a.id AND o.organization_id = $4)",
            args![types, filter.is_third_party, filter.without_role, filter.not_in_organization],
        )
        .await?;
    Ok((applications, count))
}

/// Every application that fits and of which `found` (id, name, description) says so, newest first: for searches.
///
/// # Errors
/// Storage.
pub async fn list_where(
    conn: &mut Conn,
    filter: &ApplicationFilter,
    found: impl Fn(&[Option<&str>]) -> bool,
) -> Result<Vec<Application>, DbError> {
    let (mut all, _) = list_page(conn, filter, i64::MAX, 0).await?;
    all.retain(|own| found(&[Some(own.id.as_str()), Some(&own.name), own.description.as_deref()]));
    Ok(all)
}

/// The machine-to-machine applications that have a role, oldest first.
///
/// # Errors
/// Storage.
pub async fn of_role(conn: &mut Conn, role: &RoleId) -> Result<Vec<Application>, DbError> {
    conn.all(
        "SELECT a.id, a.name, a.description, a.type, a.is_third_party, a.redirect_uris, a.post_logout_redirect_uris,
             a.backchannel_logout_uri, a.backchannel_logout_session_required, a.logo_uri, a.custom_client_metadata,
             a.created_at, a.access_control_enabled, a.custom_data
         FROM application_roles r JOIN applications a ON a.id = r.application_id
         WHERE r.role_id = $1 AND a.type = 'MachineToMachine' ORDER BY a.created_at, a.id",
        args![role],
    )
    .await
}
