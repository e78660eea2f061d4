//! Who belongs to an organization, and with which roles.

mod batches;
mod list;
mod role_assignments;
mod search;

use genkan_database::{Conn, DbError, Tx, args};

pub use self::{
    list::{Member, MemberFilter, count, list, page},
    role_assignments::{add_roles, count_roles, list_roles, list_scopes, remove_role, replace_roles},
};
use super::relation::sorted;
use crate::ids::{OrganizationId, UserId};

/// What a change of the membership really changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changed<Id> {
    /// Members now that were none before, sorted.
    pub added: Vec<Id>,
    /// No members any more, sorted.
    pub removed: Vec<Id>,
}

/// Whether the user is a member.
///
/// # Errors
/// Storage.
pub async fn is_member(
    conn: &mut Conn,
    organization: &OrganizationId,
    user: &UserId,
) -> Result<bool, DbError> {
    let row: Option<(UserId,)> = conn
        .optional(
            "SELECT user_id FROM organization_users WHERE organization_id = $1 AND user_id = $2",
            args![organization, user],
        )
        .await?;
    Ok(row.is_some())
}

/// Makes the users members; returns those who were none.
///
/// # Errors
/// Storage; [`DbError::ForeignKey`] when the organization or a user is unknown.
pub async fn add(
    tx: &mut Tx,
    organization: &OrganizationId,
    users: &[UserId],
) -> Result<Vec<UserId>, DbError> {
    batches::insert(tx, organization, &sorted(users)).await
}

/// Makes exactly these users the members. Who stays keeps its roles.
///
/// # Errors
/// Storage; [`DbError::ForeignKey`] when a user, or the organization that shall get one, is unknown.
pub async fn replace(
    tx: &mut Tx,
    organization: &OrganizationId,
    users: &[UserId],
) -> Result<Changed<UserId>, DbError> {
    super::lock(tx, organization).await?;
    let members: Vec<(UserId,)> = tx
        .all(
            "SELECT user_id FROM organization_users WHERE organization_id = $1 ORDER BY user_id",
            args![organization],
        )
        .await?;
    let wanted = sorted(users);
    let mut leaving: Vec<UserId> = members.into_iter().map(|(user,)| user).collect();
    leaving.retain(|user| wanted.binary_search(user).is_err());
    let removed = batches::delete(tx, organization, &leaving).await?;
    let added = batches::insert(tx, organization, &wanted).await?;
    Ok(Changed { added, removed })
}

/// Ends a membership, the member's roles with it. False: no member.
///
/// # Errors
/// Storage.
pub async fn remove(tx: &mut Tx, organization: &OrganizationId, user: &UserId) -> Result<bool, DbError> {
    let rows = tx
        .execute(
            "DELETE FROM organization_users WHERE organization_id = $1 AND user_id = $2",
            args![organization, user],
        )
        .await?;
    Ok(rows > 0)
}
