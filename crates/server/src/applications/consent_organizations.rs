use genkan_database::{Conn, DbError, Tx, args};

use crate::ids::{ClientId, OrganizationId, UserId};

/// How many organizations a person has opened to a third-party application.
///
/// # Errors
/// Storage.
pub async fn count_consent_organizations(
    conn: &mut Conn,
    id: &ClientId,
    user: &UserId,
) -> Result<i64, DbError> {
    let (count,): (i64,) = conn
        .one(
            "SELECT COUNT(*) FROM application_user_consent_organizations
             WHERE application_id = $1 AND user_id = $2",
            args![id, user],
        )
        .await?;
    Ok(count)
}

/// Opens further organizations to the application; having opened one already is no error.
///
/// # Errors
/// Storage; [`DbError::ForeignKey`] when the person is not a member of one of them.
pub async fn add_consent_organizations(
    tx: &mut Tx,
    id: &ClientId,
    user: &UserId,
    organizations: &[OrganizationId],
) -> Result<(), DbError> {
    for organization in organizations {
        tx.execute(
            "INSERT INTO application_user_consent_organizations (application_id, user_id, organization_id)
             VALUES ($1, $2, $3) ON CONFLICT (application_id, user_id, organization_id) DO NOTHING",
            args![id, user, organization],
        )
        .await?;
    }
    Ok(())
}

/// Opens these organizations to the application and no others.
///
/// # Errors
/// As [`add_consent_organizations`].
pub async fn replace_consent_organizations(
    tx: &mut Tx,
    id: &ClientId,
    user: &UserId,
    organizations: &[OrganizationId],
) -> Result<(), DbError> {
    tx.execute(
        "DELETE FROM application_user_consent_organizations WHERE application_id = $1 AND user_id = $2",
        args![id, user],
    )
    .await?;
    add_consent_organizations(tx, id, user, organizations).await
}

/// Closes an organization to the application. False: it was not open.
///
/// # Errors
/// Storage.
pub async fn remove_consent_organization(
    tx: &mut Tx,
    id: &ClientId,
    user: &UserId,
    organization: &OrganizationId,
) -> Result<bool, DbError> {
    let removed = tx
        .execute(
            "DELETE FROM application_user_consent_organizations
             WHERE application_id = $1 AND user_id = $2 AND organization_id = $3",
            args![id, user, organization],
        )
        .await?;
    Ok(removed > 0)
}
