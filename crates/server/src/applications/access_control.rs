use std::collections::BTreeMap;

use genkan_database::{Conn, DbError, Tx, args};
use serde::{Deserialize, Serialize};

use super::{Error, Rule, cache, store};
use crate::{
    app::Inner,
    ids::{ClientId, OrganizationId, OrganizationRoleId, RoleId, UserId},
};

/// Who may use an application whose access control is on: whoever one of the rules names. camelCase on the wire.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AccessControl {
    /// These people.
    pub user_ids: Vec<UserId>,
    /// People with one of these roles.
    pub user_role_ids: Vec<RoleId>,
    /// Members of one of these organizations.
    pub organization_ids: Vec<OrganizationId>,
    /// Members of an organization with one of these roles in it.
    pub organization_role_rules: Vec<OrganizationRoleRule>,
}

/// One rule about roles in an organization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OrganizationRoleRule {
    /// Which organization.
    pub organization_id: OrganizationId,
    /// Any of these roles suffices.
    pub organization_role_ids: Vec<OrganizationRoleId>,
}

impl AccessControl {
    /// Whether it lets nobody in.
    pub fn is_empty(&self) -> bool {
        self.user_ids.is_empty()
            && self.user_role_ids.is_empty()
            && self.organization_ids.is_empty()
            && self.organization_role_rules.is_empty()
    }
}

/// Whether the application has any rule. The transaction holds the application ([`store::lock`]).
pub(super) async fn any(tx: &mut Tx, id: &ClientId) -> Result<bool, DbError> {
    let (any,): (bool,) = tx
        .one(
            "SELECT EXISTS (SELECT 1 FROM application_access_users WHERE application_id = $1)
                 OR EXISTS (SELECT 1 FROM application_access_roles WHERE application_id = $1)
                 OR EXISTS (SELECT 1 FROM application_access_organizations WHERE application_id = $1)
                 OR EXISTS (SELECT 1 FROM application_access_organization_roles WHERE application_id = $1)",
            args![id],
        )
        .await?;
    Ok(any)
}

/// The rules of an application, every list by id; empty for an unknown one.
///
/// # Errors
/// Storage.
pub async fn access_control(conn: &mut Conn, id: &ClientId) -> Result<AccessControl, DbError> {
    let users: Vec<(UserId,)> =
        conn.all("SELECT user_id FROM application_access_users WHERE application_id = $1", args![id]).await?;
    let roles: Vec<(RoleId,)> =
        conn.all("SELECT role_id FROM application_access_roles WHERE application_id = $1", args![id]).await?;
    let organizations: Vec<(OrganizationId,)> = conn
        .all(
            "SELECT organization_id FROM application_access_organizations WHERE application_id = $1",
            args![id],
        )
        .await?;
    let pairs: Vec<(OrganizationId, OrganizationRoleId)> = conn
        .all(
            "SELECT organization_id, organization_role_id FROM application_access_organization_roles
             WHERE application_id = $1",
            args![id],
        )
        .await?;
    let mut rules: BTreeMap<OrganizationId, Vec<OrganizationRoleId>> = BTreeMap::new();
    for (organization, role) in pairs {
        rules.entry(organization).or_default().push(role);
    }
    let organization_role_rules = rules
        .into_iter()
        .map(|(organization_id, ids)| OrganizationRoleRule {
            organization_id,
            organization_role_ids: sorted(ids),
        })
        .collect();
    // Sorted here: databases collate text differently.
    Ok(AccessControl {
        user_ids: sorted(users.into_iter().map(|(id,)| id).collect()),
        user_role_ids: sorted(roles.into_iter().map(|(id,)| id).collect()),
        organization_ids: sorted(organizations.into_iter().map(|(id,)| id).collect()),
        organization_role_rules,
    })
}

fn sorted<T: Ord>(mut ids: Vec<T>) -> Vec<T> {
    ids.sort();
    ids
}

/// Replaces the rules (no duplicates in them). False: unknown application.
///
/// # Errors
/// [`Rule::NoAccessRules`] when access control is on and nobody would be left, [`Rule::AccessRoleType`] when a role is
/// not for users; [`DbError::ForeignKey`] for whatever is unknown.
pub async fn set_access_control(
    app: &Inner,
    tx: &mut Tx,
    id: &ClientId,
    rules: &AccessControl,
) -> Result<bool, Error> {
    let Some(application) = store::lock(tx, id).await? else { return Ok(false) };
    if rules.is_empty() && application.access_control_enabled {
        return Err(Error::Invalid(Rule::NoAccessRules));
    }
    clear(tx, id).await?;
    for user in &rules.user_ids {
        tx.execute(
            "INSERT INTO application_access_users (application_id, user_id) VALUES ($1, $2)",
            args![id, user],
        )
        .await?;
    }
    for role in &rules.user_role_ids {
        tx.execute(
            "INSERT INTO application_access_roles (application_id, role_id) VALUES ($1, $2)",
            args![id, role],
        )
        .await?;
    }
    for organization in &rules.organization_ids {
        tx.execute(
            "INSERT INTO application_access_organizations (application_id, organization_id) VALUES ($1, $2)",
            args![id, organization],
        )
        .await?;
    }
    for rule in &rules.organization_role_rules {
        for role in &rule.organization_role_ids {
            tx.execute(
                "INSERT INTO application_access_organization_roles
                     (application_id, organization_id, organization_role_id) VALUES ($1, $2, $3)",
                args![id, rule.organization_id, role],
            )
            .await?;
        }
    }
    let (foreign,): (i64,) = tx
        .one(
            "SELECT COUNT(*) FROM application_access_roles a JOIN roles r ON r.id = a.role_id
             WHERE a.application_id = $1 AND r.type <> 'User'",
            args![id],
        )
        .await?;
    if foreign > 0 {
        return Err(Error::Invalid(Rule::AccessRoleType));
    }
    cache::changed(app, tx).await?;
    Ok(true)
}

async fn clear(tx: &mut Tx, id: &ClientId) -> Result<(), DbError> {
    tx.execute("DELETE FROM application_access_users WHERE application_id = $1", args![id]).await?;
    tx.execute("DELETE FROM application_access_roles WHERE application_id = $1", args![id]).await?;
    tx.execute("DELETE FROM application_access_organizations WHERE application_id = $1", args![id]).await?;
    tx.execute("DELETE FROM application_access_organization_roles WHERE application_id = $1", args![id])
        .await?;
    Ok(())
}
