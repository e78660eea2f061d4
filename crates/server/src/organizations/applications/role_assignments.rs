use genkan_database::{Conn, DbError, Tx, args};

use crate::{
    app::Inner,
    changes::Topic,
    ids::{ClientId, OrganizationId, OrganizationRoleId},
    organizations::{
        relation::{distinct, sorted},
        roles::{OrganizationRole, refusal},
    },
    roles::RoleType,
};

/// Gives applications roles; every one of the applications gets every one of the roles. What they have already is no
/// error.
///
/// # Errors
/// [`DbError::ForeignKey`] when an application is not in the organization or a role is unknown,
/// [`DbError::NotNullOrCheck`] when a role is for people, storage.
pub async fn add_roles(
    app: &Inner,
    tx: &mut Tx,
    organization: &OrganizationId,
    applications: &[ClientId],
    roles: &[OrganizationRoleId],
) -> Result<(), DbError> {
    let roles = sorted(roles);
    for application in sorted(applications) {
        for role in &roles {
            // Written again when it is there, so that no row means a refusal.
            let given = tx
                .execute(
                    "INSERT INTO organization_application_roles (organization_id, application_id, organization_role_id)
                     SELECT m.organization_id, m.application_id, r.id
                     FROM organization_applications m JOIN organization_roles r ON r.id = $3
                     WHERE m.organization_id = $1 AND m.application_id = $2 AND r.type = 'MachineToMachine'
                     ON CONFLICT (organization_id, application_id, organization_role_id)
                         DO UPDATE SET organization_id = excluded.organization_id",
                    args![organization, application, role],
                )
                .await?;
            if given == 0 {
                return Err(refusal(tx, role, RoleType::MachineToMachine).await?);
            }
        }
    }
    app.changes.bump(tx, Topic::Organizations).await
}

/// Gives an application exactly these roles.
///
/// # Errors
/// [`DbError::Unique`] when one is named twice; as [`add_roles`].
pub async fn replace_roles(
    app: &Inner,
    tx: &mut Tx,
    organization: &OrganizationId,
    application: &ClientId,
    roles: &[OrganizationRoleId],
) -> Result<(), DbError> {
    let roles = distinct(roles)?;
    // One after the other: of two replacements the later one's list remains, never both.
    tx.execute(
        "UPDATE organization_applications SET application_id = application_id
         WHERE organization_id = $1 AND application_id = $2",
        args![organization, application],
    )
    .await?;
    tx.execute(
        "DELETE FROM organization_application_roles WHERE organization_id = $1 AND application_id = $2",
        args![organization, application],
    )
    .await?;
    add_roles(app, tx, organization, std::slice::from_ref(application), &roles).await
}

/// Takes a role from an application. False: it does not have it.
///
/// # Errors
/// Storage.
pub async fn remove_role(
    app: &Inner,
    tx: &mut Tx,
    organization: &OrganizationId,
    application: &ClientId,
    role: &OrganizationRoleId,
) -> Result<bool, DbError> {
    let rows = tx
        .execute(
            "DELETE FROM organization_application_roles
             WHERE organization_id = $1 AND application_id = $2 AND organization_role_id = $3",
            args![organization, application, role],
        )
        .await?;
    app.changes.bump(tx, Topic::Organizations).await?;
    Ok(rows > 0)
}

/// An application's roles in an organization, by name.
///
/// # Errors
/// Storage.
pub async fn list_roles(
    conn: &mut Conn,
    organization: &OrganizationId,
    application: &ClientId,
    limit: i64,
    offset: i64,
) -> Result<Vec<OrganizationRole>, DbError> {
    conn.all(
        "SELECT r.id, r.name, r.description, r.type
         FROM organization_application_roles a JOIN organization_roles r ON r.id = a.organization_role_id
         WHERE a.organization_id = $1 AND a.application_id = $2 ORDER BY r.name LIMIT $3 OFFSET $4",
        args![organization, application, limit, offset],
    )
    .await
}

/// How many roles an application has in an organization.
///
/// # Errors
/// Storage.
pub async fn count_roles(
    conn: &mut Conn,
    organization: &OrganizationId,
    application: &ClientId,
) -> Result<i64, DbError> {
    let (count,): (i64,) = conn
        .one(
            "SELECT COUNT(*) FROM organization_application_roles WHERE organization_id = $1 AND application_id = $2",
            args![organization, application],
        )
        .await?;
    Ok(count)
}
