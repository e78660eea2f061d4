use std::collections::BTreeSet;

use genkan_database::{DbError, Tx, args};

use crate::{
    app::Inner,
    changes::Topic,
    ids::{ClientId, RoleId},
};

/// Gives an application a role; having it already is no error.
///
/// # Errors
/// Storage; [`DbError::ForeignKey`] when either is unknown.
pub async fn assign_role(app: &Inner, tx: &mut Tx, id: &ClientId, role: &RoleId) -> Result<(), DbError> {
    add_role(app, tx, id, role).await.map(|_| ())
}

/// Gives an application a role. False: it had it already.
///
/// # Errors
/// Storage; [`DbError::ForeignKey`] when either is unknown.
pub async fn add_role(app: &Inner, tx: &mut Tx, id: &ClientId, role: &RoleId) -> Result<bool, DbError> {
    Ok(!add_roles(app, tx, id, std::slice::from_ref(role)).await?.is_empty())
}

/// Gives an application roles; returns those it had not.
///
/// # Errors
/// As [`add_role`].
pub async fn add_roles(
    app: &Inner,
    tx: &mut Tx,
    id: &ClientId,
    roles: &[RoleId],
) -> Result<Vec<RoleId>, DbError> {
    let mut added = Vec::new();
    for role in roles {
        if insert(tx, id, role).await? {
            added.push(role.clone());
        }
    }
    app.changes.bump(tx, Topic::Roles).await?;
    Ok(added)
}

async fn insert(tx: &mut Tx, id: &ClientId, role: &RoleId) -> Result<bool, DbError> {
    let added = tx
        .execute(
            "INSERT INTO application_roles (application_id, role_id) VALUES ($1, $2)
             ON CONFLICT (application_id, role_id) DO NOTHING",
            args![id, role],
        )
        .await?;
    Ok(added > 0)
}

/// Takes a role from an application; tokens issued from now on lack its scopes. False: it did not have it.
///
/// # Errors
/// Storage.
pub async fn remove_role(app: &Inner, tx: &mut Tx, id: &ClientId, role: &RoleId) -> Result<bool, DbError> {
    let removed = delete(tx, id, role).await?;
    app.changes.bump(tx, Topic::Roles).await?;
    Ok(removed)
}

async fn delete(tx: &mut Tx, id: &ClientId, role: &RoleId) -> Result<bool, DbError> {
    let removed = tx
        .execute("DELETE FROM application_roles WHERE application_id = $1 AND role_id = $2", args![id, role])
        .await?;
    Ok(removed > 0)
}

/// Replaces the roles of an application. Internal roles stay: they are given elsewhere.
///
/// # Errors
/// Storage; [`DbError::ForeignKey`] when either is unknown.
pub async fn replace_roles(app: &Inner, tx: &mut Tx, id: &ClientId, roles: &[RoleId]) -> Result<(), DbError> {
    let held: Vec<(RoleId,)> = tx
        .all(
            "SELECT a.role_id FROM application_roles a JOIN roles r ON r.id = a.role_id
             WHERE a.application_id = $1 AND substr(r.name, 1, 10) <> '#internal:'",
            args![id],
        )
        .await?;
    let wanted: BTreeSet<&RoleId> = roles.iter().collect();
    for (role,) in held.iter().filter(|(role,)| !wanted.contains(role)) {
        delete(tx, id, role).await?;
    }
    add_roles(app, tx, id, roles).await.map(|_| ())
}
