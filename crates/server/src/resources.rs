//! API resources and their scopes (permissions): what access tokens are for (RFC 8707).

use std::sync::Arc;

use genkan_database::{Conn, DbError, Tx, args};

use crate::{
    app::{App, Inner},
    cache::CachedOne,
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
    /// Its permissions by name.
    pub scopes: Vec<ResourceScope>,
}

/// A permission of a resource.
#[derive(Clone, Debug)]
pub struct ResourceScope {
    /// Our id.
    pub id: ScopeId,
    /// The scope token.
    pub name: String,
    /// Shown on consent pages.
    pub description: Option<String>,
}

/// All resources with their scopes. Tenants have tens, so they are kept whole.
#[derive(Debug, Default)]
pub struct Resources {
    all: Vec<Resource>,
}

impl Resources {
    /// By indicator, byte-exact.
    pub fn find(&self, indicator: &str) -> Option<&Resource> {
        self.all.iter().find(|resource| resource.indicator == indicator)
    }

    /// The tenant's default resource.
    pub fn default_resource(&self) -> Option<&Resource> {
        self.all.iter().find(|resource| resource.is_default)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Resource> {
        self.all.iter()
    }
}

/// The cached resources. An [`App`] part.
#[derive(Debug)]
pub struct ResourceCache(CachedOne<Resources>);

impl Default for ResourceCache {
    fn default() -> Self {
        Self(CachedOne::new(Topic::Resources))
    }
}

/// All resources, from the cache.
///
/// # Errors
/// Storage.
pub async fn all(app: &App) -> Result<Arc<Resources>, DbError> {
    app.part::<ResourceCache>().0.get(app, |_| true, load).await
}

/// All resources, uncached.
///
/// # Errors
/// Storage.
pub async fn load(conn: &mut Conn) -> Result<Resources, DbError> {
    let mut all: Vec<Resource> = conn
        .all::<(ResourceId, String, String, i64, bool)>(
            "SELECT id, indicator, name, access_token_ttl, is_default FROM resources ORDER BY created_at, id",
            args![],
        )
        .await?
        .into_iter()
        .map(|(id, indicator, name, access_token_ttl, is_default)| Resource {
            id,
            indicator,
            name,
            access_token_ttl,
            is_default,
            scopes: Vec::new(),
        })
        .collect();
    let scopes: Vec<(ResourceId, ScopeId, String, Option<String>)> = conn
        .all("SELECT resource_id, id, name, description FROM scopes ORDER BY created_at, id", args![])
        .await?;
    for (resource_id, id, name, description) in scopes {
        if let Some(resource) = all.iter_mut().find(|resource| resource.id == resource_id) {
            resource.scopes.push(ResourceScope { id, name, description });
        }
    }
    Ok(Resources { all })
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
    tx.execute(
        "INSERT INTO resources (id, indicator, name, access_token_ttl, created_at) VALUES ($1, $2, $3, $4, $5)",
        args![id, indicator, name, access_token_ttl, app.clock.now()],
    )
    .await?;
    app.changes.bump(tx, Topic::Resources).await?;
    Ok(id)
}

/// Makes it the default resource, and no other.
///
/// # Errors
/// Storage.
pub async fn set_default(app: &Inner, tx: &mut Tx, id: &ResourceId, is_default: bool) -> Result<(), DbError> {
    tx.execute("UPDATE resources SET is_default = FALSE WHERE is_default", args![]).await?;
    tx.execute("UPDATE resources SET is_default = $2 WHERE id = $1", args![id, is_default]).await?;
    app.changes.bump(tx, Topic::Resources).await
}

/// Adds a permission; [`DbError::Unique`] when the resource has one of that name.
///
/// # Errors
/// Storage.
pub async fn create_scope(
    app: &Inner,
    tx: &mut Tx,
    resource: &ResourceId,
    name: &str,
    description: Option<&str>,
) -> Result<ScopeId, DbError> {
    let (id, now): (_, Timestamp) = (ScopeId::new(app.random.id(21)), app.clock.now());
    tx.execute(
        "INSERT INTO scopes (id, resource_id, name, description, created_at) VALUES ($1, $2, $3, $4, $5)",
        args![id, resource, name, description, now],
    )
    .await?;
    app.changes.bump(tx, Topic::Resources).await?;
    Ok(id)
}
