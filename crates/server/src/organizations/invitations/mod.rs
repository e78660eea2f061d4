//! Invitations: an e-mail address that may become a member, with roles, until a time.

mod create;
mod decide;
mod invitation;

pub use self::{
    create::{NewInvitation, create},
    decide::{accept, delete, revoke},
    invitation::{Invitation, InvitationFilter, Status, find, list},
};

use genkan_database::{DbError, Retryable};

/// Why an invitation was refused.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It would end before it begins.
    #[error("an invitation ends in the future")]
    ExpiresInThePast,
    /// The invitee belongs to the organization.
    #[error("the invitee is a member of the organization")]
    IsMember,
    /// Accepted, revoked or expired.
    #[error("the invitation has ended")]
    Ended,
    /// Nobody has this id.
    #[error("the invitation is unknown")]
    Unknown,
    /// Nobody has the accepting user's id.
    #[error("the accepting user is unknown")]
    UnknownUser,
    /// The accepting user has another e-mail address.
    #[error("the accepting user is not the invitee")]
    OtherEmail,
    /// Storage; [`DbError::Unique`] for a second pending invitation, [`DbError::ForeignKey`] for unknown ids,
    /// [`DbError::NotNullOrCheck`] for a role that is for applications.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Retryable for Error {
    fn is_retryable(&self) -> bool {
        matches!(self, Self::Db(error) if error.is_retryable())
    }
}
