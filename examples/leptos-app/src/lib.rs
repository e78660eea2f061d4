//! A small Leptos app with sign-in, rendered on the server: the extractors of `genkan-sdk` in server functions and in
//! streamed components.
//!
//! [`router`] is all of the wiring. `home` and `tokens` are pages that stream, `server_functions` is what forms and
//! programs call.

mod app;
mod extracted;
mod fault;
mod home;
mod page_headers;
mod rows;
mod server_functions;
mod tokens;
mod words;

use anyhow::Context as _;
use axum::Router;
use axum::middleware::from_extractor;
use axum::routing::get;
use genkan_sdk::{Config, Genkan, ReadOnlySession, SignedIn};
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use leptos::config::LeptosOptions;
use leptos::prelude::provide_context;
use leptos_axum::{
    LeptosRoutes as _, generate_route_list_with_exclusions, render_app_to_stream_in_order,
    render_app_to_stream_in_order_with_context,
};

/// The APIs of [`Config`] that the app shows access tokens for.
#[derive(Debug, Clone)]
struct Resources(Vec<String>);

/// The whole app. Nothing is fetched from the identity server before somebody signs in.
///
/// `resources` are APIs to show access tokens for; they must be in the configuration too.
///
/// ```no_run
/// # fn main() -> anyhow::Result<()> {
/// let app = genkan_example_leptos_app::router(genkan_sdk::Config::from_env()?, vec![])?;
/// # Ok(()) }
/// ```
pub fn router(config: Config, resources: Vec<String>) -> anyhow::Result<Router> {
    let genkan = Genkan::new(config).context("preparing the sign-in")?;
    let options = LeptosOptions::builder().output_name(env!("CARGO_PKG_NAME")).build();
    let resources = Resources(resources);
    let context = move || provide_context(resources.clone());

    let open = generate_route_list_with_exclusions(app::shell, Some(vec![tokens::PATH.to_owned()]));
    let personal = get(render_app_to_stream_in_order_with_context(context.clone(), app::shell));

    Ok(Router::new()
        .leptos_routes_with_context(&options, open, context, app::shell)
        // An axum layer runs an extractor before Leptos begins the response: here it sends visitors to the sign-in …
        .route(tokens::PATH, personal.layer(from_extractor::<SignedIn>()))
        .fallback(render_app_to_stream_in_order(app::shell))
        // … and here it renews tokens that are about to expire, while the cookie can still be set.
        .layer(from_extractor::<ReadOnlySession>())
        .route("/style.css", get(style))
        .route("/icon.svg", get(icon))
        .merge(genkan.routes())
        .layer(genkan.layer())
        .with_state(options))
}

async fn style() -> impl axum::response::IntoResponse {
    let headers = [(CONTENT_TYPE, "text/css; charset=utf-8"), (CACHE_CONTROL, "public, max-age=300")];
    (headers, include_str!("../../axum-app/assets/style.css"))
}

async fn icon() -> impl axum::response::IntoResponse {
    let headers = [(CONTENT_TYPE, "image/svg+xml"), (CACHE_CONTROL, "public, max-age=86400")];
    (headers, include_str!("../../axum-app/assets/icon.svg"))
}
