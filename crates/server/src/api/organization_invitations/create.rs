use serde::Deserialize;
use serde_json::Value;

use super::message;
use crate::{
    api::{
        organizations::Entity,
        shell::{
            Answer, ApiError, Call, Issue, Key, Part, Schema, any_text, boolean, either, email, list_of,
            milliseconds, nullable, object, optional, required, text,
        },
    },
    clock::Timestamp,
    ids::{OrganizationId, OrganizationRoleId, UserId},
    organizations::invitations::{self, NewInvitation},
};

pub(super) fn body() -> Schema {
    object([
        optional("inviterId", nullable(text(..=21))),
        required("invitee", email()),
        required("organizationId", text(1..=21)),
        required("expiresAt", milliseconds()),
        optional("organizationRoleIds", list_of(any_text())),
        optional("messagePayload", either([message::body(), boolean()])),
    ])
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct New {
    inviter_id: Option<UserId>,
    invitee: String,
    organization_id: OrganizationId,
    expires_at: Timestamp,
    #[serde(default)]
    organization_role_ids: Vec<OrganizationRoleId>,
    #[serde(default)]
    message_payload: Value,
}

/// `POST /organization-invitations`.
pub(super) async fn handle(call: Call) -> Result<Answer, ApiError> {
    let new: New = call.body()?;
    if new.message_payload == Value::Bool(true) {
        let path = vec![Key::Name("messagePayload".to_owned())];
        return Err(ApiError::guard(Part::Body, &[Issue::custom(path, "An object or false is expected.")]));
    }
    let is_sent = new.message_payload.is_object();
    let new = NewInvitation {
        invitee: new.invitee,
        organization_id: new.organization_id,
        inviter_id: new.inviter_id,
        expires_at: new.expires_at,
        organization_role_ids: new.organization_role_ids,
    };
    let mut tx = call.app.db.begin().await?;
    let invitation = invitations::create(&call.app, &mut tx, new).await?;
    if is_sent {
        // The invitation goes with the transaction.
        return Err(message::no_connector());
    }
    tx.commit().await?;
    Ok(Answer::json(201, &Entity::new(invitation)))
}
