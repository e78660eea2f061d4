//! Roles: named sets of resource scopes, given to users or to machine-to-machine applications.

mod members;
mod scopes;
mod store;
mod usage;

use genkan_database::{Conn, DbError, Tx};
use serde::{Deserialize, Serialize};

pub use self::{
    members::{
        add_user, assign_defaults, assign_to_user, is_admin_application, names_of_user, of_application,
        of_user, remove_from_user,
    },
    scopes::{
        ApplicationScopeCache, add_scope, application_scopes, attach_scopes, cached_application_scopes,
        remove_scope, user_scopes,
    },
    usage::{FeaturedApplication, FeaturedUser, Usage, usages},
};
use crate::{
    app::Inner,
    changes::Topic,
    ids::{ClientId, RoleId, ScopeId, UserId},
};

/// The id of the internal role that gives the management API.
pub const INTERNAL_ADMIN: &str = "admin-role";
/// Roles whose names begin with this are the server's own: lists leave them out.
pub const INTERNAL_PREFIX: &str = "#internal:";

/// Whom a role is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RoleType {
    /// People.
    User,
    /// Machine-to-machine applications.
    MachineToMachine,
}

impl RoleType {
    /// The wire and database name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::User => "User",
            Self::MachineToMachine => "MachineToMachine",
        }
    }

    /// The type with that name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::User, Self::MachineToMachine].into_iter().find(|kind| kind.as_str() == name)
    }
}

/// A role as stored.
#[derive(Clone, Debug)]
pub struct Role {
    /// Our id.
    pub id: RoleId,
    /// Unique, case-sensitive; the `roles` claim.
    pub name: String,
    /// For the operator.
    pub description: String,
    /// Whom it is for; fixed.
    pub role_type: RoleType,
    /// Given to every new user (`User` roles only).
    pub is_default: bool,
}

/// What an update changes; `None` keeps.
#[derive(Clone, Debug, Default)]
pub struct RoleChanges {
    /// 1–128 characters.
    pub name: Option<String>,
    /// 1–128 characters.
    pub description: Option<String>,
    /// See [`Role::is_default`].
    pub is_default: Option<bool>,
}

/// Which roles [`list`] answers; internal ones never.
#[derive(Clone, Debug, Default)]
pub struct RoleFilter {
    /// Only of that type.
    pub role_type: Option<RoleType>,
    /// Not those the user has.
    pub not_of_user: Option<UserId>,
    /// Not those the application has.
    pub not_of_application: Option<ClientId>,
}

/// Creates a role; default ones are given to every new user.
///
/// # Errors
/// Storage; [`DbError::Unique`] when the name is taken.
pub async fn create(
    app: &Inner,
    tx: &mut Tx,
    name: &str,
    description: &str,
    role_type: RoleType,
    is_default: bool,
) -> Result<RoleId, DbError> {
    let id = RoleId::new(app.random.id(21));
    let role = Role { id, name: name.to_owned(), description: description.to_owned(), role_type, is_default };
    store::insert(tx, &role, app.clock.now()).await?;
    Ok(role.id)
}

/// One role, internal ones too.
///
/// # Errors
/// Storage.
pub async fn find(conn: &mut Conn, id: &RoleId) -> Result<Option<Role>, DbError> {
    store::find(conn, id).await
}

/// Every role that fits, oldest first. Tenants have tens.
///
/// # Errors
/// Storage.
pub async fn list(conn: &mut Conn, filter: &RoleFilter) -> Result<Vec<Role>, DbError> {
    store::list(conn, filter).await
}

/// Changes a role; [`DbError::Unique`] when the name is taken. `None`: unknown.
///
/// # Errors
/// Storage.
pub async fn update(
    app: &Inner,
    tx: &mut Tx,
    id: &RoleId,
    changes: &RoleChanges,
) -> Result<Option<Role>, DbError> {
    let updated = store::update(tx, id, changes).await?;
    app.changes.bump(tx, Topic::Roles).await?;
    Ok(updated)
}

/// Deletes a role; whoever had it loses its scopes. `None`: unknown.
///
/// # Errors
/// Storage.
pub async fn delete(app: &Inner, tx: &mut Tx, id: &RoleId) -> Result<Option<Role>, DbError> {
    let deleted = store::delete(tx, id).await?;
    app.changes.bump(tx, Topic::Roles).await?;
    Ok(deleted)
}

/// Makes sure of the internal role that gives `scope` to the applications that run the management API's clients.
///
/// # Errors
/// Storage; [`DbError::Unique`] when another role has its name.
pub async fn ensure_internal_admin(app: &Inner, tx: &mut Tx, scope: &ScopeId) -> Result<(), DbError> {
    let id = RoleId::from(INTERNAL_ADMIN);
    if store::find(tx, &id).await?.is_none() {
        let role = Role {
            id: id.clone(),
            name: format!("{INTERNAL_PREFIX}admin"),
            description: "Gives the management API.".into(),
            role_type: RoleType::MachineToMachine,
            is_default: false,
        };
        store::ensure(tx, &role, app.clock.now()).await?;
    }
    if scopes::attach(tx, &id, scope).await? {
        app.changes.bump(tx, Topic::Roles).await?;
    }
    Ok(())
}
