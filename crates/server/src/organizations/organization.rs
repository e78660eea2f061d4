use genkan_database::{Conn, DbError, FromRow, Json, Row, Tx, args};
use serde::Serialize;
use serde_json::{Map, Value};

use super::pattern::contains;
use crate::{
    app::Inner,
    changes::Topic,
    clock::Timestamp,
    ids::{ClientId, OrganizationId, OrganizationRoleId, UserId},
};

/// An organization as stored. Serialises to the management API's members without `tenantId`.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Organization {
    /// 12 lower-case alphanumerics.
    pub id: OrganizationId,
    /// Shown to people; not unique.
    pub name: String,
    /// For the operator.
    pub description: Option<String>,
    /// The operator's data.
    pub custom_data: Map<String, Value>,
    /// Members without a second factor get no token for it.
    pub is_mfa_required: bool,
    /// `primaryColor`, `isDarkModeEnabled`, `darkPrimaryColor`, any of them.
    pub color: Map<String, Value>,
    /// `logoUrl`, `darkLogoUrl`, `favicon`, `darkFavicon`, any of them.
    pub branding: Map<String, Value>,
    /// Style sheet of its sign-in pages.
    pub custom_css: Option<String>,
    /// Creation time.
    pub created_at: Timestamp,
}

impl FromRow for Organization {
    fn from_row(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            id: row.get(0)?,
            name: row.get(1)?,
            description: row.get(2)?,
            custom_data: row.get::<Json<_>>(3)?.0,
            is_mfa_required: row.get(4)?,
            color: row.get::<Json<_>>(5)?.0,
            branding: row.get::<Json<_>>(6)?.0,
            custom_css: row.get(7)?,
            created_at: row.get(8)?,
        })
    }
}

/// What creating an organization takes. Empty texts are stored as null.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "as in Organization")]
pub struct NewOrganization {
    pub name: String,
    pub description: Option<String>,
    pub custom_data: Map<String, Value>,
    pub is_mfa_required: bool,
    pub color: Map<String, Value>,
    pub branding: Map<String, Value>,
    pub custom_css: Option<String>,
}

/// An organization role as others show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RoleName {
    /// 21 lower-case alphanumerics.
    pub id: OrganizationRoleId,
    /// Unique.
    pub name: String,
}

/// An organization as one member sees it.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OrganizationWithRoles {
    /// The organization.
    #[serde(flatten)]
    pub organization: Organization,
    /// The member's roles in it, by name.
    pub organization_roles: Vec<RoleName>,
}

struct WithRole(Organization, Option<OrganizationRoleId>, Option<String>);

impl FromRow for WithRole {
    fn from_row(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self(Organization::from_row(row)?, row.get(9)?, row.get(10)?))
    }
}

/// Creates an organization.
///
/// # Errors
/// Storage.
pub async fn create(app: &Inner, tx: &mut Tx, new: NewOrganization) -> Result<Organization, DbError> {
    let organization = Organization {
        id: OrganizationId::new(app.random.id(12)),
        name: new.name,
        description: new.description.filter(|text| !text.is_empty()),
        custom_data: new.custom_data,
        is_mfa_required: new.is_mfa_required,
        color: new.color,
        branding: new.branding,
        custom_css: new.custom_css.filter(|text| !text.is_empty()),
        created_at: app.clock.now(),
    };
    tx.execute(
        "INSERT INTO organizations (id, name, description, custom_data, is_mfa_required, color, branding, custom_css,
             created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        args![
            organization.id,
            organization.name,
            organization.description,
            Json(&organization.custom_data),
            organization.is_mfa_required,
            Json(&organization.color),
            Json(&organization.branding),
            organization.custom_css,
            organization.created_at
        ],
    )
    .await?;
    Ok(organization)
}

/// One organization.
///
/// # Errors
/// Storage.
pub async fn find(conn: &mut Conn, id: &OrganizationId) -> Result<Option<Organization>, DbError> {
    conn.optional(
        "SELECT id, name, description, custom_data, is_mfa_required, color, branding, custom_css, created_at
         FROM organizations WHERE id = $1",
        args![id],
    )
    .await
}

