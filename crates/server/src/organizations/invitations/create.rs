use genkan_database::{DbError, Tx, args};

use super::{Error, Invitation, find};
use crate::{
    app::Inner,
    clock::Timestamp,
    ids::{InvitationId, OrganizationId, OrganizationRoleId, UserId},
    organizations::{relation::sorted, roles::refusal},
    roles::RoleType,
};

/// What inviting somebody takes.
#[derive(Clone, Debug)]
pub struct NewInvitation {
    /// E-mail address, kept as given.
    pub invitee: String,
    /// Where to.
    pub organization_id: OrganizationId,
    /// Who invites.
    pub inviter_id: Option<UserId>,
    /// Until when it can be accepted.
    pub expires_at: Timestamp,
    /// What who accepts gets.
    pub organization_role_ids: Vec<OrganizationRoleId>,
}

/// Invites somebody. One pending invitation per organization and address (as spelled) is the database's rule.
///
/// # Errors
/// [`Error`].
pub async fn create(app: &Inner, tx: &mut Tx, new: NewInvitation) -> Result<Invitation, Error> {
    let now = app.clock.now();
    if new.expires_at <= now {
        return Err(Error::ExpiresInThePast);
    }
    let member: Option<(UserId,)> = tx
        .optional(
            "SELECT u.id FROM users u JOIN organization_users m ON m.user_id = u.id
             WHERE lower(u.primary_email) = lower($2) AND u.primary_email = $2 AND m.organization_id = $1",
            args![new.organization_id, new.invitee],
        )
        .await?;
    if member.is_some() {
        return Err(Error::IsMember);
    }
    // One past its time makes room.
    tx.execute(
        "UPDATE organization_invitations SET status = 'Expired', updated_at = $3
         WHERE organization_id = $1 AND invitee = $2 AND status = 'Pending' AND expires_at <= $3",
        args![new.organization_id, new.invitee, now],
    )
    .await?;
    let id = InvitationId::new(app.random.id(21));
    tx.execute(
        "INSERT INTO organization_invitations (id, organization_id, invitee, inviter_id, status, created_at, updated_at,
             expires_at)
         VALUES ($1, $2, $3, $4, 'Pending', $5, $5, $6)",
        args![id, new.organization_id, new.invitee, new.inviter_id, now, new.expires_at],
    )
    .await?;
    let roles = sorted(&new.organization_role_ids);
    for role in roles {
        let given = tx
            .execute(
                "INSERT INTO organization_invitation_roles (invitation_id, organization_role_id)
                 SELECT $1, id FROM organization_roles WHERE id = $2 AND type = 'User'",
                args![id, role],
            )
            .await?;
        if given == 0 {
            return Err(refusal(tx, &role, RoleType::User).await?.into());
        }
    }
    Ok(find(app, tx, &id).await?.ok_or(DbError::NoRow)?)
}
