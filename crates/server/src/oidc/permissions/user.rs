use genkan_database::{Conn, DbError, FromRow, Row, args};
use genkan_oauth::{OAuthError, Scope};

use super::held::{self, Held};
use crate::{
    applications::Client,
    ids::{ClientId, OrganizationId, ResourceId, UserId},
    oidc::error_response::OidcError,
};

/// In which organizations roles count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Within<'a> {
    /// In all that the user is in: what can be asked for.
    All,
    /// In this one.
    One(&'a OrganizationId),
    /// In those where the client may speak for the user: for a third-party client, those that are open to it.
    Open,
}

impl<'a> Within<'a> {
    fn only(self) -> Option<&'a OrganizationId> {
        match self {
            Self::One(id) => Some(id),
            Self::All | Self::Open => None,
        }
    }

    fn open_to(self, client: &Client) -> Option<&ClientId> {
        (self == Self::Open && client.application.is_third_party).then_some(&client.application.id)
    }
}

/// Scopes of `resource` that the user's roles give: global ones, and those in organizations. Whether the user is a
/// member is not asked: who is not has no roles there. What somebody is in one organization never opens the
/// management API, which runs them all.
///
/// # Errors
/// Storage.
pub async fn of_resource(
    conn: &mut Conn,
    client: &Client,
    user: &UserId,
    resource: &ResourceId,
    within: Within<'_>,
) -> Result<Scope, DbError> {
    let held: Vec<Held> = conn
        .all(
            "SELECT s.id, s.name, FALSE FROM user_roles u
                 JOIN role_scopes rs ON rs.role_id = u.role_id
                 JOIN scopes s ON s.id = rs.scope_id
             WHERE u.user_id = $1 AND s.resource_id = $2
             UNION
             SELECT s.id, s.name, TRUE FROM organization_user_roles r
                 JOIN organization_role_resource_scopes rs ON rs.organization_role_id = r.organization_role_id
                 JOIN scopes s ON s.id = rs.scope_id
             WHERE r.user_id = $1 AND s.resource_id = $2 AND s.resource_id <> 'management-api'
                 AND (CAST($3 AS TEXT) IS NULL OR r.organization_id = $3)
                 AND (CAST($4 AS TEXT) IS NULL OR EXISTS (
                     SELECT 1 FROM application_user_consent_organizations c WHERE c.application_id = $4
                         AND c.user_id = r.user_id AND c.organization_id = r.organization_id))",
            args![user, resource, within.only(), within.open_to(client)],
        )
        .await?;
    Ok(held::of_resource(client, &held))
}

/// A member's standing in an organization, and one scope that a role gives.
struct Standing {
    lacks_mfa: bool,
    has_opened: bool,
    scope: Option<Held>,
}

impl FromRow for Standing {
    fn from_row(row: &Row<'_>) -> Result<Self, DbError> {
        let (id, name): (Option<String>, Option<String>) = (row.get(2)?, row.get(3)?);
        let by_organization = row.get(4)?;
        let scope = id.zip(name).map(|(id, name)| Held { id, name, by_organization });
        Ok(Self { lacks_mfa: row.get(0)?, has_opened: row.get(1)?, scope })
    }
}

/// Scopes the user has in `organization`, if the client may speak for the user there.
///
/// # Errors
/// 403 `access_denied`: not a member, not opened to a third-party client, or without the second factor that the
/// organization requires. Storage.
pub async fn in_organization(
    conn: &mut Conn,
    client: &Client,
    user: &UserId,
    organization: &OrganizationId,
) -> Result<Scope, OidcError> {
    let rows: Vec<Standing> = conn
        .all(
            "SELECT o.is_mfa_required AND NOT EXISTS (
                     SELECT 1 FROM mfa_verifications v WHERE v.user_id = m.user_id),
                 EXISTS (SELECT 1 FROM application_user_consent_organizations c
                     WHERE c.application_id = $3 AND c.user_id = m.user_id AND c.organization_id = m.organization_id),
                 s.id, s.name, TRUE
             FROM organization_users m
                 JOIN organizations o ON o.id = m.organization_id
                 LEFT JOIN organization_user_roles r
                     ON r.organization_id = m.organization_id AND r.user_id = m.user_id
                 LEFT JOIN organization_role_scopes rs ON rs.organization_role_id = r.organization_role_id
                 LEFT JOIN organization_scopes s ON s.id = rs.organization_scope_id
             WHERE m.organization_id = $1 AND m.user_id = $2",
            args![organization, user, client.application.id],
        )
        .await?;
    Ok(held::of_organization(client, &admitted(client, rows)?))
}

