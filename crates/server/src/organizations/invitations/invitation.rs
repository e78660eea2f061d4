use genkan_database::{Conn, DbError, FromRow, Row, args};
use serde::Serialize;

use crate::{
    app::Inner,
    clock::Timestamp,
    ids::{InvitationId, OrganizationId, OrganizationRoleId, UserId},
    organizations::RoleName,
};

/// Where an invitation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Status {
    /// May be accepted.
    Pending,
    /// Was accepted.
    Accepted,
    /// Was taken back.
    Revoked,
    /// Its time is over.
    Expired,
}

impl Status {
    /// The wire and database name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "Pending",
            Self::Accepted => "Accepted",
            Self::Revoked => "Revoked",
            Self::Expired => "Expired",
        }
    }

    fn parse(name: &str) -> Result<Self, DbError> {
        [Self::Pending, Self::Accepted, Self::Revoked, Self::Expired]
            .into_iter()
            .find(|status| status.as_str() == name)
            .ok_or_else(|| DbError::Decode(format!("unknown invitation status {name}")))
    }
}

/// An invitation. Serialises to the management API's members without `tenantId`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Invitation {
    /// 21 lower-case alphanumerics.
    pub id: InvitationId,
    /// Who invited.
    pub inviter_id: Option<UserId>,
    /// E-mail address as given.
    pub invitee: String,
    /// Who accepted.
    pub accepted_user_id: Option<UserId>,
    /// Where to.
    pub organization_id: OrganizationId,
    /// A pending one past its time reads as expired, whatever is stored.
    pub status: Status,
    /// Creation time.
    pub created_at: Timestamp,
    /// Last change.
    pub updated_at: Timestamp,
    /// From then on it cannot be accepted.
    pub expires_at: Timestamp,
    /// What who accepts gets, by name.
    pub organization_roles: Vec<RoleName>,
}

struct WithRole(Invitation, Option<OrganizationRoleId>, Option<String>);

impl FromRow for WithRole {
    fn from_row(row: &Row<'_>) -> Result<Self, DbError> {
        let invitation = Invitation {
            id: row.get(0)?,
            inviter_id: row.get(1)?,
            invitee: row.get(2)?,
            accepted_user_id: row.get(3)?,
            organization_id: row.get(4)?,
            status: Status::parse(&row.get::<String>(5)?)?,
            created_at: row.get(6)?,
            updated_at: row.get(7)?,
            expires_at: row.get(8)?,
            organization_roles: Vec::new(),
        };
        Ok(Self(invitation, row.get(9)?, row.get(10)?))
    }
}

/// Which invitations a list shows.
#[derive(Clone, Copy, Debug, Default)]
pub struct InvitationFilter<'a> {
    /// To this organization.
    pub organization: Option<&'a OrganizationId>,
    /// By this user.
    pub inviter: Option<&'a UserId>,
    /// For this address, regardless of case.
    pub invitee: Option<&'a str>,
}

/// Invitations, newest first.
///
/// # Errors
/// Storage.
pub async fn list(
    app: &Inner,
    conn: &mut Conn,
    filter: InvitationFilter<'_>,
) -> Result<Vec<Invitation>, DbError> {
    let rows = conn
        .all(
            "SELECT i.id, i.inviter_id, i.invitee, i.accepted_user_id, i.organization_id, i.status, i.created_at,
                 i.updated_at, i.expires_at, r.id, r.name
             FROM organization_invitations i
                 LEFT JOIN organization_invitation_roles g ON g.invitation_id = i.id
                 LEFT JOIN organization_roles r ON r.id = g.organization_role_id
             WHERE (CAST($1 AS TEXT) IS NULL OR i.organization_id = $1)
                 AND (CAST($2 AS TEXT) IS NULL OR i.inviter_id = $2)
                 AND (CAST($3 AS TEXT) IS NULL OR lower(i.invitee) = lower($3))
             ORDER BY i.created_at DESC, i.id DESC, r.name",
            args![filter.organization, filter.inviter, filter.invitee],
        )
        .await?;
    Ok(fold(rows, app.clock.now()))
}

/// One invitation.
///
/// # Errors
/// Storage.
pub async fn find(app: &Inner, conn: &mut Conn, id: &InvitationId) -> Result<Option<Invitation>, DbError> {
    let rows = conn
        .all(
            "SELECT i.id, i.inviter_id, i.invitee, i.accepted_user_id, i.organization_id, i.status, i.created_at,
                 i.updated_at, i.expires_at, r.id, r.name
             FROM organization_invitations i
                 LEFT JOIN organization_invitation_roles g ON g.invitation_id = i.id
                 LEFT JOIN organization_roles r ON r.id = g.organization_role_id
             WHERE i.id = $1 ORDER BY r.name",
            args![id],
        )
        .await?;
    Ok(fold(rows, app.clock.now()).pop())
}

/// One entry per invitation, its status by the clock; the rows of one stand together.
fn fold(rows: Vec<WithRole>, now: Timestamp) -> Vec<Invitation> {
    let mut list: Vec<Invitation> = Vec::new();
    for WithRole(mut invitation, role, name) in rows {
        let role = role.zip(name).map(|(id, name)| RoleName { id, name });
        if invitation.status == Status::Pending && invitation.expires_at <= now {
            invitation.status = Status::Expired;
        }
        if list.last().is_none_or(|last| last.id != invitation.id) {
            list.push(invitation);
        }
        if let Some(last) = list.last_mut() {
            last.organization_roles.extend(role);
        }
    }
    list
}
