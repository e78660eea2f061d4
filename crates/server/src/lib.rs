//! Genkan: an OpenID Connect identity server. This file is the table of contents; `docs/ARCHITECTURE.md` explains it.

// tier 0, the ground
pub mod app;
pub mod cache;
pub mod changes;
pub mod clock;
pub mod config;
pub mod http;
pub mod ids;
pub mod jobs;
pub mod outbound;
pub mod pages;
pub mod random;
pub mod search;
pub mod secrets;

// tier 1, the directory
pub mod applications;
pub mod audit_log;
pub mod credentials;
pub mod grants;
pub mod mfa;
pub mod one_time_tokens;
pub mod organizations;
pub mod personal_access_tokens;
pub mod resources;
pub mod roles;
pub mod sessions;
pub mod settings;
pub mod signing_keys;
pub mod subject_tokens;
pub mod users;
pub mod vault;
pub mod webhooks;

// tier 2, the flows
pub mod oidc;
pub mod sign_in;

// the surfaces
pub mod api;
pub mod cli;
pub mod health;
pub mod tenant_config;
pub mod unmatched;

use axum::{Router, middleware};
use genkan_database::{DatabaseConfig, Db, DbError, Migration};

use crate::{app::App, clock::Clock, config::Config, http::rate_limit, random::Random};

/// The schema, oldest first.
pub const MIGRATIONS: &[Migration] = &[
    Migration { version: 1, name: "initial", sql: include_str!("../migrations/0001_initial.sql") },
    Migration {
        version: 2,
        name: "authorization model",
        sql: include_str!("../migrations/0002_authorization_model.sql"),
    },
];

/// What removes expired rows, one line per slice: `("name", |tx, now| Box::pin(slice::sweep(tx, now)))`.
pub const SWEEPS: &[jobs::NamedSweep] = &[
    ("sessions", |tx, now| Box::pin(sessions::sweep(tx, now))),
    ("grants, codes and tokens", |tx, now| Box::pin(async move { grants::sweep(tx, now).await.map(|()| 0) })),
    ("sign-in failures", |tx, now| Box::pin(credentials::sweep(tx, now))),
    ("interactions", |tx, now| Box::pin(sign_in::interaction::sweep(tx, now))),
    ("device codes", |tx, now| Box::pin(oidc::device::sweep(tx, now))),
    ("one-time tokens", |tx, now| Box::pin(one_time_tokens::sweep(tx, now))),
    ("subject tokens", |tx, now| Box::pin(subject_tokens::sweep(tx, now))),
    ("pushed authorization requests", |tx, now| Box::pin(oidc::pushed_authorization_request::sweep(tx, now))),
    ("webhook deliveries", |tx, now| Box::pin(webhooks::sweep(tx, now))),
];

/// Why the server cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The database cannot be opened or migrated.
    #[error(transparent)]
    Database(#[from] DbError),
}

/// Opens and migrates the database and puts the parts together.
///
/// # Errors
/// [`StartError`].
pub async fn app(config: Config, clock: Clock, random: Random) -> Result<App, StartError> {
    let db = Db::open(&DatabaseConfig {
        url: config.database.url.clone(),
        max_connections: config.database.max_connections,
        ..DatabaseConfig::default()
    })
    .await?;
    genkan_database::migrate(&db, MIGRATIONS, clock.now().millis()).await?;
    let limiter = rate_limit::Limiter::new(
        &clock,
        &[
            (rate_limit::SIGN_IN, config.limits.sign_in_attempts_per_minute),
            (rate_limit::AUTHORIZATION, config.limits.authorization_requests_per_minute),
            (rate_limit::USER_CODE, config.limits.sign_in_attempts_per_minute),
            // Registering tells whether an identifier is taken: probing is slow.
            (rate_limit::REGISTER, (config.limits.sign_in_attempts_per_minute / 6).max(1)),
        ],
    );
    let hashing = credentials::HashingPool::new(
        config.limits.password_hashing_concurrency,
        config.limits.password_hashing_queue,
    );
    let audit_log = audit_log::AuditLog::new(config.audit_log.enabled);
    let request_ids = http::request_id::Sequence::new(&random);
    let app = App::builder(config, db, clock, random)
        .with(hashing)
        .with(applications::ClientCache::default())
        .with(resources::ResourceCache::default())
        .with(roles::ApplicationScopeCache::default())
        .with(oidc::permissions::ApplicationPermissionCache::default())
        .with(settings::SettingsCache::default())
        .with(signing_keys::KeyRingCache::default())
        .with(oidc::discovery::DiscoveryCache::default())
        .with(api::table())
        .with(audit_log)
        .with(ids::OrderedIds::default())
        .with(webhooks::Outbox::default())
        .with(http::metrics::Metrics::default())
        .with(request_ids)
        .with(limiter)
        .build();
    signing_keys::ensure(&app).await?;
    resources::ensure_management_api(&app).await?;
    Ok(app)
}

/// What the listener serves: documents that lie ready, then the [`router`].
pub fn served(app: App) -> http::serve::Served {
    http::serve::Served::new(router(app.clone()), move |request| oidc::ready::respond(&app, request))
}

/// Every route, each slice's own list, behind the [`edge`](http::edge).
pub fn router(app: App) -> Router {
    Router::new()
        .merge(health::routes())
        .merge(pages::routes())
        .merge(oidc::routes::routes())
        .merge(sign_in::routes())
        .merge(api::routes())
        .fallback(unmatched::not_found)
        // Covers the routes merged before it.
        .method_not_allowed_fallback(unmatched::method_not_allowed)
        .layer(middleware::from_fn_with_state(app.clone(), http::edge::edge))
        .with_state(app)
}
