//! Invitations into organizations.

mod create;
mod invitation;
mod message;
mod status;

use crate::api::shell::{Operation, list_of};

pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::get("/organization-invitations", "ListOrganizationInvitations", invitation::list)
            .query(invitation::query())
            .returns(200, list_of(invitation::shape())),
        Operation::post("/organization-invitations", "CreateOrganizationInvitation", create::handle)
            .body(create::body())
            .returns(201, invitation::shape()),
        Operation::get("/organization-invitations/{id}", "GetOrganizationInvitation", invitation::get)
            .returns(200, invitation::shape()),
        Operation::delete(
            "/organization-invitations/{id}",
            "DeleteOrganizationInvitation",
            invitation::delete,
        )
        .returns_nothing(204),
        Operation::post(
            "/organization-invitations/{id}/message",
            "CreateOrganizationInvitationMessage",
            message::handle,
        )
        .body(message::body())
        .returns_nothing(204),
        Operation::put(
            "/organization-invitations/{id}/status",
            "ReplaceOrganizationInvitationStatus",
            status::handle,
        )
        .body(status::body())
        .returns(200, invitation::shape()),
    ]
}
