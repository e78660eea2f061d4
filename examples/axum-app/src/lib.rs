//! A small web app with sign-in: the quick start of `genkan-sdk`, and what `genkan dev` shows on port 3000.
//!
//! [`router`] is all of the wiring; `home` is what a page does with a session.

mod api_call;
mod config;
mod error_page;
mod home;
mod orders;
mod organization;
mod organizations;
mod page;
mod problem;
mod rows;
mod store;
mod stream;
mod table;
mod token;
mod words;

use anyhow::Context as _;
use axum::routing::get;
use axum::{Json, Router};
use genkan_sdk::{Genkan, SignedIn};
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use serde_json::{Map, Value};

pub use config::ExampleConfig;
/// The SDK's configuration, for whoever runs the app.
pub use genkan_sdk::{Config, ConfigBuilder};
pub use store::{Store, UnknownStore};

/// What every page shares.
#[derive(Debug, Clone)]
struct App {
    api: Option<api_call::Api>,
    store: Store,
}

/// The whole app. Nothing is fetched from the identity server before somebody signs in.
pub async fn router(config: ExampleConfig) -> anyhow::Result<Router> {
    let settings = config.store.open(config.settings).await?;
    let genkan = Genkan::new(settings.error_page(error_page::sign_in_failed).build()?)
        .context("preparing the sign-in")?;

    let mut app = Router::new()
        .route("/", get(home::home))
        .route("/organizations/{id}", get(organization::organization))
        .route("/stream", get(stream::stream))
        .route("/api/me", get(me))
        .route("/style.css", get(style))
        .route("/icon.svg", get(icon))
        .fallback(error_page::not_found)
        .merge(genkan.routes());
    let mut api = None;
    if let Some(resource) = config.api {
        let verifier = genkan.token_verifier(&resource);
        app = app.merge(orders::routes(&verifier));
        api = Some(api_call::Api::new(resource, &verifier));
    }
    Ok(app.layer(genkan.layer()).with_state(App { api, store: config.store }))
}

/// An API of the app: people who are signed in get JSON, programs without a session get `401`.
async fn me(me: SignedIn) -> Json<Map<String, Value>> {
    Json(me.claims.raw().clone())
}

async fn style() -> impl axum::response::IntoResponse {
    let headers = [(CONTENT_TYPE, "text/css; charset=utf-8"), (CACHE_CONTROL, "public, max-age=300")];
    (headers, include_str!("../assets/style.css"))
}

async fn icon() -> impl axum::response::IntoResponse {
    let headers = [(CONTENT_TYPE, "image/svg+xml"), (CACHE_CONTROL, "public, max-age=86400")];
    (headers, include_str!("../assets/icon.svg"))
}
