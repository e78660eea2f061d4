use std::sync::Arc;

use genkan_database::{Conn, DbError};

use super::{Resource, scopes, store};
use crate::{app::App, cache::CachedOne, changes::Topic};

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

    /// All of them, oldest first.
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
    let mut all = store::list(conn, i64::MAX, 0).await?;
    for scope in scopes::all(conn).await? {
        if let Some(resource) = all.iter_mut().find(|resource| resource.id == scope.resource_id) {
            resource.scopes.push(scope);
        }
    }
    Ok(Resources { all })
}
