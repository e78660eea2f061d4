//! Machine-to-machine applications in organizations, and with which roles.

mod list;
mod role_assignments;

use genkan_database::{Conn, DbError, Tx, args};

pub use self::{
    list::{ApplicationWithRoles, count, list},
    role_assignments::{add_roles, count_roles, list_roles, remove_role, replace_roles},
};
use super::{members::Changed, relation::sorted};
use crate::{
    app::Inner,
    applications::ApplicationType,
    changes::Topic,
    ids::{ClientId, OrganizationId},
};

/// Whether the application is in the organization.
///
/// # Errors
/// Storage.
pub async fn is_member(
    conn: &mut Conn,
    organization: &OrganizationId,
    application: &ClientId,
) -> Result<bool, DbError> {
    let row: Option<(ClientId,)> = conn
        .optional(
            "SELECT application_id FROM organization_applications
             WHERE organization_id = $1 AND application_id = $2",
            args![organization, application],
        )
        .await?;
    Ok(row.is_some())
}

/// Takes machine-to-machine applications into an organization; returns those that were not in it.
///
/// # Errors
/// [`DbError::ForeignKey`] when the organization or an application is unknown, [`DbError::NotNullOrCheck`] for another
/// type of application, storage.
pub async fn add(
    app: &Inner,
    tx: &mut Tx,
    organization: &OrganizationId,
    applications: &[ClientId],
) -> Result<Vec<ClientId>, DbError> {
    let applications = sorted(applications);
    // An application's type never changes, so that asking first is enough.
    for application in &applications {
        let row: Option<(String,)> =
            tx.optional("SELECT type FROM applications WHERE id = $1", args![application]).await?;
        let (name,) = row.ok_or(DbError::ForeignKey)?;
        if ApplicationType::parse(&name) != Some(ApplicationType::MachineToMachine) {
            return Err(DbError::NotNullOrCheck);
        }
    }
    let mut added = Vec::new();
    for application in applications {
        let rows = tx
            .execute(
                "INSERT INTO organization_applications (organization_id, application_id) VALUES ($1, $2)
                 ON CONFLICT (organization_id, application_id) DO NOTHING",
                args![organization, application],
            )
            .await?;
        if rows > 0 {
            added.push(application);
        }
    }
    app.changes.bump(tx, Topic::Organizations).await?;
    Ok(added)
}

/// Makes exactly these applications the organization's. Who stays keeps its roles.
///
/// # Errors
/// As [`add`].
pub async fn replace(
    app: &Inner,
    tx: &mut Tx,
    organization: &OrganizationId,
    applications: &[ClientId],
) -> Result<Changed<ClientId>, DbError> {
    super::lock(tx, organization).await?;
    let present: Vec<(ClientId,)> = tx
        .all(
            "SELECT application_id FROM organization_applications
             WHERE organization_id = $1 ORDER BY application_id",
            args![organization],
        )
        .await?;
    let wanted = sorted(applications);
    let mut removed = Vec::new();
    for (application,) in present {
        if wanted.binary_search(&application).is_err() && remove(app, tx, organization, &application).await? {
            removed.push(application);
        }
    }
    removed.sort_unstable();
    let added = add(app, tx, organization, &wanted).await?;
    Ok(Changed { added, removed })
}

/// Takes an application out of an organization, its roles with it. False: it was not in it.
///
/// # Errors
/// Storage.
pub async fn remove(
    app: &Inner,
    tx: &mut Tx,
    organization: &OrganizationId,
    application: &ClientId,
) -> Result<bool, DbError> {
    let rows = tx
        .execute(
            "DELETE FROM organization_applications WHERE organization_id = $1 AND application_id = $2",
            args![organization, application],
        )
        .await?;
    app.changes.bump(tx, Topic::Organizations).await?;
    Ok(rows > 0)
}

/// How many organizations an application is in.
///
/// # Errors
/// Storage.
pub async fn count_organizations(conn: &mut Conn, application: &ClientId) -> Result<i64, DbError> {
    let (count,): (i64,) = conn
        .one("SELECT COUNT(*) FROM organization_applications WHERE application_id = $1", args![application])
        .await?;
    Ok(count)
}
