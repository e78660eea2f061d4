use genkan_database::{Conn, DbError, args};
use genkan_oauth::{Scope, scope};
use serde::Serialize;

use super::ClaimsFor;
use crate::{
    applications::Client,
    ids::{ClientId, UserId},
};

/// The user's roles and organizations, as far as the claims need them. Lists are in byte order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Memberships {
    /// Names of the user's global roles.
    pub roles: Vec<String>,
    /// The organizations the user is in.
    pub organizations: Vec<OrganizationData>,
    /// `organization id:role name`.
    pub organization_roles: Vec<String>,
}

/// A member of the claim `organization_data`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct OrganizationData {
    /// Its id.
    pub id: String,
    /// Shown to people.
    pub name: String,
    /// `null` when there is none.
    pub description: Option<String>,
}

/// Which of them are needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Needs {
    roles: bool,
    organizations: bool,
    organization_roles: bool,
}

impl ClaimsFor<'_> {
    /// Whether [`memberships`] has anything to read.
    pub fn needs_memberships(self, scope: &Scope) -> bool {
        !Needs::of(scope, self).nothing()
    }
}

impl Needs {
    fn of(scope: &Scope, target: ClaimsFor<'_>) -> Self {
        Self {
            roles: scope.contains(scope::ROLES) && target.includes("roles"),
            organizations: scope.contains(scope::ORGANIZATIONS)
                && (target.includes("organizations") || target.includes("organization_data")),
            organization_roles: scope.contains(scope::ORGANIZATION_ROLES)
                && target.includes("organization_roles"),
        }
    }

    fn nothing(self) -> bool {
        !(self.roles || self.organizations || self.organization_roles)
    }
}

/// Reads what the claims need: one statement, or none when the scope gives none of them. A third-party client hears
/// of the organizations that the user opened to it.
///
/// # Errors
/// Storage.
pub async fn memberships(
    conn: &mut Conn,
    client: &Client,
    user: &UserId,
    scope: &Scope,
    target: ClaimsFor<'_>,
) -> Result<Memberships, DbError> {
    let needs = Needs::of(scope, target);
    if needs.nothing() {
        return Ok(Memberships::default());
    }
    let third_party: Option<&ClientId> = client.application.is_third_party.then_some(&client.application.id);
    let rows: Vec<(i64, String, String, Option<String>)> = conn
        .all(
            "SELECT 0, r.id, r.name, NULL FROM user_roles u JOIN roles r ON r.id = u.role_id
             WHERE $2 AND u.user_id = $1
             UNION ALL
             SELECT 1, o.id, o.name, o.description FROM organization_users m
                 JOIN organizations o ON o.id = m.organization_id
             WHERE $3 AND m.user_id = $1 AND (CAST($5 AS TEXT) IS NULL OR EXISTS (
                 SELECT 1 FROM application_user_consent_organizations c WHERE c.application_id = $5
                     AND c.user_id = m.user_id AND c.organization_id = m.organization_id))
             UNION ALL
             SELECT 2, m.organization_id, r.name, NULL FROM organization_user_roles m
                 JOIN organization_roles r ON r.id = m.organization_role_id
             WHERE $4 AND m.user_id = $1 AND (CAST($5 AS TEXT) IS NULL OR EXISTS (
                 SELECT 1 FROM application_user_consent_organizations c WHERE c.application_id = $5
                     AND c.user_id = m.user_id AND c.organization_id = m.organization_id))",
            args![user, needs.roles, needs.organizations, needs.organization_roles, third_party],
        )
        .await?;
    let mut found = Memberships::default();
    for (kind, id, name, description) in rows {
        match kind {
            0 => found.roles.push(name),
            1 => found.organizations.push(OrganizationData { id, name, description }),
            _ => found.organization_roles.push(format!("{id}:{name}")),
        }
    }
    // Sorted here: databases collate text differently.
    found.roles.sort();
    found.organizations.sort();
    found.organization_roles.sort();
    Ok(found)
}
