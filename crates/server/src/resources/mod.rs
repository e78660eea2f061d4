//! API resources and their scopes (permissions): what access tokens are for (RFC 8707).

mod cache;
mod management;
mod scopes;
mod store;

use genkan_database::{Conn, DbError, Tx};

pub use self::{
    cache::{ResourceCache, Resources, all, load},
    management::{MANAGEMENT_API, MANAGEMENT_SCOPE, MANAGEMENT_SCOPE_ID, ensure_management_api},
    scopes::{create_scope, delete_scope, find_scope, scopes_of, scopes_of_role, update_scope},
};
use crate::{
    app::Inner,
    changes::Topic,
    clock::Timestamp,
    ids::{ResourceId, ScopeId},
};

/// An API that tokens can be asked for.
#[derive(Clone, Debug)]
pub struct Resource {
    /// Our id.
    pub id: ResourceId,
    /// The resource indicator, the `aud` of its tokens.
    pub indicator: String,
    /// Shown on consent pages.
    pub name: String,
    /// Seconds.
    pub access_token_ttl: i64,
    /// Used when a request names no resource.
    pub is_default: bool,
    /// Its permissions, oldest first. Only [`load`] and [`all`] fill it.
    pub scopes: Vec<ResourceScope>,
}

impl Resource {
    /// Whether it is the management API itself, which is neither changed nor deleted.
    pub fn is_management_api(&self) -> bool {
        self.id.as_str() == MANAGEMENT_API
    }
}

/// A permission of a resource.
#[derive(Clone, Debug)]
pub struct ResourceScope {
    /// Our id.
    pub id: ScopeId,
    /// Whose permission it is.
    pub resource_id: ResourceId,
    /// The scope token; unique in the resource, case-sensitive.
    pub name: String,
    /// Shown on consent pages.
    pub description: Option<String>,
    /// Creation time.
    pub created_at: Timestamp,
}

/// What an update changes; `None` keeps.
#[derive(Clone, Debug, Default)]
pub struct ResourceChanges {
    /// At least one character.
    pub name: Option<String>,
    /// Seconds.
    pub access_token_ttl: Option<i64>,
}

/// What an update of a scope changes; `None` keeps.
#[derive(Clone, Debug, Default)]
pub struct ScopeChanges {
    /// 1–256 characters without white space.
    pub name: Option<String>,
    /// `Some(None)` removes it.
    pub description: Option<Option<String>>,
}

/// Registers a resource; [`DbError::Unique`] when the indicator is taken.
///
/// # Errors
/// Storage.
pub async fn create(
    app: &Inner,
    tx: &mut Tx,
    indicator: &str,
    name: &str,
    access_token_ttl: i64,
) -> Result<ResourceId, DbError> {
    let id = ResourceId::new(app.random.id(21));
    store::insert(tx, &id, indicator, name, access_token_ttl, app.clock.now()).await?;
    app.changes.bump(tx, Topic::Resources).await?;
    Ok(id)
}

/// One resource without its scopes, uncached.
///
/// # Errors
/// Storage.
pub async fn find(conn: &mut Conn, id: &ResourceId) -> Result<Option<Resource>, DbError> {
    store::find(conn, id).await
}

/// Resources without their scopes, oldest first, and how many there are.
///
/// # Errors
/// Storage.
pub async fn list(conn: &mut Conn, limit: i64, offset: i64) -> Result<(Vec<Resource>, i64), DbError> {
    Ok((store::list(conn, limit, offset).await?, store::count(conn).await?))
}

/// Changes name or lifetime. `None`: unknown.
///
/// # Errors
/// Storage.
pub async fn update(
    app: &Inner,
    tx: &mut Tx,
    id: &ResourceId,
    changes: &ResourceChanges,
) -> Result<Option<Resource>, DbError> {
    let updated = store::update(tx, id, changes).await?;
    app.changes.bump(tx, Topic::Resources).await?;
    Ok(updated)
}

/// Makes it the default resource and no other, or takes that from it. `None`: unknown.
///
/// # Errors
/// Storage; [`DbError::Conflict`] when somebody chose another at the same moment.
pub async fn set_default(
    app: &Inner,
    tx: &mut Tx,
    id: &ResourceId,
    is_default: bool,
) -> Result<Option<Resource>, DbError> {
    if is_default {
        store::clear_default(tx, id).await?;
    }
    let updated = match store::set_default(tx, id, is_default).await {
        // Another transaction made another one the default after the previous statement: done again, it is cleared.
        Err(DbError::Unique { .. }) => return Err(DbError::Conflict),
        other => other?,
    };
    app.changes.bump(tx, Topic::Resources).await?;
    Ok(updated)
}

/// Deletes it with its scopes, which roles and consents lose. False: unknown.
///
/// # Errors
/// Storage.
pub async fn delete(app: &Inner, tx: &mut Tx, id: &ResourceId) -> Result<bool, DbError> {
    let deleted = store::delete(tx, id).await?;
    changed_with_holders(app, tx).await?;
    Ok(deleted)
}

/// Scopes go from everything that holds them: roles, organization roles, consent settings.
async fn changed_with_holders(app: &Inner, tx: &mut Tx) -> Result<(), DbError> {
    for topic in [Topic::Applications, Topic::Organizations, Topic::Resources, Topic::Roles] {
        app.changes.bump(tx, topic).await?;
    }
    Ok(())
}
