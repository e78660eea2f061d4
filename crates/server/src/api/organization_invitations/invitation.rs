use serde::Deserialize;

use crate::{
    api::{
        organizations::{Entity, role_name},
        shell::{
            Answer, ApiError, Call, Schema, any_text, list_of, nullable, number, object, one_of, optional,
            required, text,
        },
    },
    ids::{InvitationId, OrganizationId, UserId},
    organizations::invitations::{self, Error, InvitationFilter},
};

pub(super) fn shape() -> Schema {
    object([
        required("tenantId", text(..=21)),
        required("id", text(1..=21)),
        required("inviterId", nullable(text(..=21))),
        required("invitee", text(1..=256)),
        required("acceptedUserId", nullable(text(..=21))),
        required("organizationId", text(1..=21)),
        required("status", one_of(&["Pending", "Accepted", "Expired", "Revoked"])),
        required("createdAt", number()),
        required("updatedAt", number()),
        required("expiresAt", number()),
        required("organizationRoles", list_of(role_name())),
    ])
}

impl From<Error> for ApiError {
    fn from(error: Error) -> Self {
        match error {
            Error::ExpiresInThePast => Self::request_invalid(400, "`expiresAt` must be in the future."),
            Error::IsMember => {
                Self::request_invalid(422, "The invitee is already a member of the organization.")
            }
            Error::Ended => Self::request_invalid(422, "The invitation has ended."),
            Error::OtherEmail => {
                Self::request_invalid(422, "The accepting user must have the invitee's e-mail address.")
            }
            Error::Unknown | Error::UnknownUser => Self::not_found(),
            Error::Db(error) => error.into(),
        }
    }
}

pub(super) fn id(call: &Call) -> InvitationId {
    InvitationId::from(call.param("id"))
}

pub(super) fn query() -> Schema {
    object([
        optional("organizationId", any_text()),
        optional("inviterId", any_text()),
        optional("invitee", any_text()),
    ])
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Query {
    organization_id: Option<OrganizationId>,
    inviter_id: Option<UserId>,
    invitee: Option<String>,
}

/// `GET /organization-invitations`.
pub(super) async fn list(call: Call) -> Result<Answer, ApiError> {
    let query: Query = call.query()?;
    let filter = InvitationFilter {
        organization: query.organization_id.as_ref(),
        inviter: query.inviter_id.as_ref(),
        invitee: query.invitee.as_deref(),
    };
    let mut conn = call.app.db.read().await?;
    let invitations = invitations::list(&call.app, &mut conn, filter).await?;
    Ok(Answer::json(200, &Entity::list(invitations)))
}

/// `GET /organization-invitations/{id}`.
pub(super) async fn get(call: Call) -> Result<Answer, ApiError> {
    let mut conn = call.app.db.read().await?;
    let invitation = invitations::find(&call.app, &mut conn, &id(&call)).await?;
    Ok(Answer::json(200, &Entity::new(invitation.ok_or_else(ApiError::not_found)?)))
}

/// `DELETE /organization-invitations/{id}`.
pub(super) async fn delete(call: Call) -> Result<Answer, ApiError> {
    let mut tx = call.app.db.begin().await?;
    if !invitations::delete(&mut tx, &id(&call)).await? {
        return Err(ApiError::not_found());
    }
    tx.commit().await?;
    Ok(Answer::no_content())
}
