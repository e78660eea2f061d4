use serde::Deserialize;

use super::invitation::id;
use crate::{
    api::{
        organizations::{Entity, users_changed},
        shell::{Answer, ApiError, Call, Schema, nullable, object, one_of, optional, required, text},
    },
    ids::UserId,
    organizations::{
        invitations::{self, Error, Invitation, Status},
        members::Changed,
    },
};

pub(super) fn body() -> Schema {
    object([
        optional("acceptedUserId", nullable(text(..=21))),
        required("status", one_of(&["Accepted", "Revoked"])),
    ])
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    accepted_user_id: Option<UserId>,
    status: Decision,
}

#[derive(Clone, Copy, PartialEq, Deserialize)]
enum Decision {
    Accepted,
    Revoked,
}

/// `PUT /organization-invitations/{id}/status`.
pub(super) async fn handle(call: Call) -> Result<Answer, ApiError> {
    let body: Body = call.body()?;
    let invitation = match body.status {
        Decision::Accepted => accept(&call, body.accepted_user_id).await?,
        Decision::Revoked => {
            let mut tx = call.app.db.begin().await?;
            let invitation = invitations::revoke(&call.app, &mut tx, &id(&call)).await?;
            tx.commit().await?;
            invitation
        }
    };
    Ok(Answer::json(200, &Entity::new(invitation)))
}

async fn accept(call: &Call, user: Option<UserId>) -> Result<Invitation, ApiError> {
    let id = id(call);
    let mut tx = call.app.db.begin().await?;
    let Some(user) = user else {
        let found = invitations::find(&call.app, &mut tx, &id).await?;
        return Err(match found.ok_or(Error::Unknown)?.status {
            Status::Pending => ApiError::request_invalid(422, "`acceptedUserId` is missing."),
            _ => Error::Ended.into(),
        });
    };
    let (invitation, is_new) = invitations::accept(&call.app, &mut tx, &id, &user).await?;
    let added = if is_new { vec![user] } else { Vec::new() };
    let changed = Changed { added, removed: Vec::new() };
    users_changed(call, &mut tx, &invitation.organization_id, &changed).await?;
    tx.commit().await?;
    Ok(invitation)
}
