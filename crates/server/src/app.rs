//! What a running server is made of. Cheap to clone; every handler gets it as axum state.

use std::{
    any::{Any, TypeId},
    collections::HashMap,
    fmt,
    ops::Deref,
    sync::Arc,
};

use genkan_database::Db;

use crate::{
    changes::Changes, clock::Clock, config::Config, outbound::Outbound, random::Random, secrets::Sealer,
};

/// The application: configuration, database, clock, randomness, outbound HTTP, and the slices' own parts.
#[derive(Clone)]
pub struct App(Arc<Inner>);

/// What [`App`] derefs to.
pub struct Inner {
    /// The validated configuration.
    pub config: Config,
    /// The database, embedded or PostgreSQL.
    pub db: Db,
    /// Where `now` comes from.
    pub clock: Clock,
    /// Where secrets and ids come from.
    pub random: Random,
    /// Seals what must be read back from the database.
    pub sealer: Sealer,
    /// Which cached values are still true.
    pub changes: Changes,
    /// Outbound HTTP (back-channel logout, webhooks): no redirects, private addresses refused.
    pub http: Outbound,
    node: String,
    parts: HashMap<TypeId, Box<dyn Any + Send + Sync>>,
}

impl fmt::Debug for Inner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inner")
            .field("endpoint", &self.config.server.endpoint.as_str())
            .finish_non_exhaustive()
    }
}

impl Inner {
    /// A slice's own part (a cache, a pool), registered once at start. Slices own their types, so the ground
    /// need not know them.
    ///
    /// # Panics
    /// When the part was not registered: a mistake in `lib.rs` that the first request of any test shows.
    pub fn part<T: Any + Send + Sync>(&self) -> &T {
        self.parts
            .get(&TypeId::of::<T>())
            .and_then(|part| part.downcast_ref())
            .unwrap_or_else(|| panic!("{} is not registered in lib.rs", std::any::type_name::<T>()))
    }
}

impl Deref for App {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("App").field(&self.0).finish()
    }
}

impl App {
    /// Starts from the ground parts; slices add theirs with [`AppBuilder::with`] (see `lib.rs`).
    pub fn builder(config: Config, db: Db, clock: Clock, random: Random) -> AppBuilder {
        let http = Outbound::new(config.security.allow_private_addresses);
        let sealer = Sealer::new(config.security.secret_key.expose());
        let node = random.id(12);
        AppBuilder(Inner {
            config,
            db,
            clock,
            random,
            sealer,
            changes: Changes::default(),
            http,
            node,
            parts: HashMap::new(),
        })
    }

    /// This process among the nodes on one database: the holder of its leases.
    pub fn node(&self) -> &str {
        &self.node
    }

    /// `{endpoint}/oidc`, the `iss` of every token. No trailing slash.
    pub fn issuer(&self) -> &str {
        &self.config.server.issuer
    }
}

/// Collects the parts of an [`App`].
pub struct AppBuilder(Inner);

impl fmt::Debug for AppBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AppBuilder")
    }
}

impl AppBuilder {
    /// Registers a slice's part.
    #[must_use]
    pub fn with<T: Any + Send + Sync>(mut self, part: T) -> Self {
        self.0.parts.insert(TypeId::of::<T>(), Box::new(part));
        self
    }

    /// The parts registered so far, for parts that are built from others.
    pub fn ground(&self) -> &Inner {
        &self.0
    }

    /// Finishes.
    pub fn build(self) -> App {
        App(Arc::new(self.0))
    }
}
