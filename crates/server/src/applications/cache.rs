use std::sync::Arc;

use genkan_database::{DbError, Tx};

use super::{Client, store};
use crate::{
    app::{App, Inner},
    cache::CachedMap,
    changes::Topic,
    ids::ClientId,
};

/// The clients that were asked for, kept until an application changes. An [`App`] part.
#[derive(Debug)]
pub struct ClientCache(CachedMap<ClientId, Client>);

impl Default for ClientCache {
    fn default() -> Self {
        Self(CachedMap::new(Topic::Applications, 10_000))
    }
}

/// The client by id, from the cache. `None`: unknown.
///
/// # Errors
/// Storage.
pub async fn find_client(app: &App, id: &ClientId) -> Result<Option<Arc<Client>>, DbError> {
    app.part::<ClientCache>().0.get(app, id, async |conn| store::find_client(conn, id).await).await
}

pub(super) async fn changed(app: &Inner, tx: &mut Tx) -> Result<(), DbError> {
    app.changes.bump(tx, Topic::Applications).await
}

/// An application that goes, goes from its roles and organizations, too.
pub(super) async fn changed_with_roles(app: &Inner, tx: &mut Tx) -> Result<(), DbError> {
    for topic in [Topic::Applications, Topic::Organizations, Topic::Roles] {
        app.changes.bump(tx, topic).await?;
    }
    Ok(())
}
