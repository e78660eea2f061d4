//! A small web app with sign-in: the quick start of `genkan-sdk`, and what `genkan dev` shows on port 3000.
//!
//! [`router`] is all of the wiring; `home` is what a page does with a session.

mod error_page;
mod home;
mod page;
mod rows;
mod words;

use std::fmt;

use anyhow::Context as _;
use axum::routing::get;
use axum::{Json, Router};
use genkan_sdk::{Config, Genkan, SignedIn};
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use serde_json::{Map, Value};

/// What the app must be told.
#[derive(Clone)]
pub struct ExampleConfig {
    /// The identity server, such as `http://localhost:3001`.
    pub endpoint: String,
    /// The id of the registered application.
    pub app_id: String,
    /// Its secret.
    pub app_secret: String,
    /// Where browsers reach this app, such as `http://localhost:3000`.
    pub base_url: String,
    /// The indicator of an API to show an access token for.
    pub resource: Option<String>,
    /// What to ask for besides `openid offline_access profile`: claims (`email`, `roles`) and the API's scopes.
    pub scopes: Vec<String>,
    /// At least 32 bytes that seal the cookies.
    pub cookie_secret: String,
}

impl fmt::Debug for ExampleConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExampleConfig")
            .field("endpoint", &self.endpoint)
            .field("app_id", &self.app_id)
            .field("base_url", &self.base_url)
            .field("resource", &self.resource)
            .field("scopes", &self.scopes)
            .finish_non_exhaustive()
    }
}

/// What every page shares.
#[derive(Debug, Clone)]
struct App {
    resource: Option<String>,
}

/// The whole app. Nothing is fetched from the identity server before somebody signs in.
pub async fn router(config: ExampleConfig) -> anyhow::Result<Router> {
    let mut settings = Config::builder()
        .endpoint(config.endpoint)
        .app_id(config.app_id)
        .app_secret(config.app_secret)
        .base_url(config.base_url)
        .cookie_secret(config.cookie_secret)
        .error_page(error_page::sign_in_failed);
    if let Some(resource) = &config.resource {
        settings = settings.resource(resource);
    }
    for scope in config.scopes {
        settings = settings.scope(scope);
    }
    let genkan = Genkan::new(settings.build()?).context("preparing the sign-in")?;

    Ok(Router::new()
        .route("/", get(home::home))
        .route("/api/me", get(me))
        .route("/style.css", get(style))
        .route("/icon.svg", get(icon))
        .fallback(error_page::not_found)
        .merge(genkan.routes())
        .layer(genkan.layer())
        .with_state(App { resource: config.resource }))
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