/// Organizations whose id or name contains `q`, oldest first.
///
/// # Errors
/// Storage.
pub async fn list(
    conn: &mut Conn,
    q: Option<&str>,
    limit: i64,
    offset: i64,
) -> Result<Vec<Organization>, DbError> {
    conn.all(
        "SELECT id, name, description, custom_data, is_mfa_required, color, branding, custom_css, created_at
         FROM organizations
         WHERE CAST($1 AS TEXT) IS NULL OR lower(id) LIKE lower($1) ESCAPE '\\' OR lower(name) LIKE lower($1) ESCAPE '\\'
         ORDER BY created_at, id LIMIT $2 OFFSET $3",
        args![contains(q), limit, offset],
    )
    .await
}

/// How many organizations [`list`] finds.
///
/// # Errors
/// Storage.
pub async fn count(conn: &mut Conn, q: Option<&str>) -> Result<i64, DbError> {
    let (count,): (i64,) = conn
        .one(
            "SELECT COUNT(*) FROM organizations
             WHERE CAST($1 AS TEXT) IS NULL OR lower(id) LIKE lower($1) ESCAPE '\\'
                 OR lower(name) LIKE lower($1) ESCAPE '\\'",
            args![contains(q)],
        )
        .await?;
    Ok(count)
}

/// Deletes an organization with its memberships, joining rules and invitations. False: unknown.
///
/// # Errors
/// Storage.
pub async fn delete(app: &Inner, tx: &mut Tx, id: &OrganizationId) -> Result<bool, DbError> {
    let deleted = tx.execute("DELETE FROM organizations WHERE id = $1", args![id]).await? > 0;
    app.changes.bump(tx, Topic::Organizations).await?;
    Ok(deleted)
}

/// The organizations of a user, oldest first, with its roles.
///
/// # Errors
/// Storage.
pub async fn list_of_user(conn: &mut Conn, user: &UserId) -> Result<Vec<OrganizationWithRoles>, DbError> {
    let rows: Vec<WithRole> = conn
        .all(
            "SELECT o.id, o.name, o.description, o.custom_data, o.is_mfa_required, o.color, o.branding, o.custom_css,
                 o.created_at, r.id, r.name
             FROM organization_users m
                 JOIN organizations o ON o.id = m.organization_id
                 LEFT JOIN organization_user_roles a
                     ON a.organization_id = m.organization_id AND a.user_id = m.user_id
                 LEFT JOIN organization_roles r ON r.id = a.organization_role_id
             WHERE m.user_id = $1 ORDER BY o.created_at, o.id, r.name",
            args![user],
        )
        .await?;
    Ok(fold(rows))
}

/// The organizations of an application, oldest first, with its roles.
///
/// # Errors
/// Storage.
pub async fn list_of_application(
    conn: &mut Conn,
    application: &ClientId,
    limit: i64,
    offset: i64,
) -> Result<Vec<OrganizationWithRoles>, DbError> {
    let rows: Vec<WithRole> = conn
        .all(
            "SELECT o.id, o.name, o.description, o.custom_data, o.is_mfa_required, o.color, o.branding, o.custom_css,
                 o.created_at, r.id, r.name
             FROM (SELECT p.id FROM organization_applications m JOIN organizations p ON p.id = m.organization_id
                     WHERE m.application_id = $1 ORDER BY p.created_at, p.id LIMIT $2 OFFSET $3) page
                 JOIN organizations o ON o.id = page.id
                 LEFT JOIN organization_application_roles a ON a.organization_id = o.id AND a.application_id = $1
                 LEFT JOIN organization_roles r ON r.id = a.organization_role_id
             ORDER BY o.created_at, o.id, r.name",
            args![application, limit, offset],
        )
        .await?;
    Ok(fold(rows))
}

/// One entry per organization; the rows of one stand together.
fn fold(rows: Vec<WithRole>) -> Vec<OrganizationWithRoles> {
    let mut list: Vec<OrganizationWithRoles> = Vec::new();
    for WithRole(organization, role, name) in rows {
        let role = role.zip(name).map(|(id, name)| RoleName { id, name });
        match list.last_mut().filter(|last| last.organization.id == organization.id) {
            Some(last) => last.organization_roles.extend(role),
            None => list
                .push(OrganizationWithRoles { organization, organization_roles: role.into_iter().collect() }),
        }
    }
    list
}

/// Makes other transactions that replace a whole list of this organization wait for this one's end.
pub(super) async fn lock(tx: &mut Tx, id: &OrganizationId) -> Result<(), DbError> {
    tx.execute("UPDATE organizations SET created_at = created_at WHERE id = $1", args![id]).await?;
    Ok(())
}
