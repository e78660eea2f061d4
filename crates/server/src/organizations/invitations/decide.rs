use genkan_database::{DbError, Tx, args};

use super::{Error, Invitation, Status, find};
use crate::{
    app::Inner,
    ids::{InvitationId, OrganizationId, OrganizationRoleId, UserId},
    organizations::members,
};

/// Accepts an invitation for a user whose e-mail address is the invitee's: membership and roles in this transaction.
/// Returns the invitation and whether the user was no member before. Of two at once, one finds it ended.
///
/// # Errors
/// [`Error`].
pub async fn accept(
    app: &Inner,
    tx: &mut Tx,
    id: &InvitationId,
    user: &UserId,
) -> Result<(Invitation, bool), Error> {
    let accepted: Option<(OrganizationId,)> = tx
        .optional(
            "UPDATE organization_invitations SET status = 'Accepted', accepted_user_id = $2, updated_at = $3
             WHERE id = $1 AND status = 'Pending' AND expires_at > $3 AND EXISTS (
                 SELECT 1 FROM users u
                 WHERE u.id = $2 AND lower(u.primary_email) = lower(organization_invitations.invitee))
             RETURNING organization_id",
            args![id, user, app.clock.now()],
        )
        .await?;
    let Some((organization,)) = accepted else { return Err(why_not(app, tx, id, user).await?) };
    let added = members::add(tx, &organization, std::slice::from_ref(user)).await?;
    let roles: Vec<(OrganizationRoleId,)> = tx
        .all(
            "SELECT organization_role_id FROM organization_invitation_roles WHERE invitation_id = $1",
            args![id],
        )
        .await?;
    let roles: Vec<OrganizationRoleId> = roles.into_iter().map(|(role,)| role).collect();
    members::add_roles(tx, &organization, std::slice::from_ref(user), &roles).await?;
    let invitation = find(app, tx, id).await?.ok_or(DbError::NoRow)?;
    Ok((invitation, !added.is_empty()))
}

/// Takes an invitation back.
///
/// # Errors
/// [`Error::Ended`], [`Error::Unknown`], storage.
pub async fn revoke(app: &Inner, tx: &mut Tx, id: &InvitationId) -> Result<Invitation, Error> {
    let revoked = tx
        .execute(
            "UPDATE organization_invitations SET status = 'Revoked', updated_at = $2
             WHERE id = $1 AND status = 'Pending' AND expires_at > $2",
            args![id, app.clock.now()],
        )
        .await?;
    match find(app, tx, id).await? {
        Some(invitation) if revoked > 0 => Ok(invitation),
        Some(_) => Err(Error::Ended),
        None => Err(Error::Unknown),
    }
}

/// Deletes an invitation, whatever its status. False: unknown.
///
/// # Errors
/// Storage.
pub async fn delete(tx: &mut Tx, id: &InvitationId) -> Result<bool, DbError> {
    Ok(tx.execute("DELETE FROM organization_invitations WHERE id = $1", args![id]).await? > 0)
}

/// Which of the conditions of [`accept`] did not hold.
async fn why_not(app: &Inner, tx: &mut Tx, id: &InvitationId, user: &UserId) -> Result<Error, DbError> {
    Ok(match find(app, tx, id).await? {
        None => Error::Unknown,
        Some(invitation) if invitation.status != Status::Pending => Error::Ended,
        Some(_) => {
            let known: Option<(UserId,)> =
                tx.optional("SELECT id FROM users WHERE id = $1", args![user]).await?;
            if known.is_some() { Error::OtherEmail } else { Error::UnknownUser }
        }
    })
}
