use std::{net::SocketAddr, time::Duration};

use axum::{Router, routing::get};
use clap::Args;

use super::{
    Common,
    background::Background,
    error::Failure,
    listen::{listen, stop_signal, stopped},
    logging,
    open::{prepare_folder, sources},
};
use crate::{
    app::App,
    clock::Clock,
    config::Config,
    http::{metrics::Metrics, serve::serve},
    random::Random,
};

/// Options of `genkan serve`.
#[derive(Debug, Args)]
pub(super) struct Serve {
    /// Address and port to listen on, instead of server.listen
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<SocketAddr>,
    /// Public URL, instead of server.endpoint
    #[arg(long, value_name = "URL")]
    endpoint: Option<String>,
}

/// `genkan serve`: until SIGTERM or SIGINT, then drains.
pub(super) async fn run(common: &Common, arguments: Serve) -> Result<(), Failure> {
    let mut sources = sources(common)?;
    if let Some(address) = arguments.listen {
        sources = sources.value("server.listen", address.to_string(), "--listen");
    }
    if let Some(endpoint) = arguments.endpoint {
        sources = sources.value("server.endpoint", endpoint, "--endpoint");
    }
    let config = Config::load(sources)?;
    logging::init(&config.log);
    let stop = stop_signal()?;
    let listener = listen(config.server.listen, "server.listen").await?;
    let metrics = match config.server.metrics_listen {
        Some(address) => Some(listen(address, "server.metrics_listen").await?),
        None => None,
    };
    prepare_folder(&config)?;
    let drain = Duration::from_secs(config.server.drain_seconds);
    let app = crate::app(config, Clock::System, Random::System).await?;
    if let Some(metrics) = metrics {
        tokio::spawn(serve(metrics, metrics_router(app.clone()), stopped(stop.clone()), Duration::ZERO));
    }
    let background = Background::start(&app, &stop);
    let server = &app.config.server;
    tracing::info!(endpoint = server.endpoint.as_str(), listen = %server.listen, "ready");
    serve(listener, crate::served(app.clone()), stopped(stop), drain).await;
    background.finish().await;
    tracing::info!("stopped");
    Ok(())
}

/// On a listener of its own: what it tells is for the operator, not for the public port.
fn metrics_router(app: App) -> Router {
    let metrics = async move || {
        let content_type = [(http::header::CONTENT_TYPE, "text/plain; version=0.0.4")];
        (content_type, app.part::<Metrics>().render())
    };
    Router::new().route("/metrics", get(metrics))
}
