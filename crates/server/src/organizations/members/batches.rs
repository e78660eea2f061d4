//! Many memberships in few statements: an organization may have tens of thousands.

use genkan_database::{DbError, Tx, args};

use crate::{
    ids::{OrganizationId, OrganizationRoleId, UserId},
    organizations::roles::refusal,
    roles::RoleType,
};

/// Users per statement; fewer are filled up with the last one.
const BATCH: usize = 16;

/// Adds memberships; returns the users who had none, sorted.
pub(super) async fn insert(
    tx: &mut Tx,
    organization: &OrganizationId,
    users: &[UserId],
) -> Result<Vec<UserId>, DbError> {
    let mut added = Vec::new();
    for batch in users.chunks(BATCH) {
        let at = |index: usize| &batch[index.min(batch.len() - 1)];
        let rows: Vec<(UserId,)> = tx
            .all(
                "INSERT INTO organization_users (organization_id, user_id)
                 VALUES ($1, $2), ($1, $3), ($1, $4), ($1, $5), ($1, $6), ($1, $7), ($1, $8), ($1, $9), ($1, $10),
                     ($1, $11), ($1, $12), ($1, $13), ($1, $14), ($1, $15), ($1, $16), ($1, $17)
                 ON CONFLICT (organization_id, user_id) DO NOTHING RETURNING user_id",
                args![
                    organization,
                    at(0), at(1), at(2), at(3), at(4), at(5), at(6), at(7),
                    at(8), at(9), at(10), at(11), at(12), at(13), at(14), at(15),
                ],
            )
            .await?;
        added.extend(rows.into_iter().map(|(user,)| user));
    }
    added.sort_unstable();
    Ok(added)
}

/// Ends memberships; returns the users who had one, sorted.
pub(super) async fn delete(
    tx: &mut Tx,
    organization: &OrganizationId,
    users: &[UserId],
) -> Result<Vec<UserId>, DbError> {
    let mut removed = Vec::new();
    for batch in users.chunks(BATCH) {
        let at = |index: usize| &batch[index.min(batch.len() - 1)];
        let rows: Vec<(UserId,)> = tx
            .all(
                "DELETE FROM organization_users WHERE organization_id = $1 AND user_id IN
                     ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
                 RETURNING user_id",
                args![
                    organization,
                    at(0),
                    at(1),
                    at(2),
                    at(3),
                    at(4),
                    at(5),
                    at(6),
                    at(7),
                    at(8),
                    at(9),
                    at(10),
                    at(11),
                    at(12),
                    at(13),
                    at(14),
                    at(15)
                ],
            )
            .await?;
        removed.extend(rows.into_iter().map(|(user,)| user));
    }
    removed.sort_unstable();
    Ok(removed)
}

/// Gives members a role for people, which they may have already. Users: sorted, each once.
pub(super) async fn give_role(
    tx: &mut Tx,
    organization: &OrganizationId,
    users: &[UserId],
    role: &OrganizationRoleId,
) -> Result<(), DbError> {
    for batch in users.chunks(BATCH) {
        let at = |index: usize| &batch[index.min(batch.len() - 1)];
        // Written again when it is there, so that a missing row means a refusal.
        let given: Vec<(UserId,)> = tx
            .all(
                "INSERT INTO organization_user_roles (organization_id, user_id, organization_role_id)
                 SELECT m.organization_id, m.user_id, r.id
                 FROM organization_users m JOIN organization_roles r ON r.id = $2
                 WHERE m.organization_id = $1 AND r.type = 'User' AND m.user_id IN
                     ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
                 ON CONFLICT (organization_id, user_id, organization_role_id)
                     DO UPDATE SET organization_id = excluded.organization_id
                 RETURNING user_id",
                args![
                    organization,
                    role,
                    at(0),
                    at(1),
                    at(2),
                    at(3),
                    at(4),
                    at(5),
                    at(6),
                    at(7),
                    at(8),
                    at(9),
                    at(10),
                    at(11),
                    at(12),
                    at(13),
                    at(14),
                    at(15)
                ],
            )
            .await?;
        if given.len() < batch.len() {
            return Err(refusal(tx, role, RoleType::User).await?);
        }
    }
    Ok(())
}