/// Scopes of `resource` that the user has by global roles and by roles in `organization`, if the client may speak
/// for the user there.
///
/// # Errors
/// As [`in_organization`].
pub async fn of_resource_in_organization(
    conn: &mut Conn,
    client: &Client,
    user: &UserId,
    resource: &ResourceId,
    organization: &OrganizationId,
) -> Result<Scope, OidcError> {
    let rows: Vec<Standing> = conn
        .all(
            "SELECT o.is_mfa_required AND NOT EXISTS (
                     SELECT 1 FROM mfa_verifications v WHERE v.user_id = m.user_id),
                 EXISTS (SELECT 1 FROM application_user_consent_organizations c
                     WHERE c.application_id = $3 AND c.user_id = m.user_id AND c.organization_id = m.organization_id),
                 s.id, s.name, s.by_organization
             FROM organization_users m
                 JOIN organizations o ON o.id = m.organization_id
                 LEFT JOIN (
                     SELECT s.id, s.name, FALSE AS by_organization FROM user_roles u
                         JOIN role_scopes rs ON rs.role_id = u.role_id
                         JOIN scopes s ON s.id = rs.scope_id
                     WHERE u.user_id = $2 AND s.resource_id = $4
                     UNION
                     SELECT s.id, s.name, TRUE FROM organization_user_roles r
                         JOIN organization_role_resource_scopes rs
                             ON rs.organization_role_id = r.organization_role_id
                         JOIN scopes s ON s.id = rs.scope_id
                     WHERE r.organization_id = $1 AND r.user_id = $2 AND s.resource_id = $4) s ON TRUE
             WHERE m.organization_id = $1 AND m.user_id = $2",
            args![organization, user, client.application.id, resource],
        )
        .await?;
    Ok(held::of_resource(client, &admitted(client, rows)?))
}

/// The checks, in the order of their answers.
fn admitted(client: &Client, rows: Vec<Standing>) -> Result<Vec<Held>, OAuthError> {
    let denied = |why: &'static str| Err(OAuthError::access_denied(why).with_status(403));
    let Some(standing) = rows.first() else {
        return denied("user is not a member of the organization");
    };
    if client.application.is_third_party && !standing.has_opened {
        return denied("organization access is not granted to the application");
    }
    if standing.lacks_mfa {
        return denied("organization requires MFA but user has no MFA configured");
    }
    Ok(rows.into_iter().filter_map(|row| row.scope).collect())
}

/// Organization scopes that the user has in any organization where the client may speak for the user.
///
/// # Errors
/// Storage.
pub async fn in_any_organization(conn: &mut Conn, client: &Client, user: &UserId) -> Result<Scope, DbError> {
    let held: Vec<Held> = conn
        .all(
            "SELECT DISTINCT s.id, s.name, TRUE FROM organization_user_roles r
                 JOIN organization_role_scopes rs ON rs.organization_role_id = r.organization_role_id
                 JOIN organization_scopes s ON s.id = rs.organization_scope_id
             WHERE r.user_id = $1 AND (CAST($2 AS TEXT) IS NULL OR EXISTS (
                 SELECT 1 FROM application_user_consent_organizations c WHERE c.application_id = $2
                     AND c.user_id = r.user_id AND c.organization_id = r.organization_id))",
            args![user, Within::Open.open_to(client)],
        )
        .await?;
    Ok(held::of_organization(client, &held))
}

/// The tenant's organization scopes: what an authorization request can ask for in advance, whoever the user and
/// whichever the organization.
///
/// # Errors
/// Storage.
pub async fn of_template(conn: &mut Conn, client: &Client) -> Result<Scope, DbError> {
    let all: Vec<Held> =
        conn.all("SELECT id, name, TRUE FROM organization_scopes ORDER BY created_at, id", args![]).await?;
    Ok(held::of_organization(client, &all))
}
