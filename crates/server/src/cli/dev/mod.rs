//! `genkan dev`: the main job on a fresh machine.

mod data;
mod demo;
mod orders;
mod organization;

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use base64::{Engine, prelude::BASE64_STANDARD};
use clap::Args;
use genkan_example_axum_app::ExampleConfig;
use serde_json::json;
use tokio::{net::TcpListener, task::JoinSet};

pub(super) use self::data::Data;
use self::demo::Demo;
use super::{
    Common,
    background::Background,
    error::Failure,
    listen::{listen_on_loopback, stop_signal, stopped},
    logging,
    output::Output,
};
use crate::{
    app::App,
    clock::Clock,
    config::Config,
    http::serve::{Served, serve},
    random::Random,
};

/// The server's port unless told otherwise.
pub(super) const PORT: u16 = 3001;
/// Requests in flight get this long after Ctrl-C.
const DRAIN: Duration = Duration::from_secs(1);

/// Options of `genkan dev`.
#[derive(Debug, Args)]
pub(super) struct Dev {
    /// Port of the server
    #[arg(long, default_value_t = PORT)]
    port: u16,
    /// Port of the sample app
    #[arg(long, default_value_t = 3000)]
    app_port: u16,
    /// Do not run the sample app (it stays registered)
    #[arg(long)]
    no_app: bool,
}

/// Where the data goes without `--data`.
const FOLDER: &str = "genkan-data";

pub(super) async fn run(output: &Output, common: &Common, arguments: Dev) -> Result<(), Failure> {
    let stop = stop_signal()?;
    let data = Data::open_or_create(common.data.as_deref().unwrap_or(Path::new(FOLDER)))?;
    let listeners = listen_on_loopback(arguments.port, "--port").await?;
    let app_listeners = match arguments.no_app {
        true => Vec::new(),
        false => listen_on_loopback(arguments.app_port, "--app-port").await?,
    };
    let app = start(&data, arguments.port).await?;
    let site =
        Site { app_url: format!("http://localhost:{}", arguments.app_port), data: data.folder().to_owned() };
    let demo = demo::prepare(&app, &data, &site.app_url).await?;

    let mut servers = JoinSet::new();
    let mut run = |listeners: Vec<TcpListener>, served: Served| {
        for listener in listeners {
            servers.spawn(serve(listener, served.clone(), stopped(stop.clone()), DRAIN));
        }
    };
    run(listeners, crate::served(app.clone()));
    if !arguments.no_app {
        run(app_listeners, sample_app(&app, &demo, &site).await?.into());
    }
    let background = Background::start(&app, &stop);

    announce(output, &app, &demo, &site, arguments.no_app);
    while servers.join_next().await.is_some() {}
    background.finish().await;
    if !output.is_json() {
        output.line("\n  Stopped.");
    }
    Ok(())
}

struct Site {
    app_url: String,
    data: PathBuf,
}

async fn start(data: &Data, port: u16) -> Result<App, Failure> {
    let variables = std::env::vars()
        .filter(|(name, _)| name.starts_with("GENKAN_LOG_") || name.starts_with("GENKAN_LIMITS_"));
    let config = Config::load(data.sources(port).variables(variables))?;
    logging::init(&config.log);
    crate::app(config, Clock::System, Random::System).await.map_err(|error| {
        Failure::new(format!(
            "the data in {} cannot be used: {error}. Name another folder with --data, or move this one away to begin \
             anew.",
            data.folder().display()
        ))
    })
}

async fn sample_app(app: &App, demo: &Demo, site: &Site) -> Result<axum::Router, Failure> {
    let mut settings = genkan_example_axum_app::Config::builder()
        .endpoint(app.config.server.origin())
        .app_id(demo.application_id.as_str())
        .app_secret(demo.secret.expose())
        // Derived, so that people stay signed in to the sample app over a restart.
        .cookie_secret(BASE64_STANDARD.encode(app.sealer.derive("sample-app-cookie")));
    for scope in demo::scopes() {
        settings = settings.scope(scope);
    }
    let config = ExampleConfig::new(settings, &site.app_url, Some(orders::RESOURCE.to_owned()));
    let router = genkan_example_axum_app::router(config).await;
    router.map_err(|error| Failure::new(format!("the sample app cannot start: {error:#}")))
}

fn announce(output: &Output, app: &App, demo: &Demo, site: &Site, no_app: bool) {
    let endpoint = app.config.server.origin();
    let (id, secret) = (demo.application_id.as_str(), demo.secret.expose());
    let ready = json!({
        "endpoint": endpoint,
        "app": {
            "id": id,
            "secret": secret,
            "redirectUri": format!("{}/callback", site.app_url),
            "url": site.app_url,
        },
        "user": { "identifier": Demo::USERNAME, "password": demo.password },
        "resource": {
            "indicator": orders::RESOURCE,
            "scopes": orders::SCOPES.map(|(name, _)| name),
        },
        "organization": { "id": demo.organization_id, "name": organization::NAME },
        "management": {
            "id": demo.management.0,
            "secret": demo.management.1.expose(),
            "resource": app.config.management.resource,
        },
    });
    output.show(&ready, |output| {
        let data = site.data.display().to_string();
        output.line("");
        output.line(&format!("  {} is running.", output.bold("Genkan")));
        output.line("");
        if no_app {
            output.fields(&[
                ("Server", endpoint),
                ("Sign in as", Demo::USERNAME),
                ("Password", &demo.password),
            ]);
        } else {
            output.fields(&[
                ("Open", &output.bold(&site.app_url)),
                ("Sign in as", Demo::USERNAME),
                ("Password", &demo.password),
            ]);
        }
        output.line("");
        let redirect_uri = format!("{}/callback", site.app_url);
        let mut fields = vec![
            ("App id", id),
            ("App secret", secret),
            ("Redirect URI", redirect_uri.as_str()),
            ("API resource", orders::RESOURCE),
            ("Organization", demo.organization_id.as_str()),
            ("Data", &data),
        ];
        if !no_app {
            fields.insert(0, ("Endpoint", endpoint));
        }
        output.fields(&fields);
        output.line("");
        output.fields(&[
            ("Management API", &app.config.management.resource),
            ("Client id", demo.management.0.as_str()),
            ("Client secret", demo.management.1.expose()),
        ]);
        output.line("");
        output.line(&output.dim("  For development, on this machine only. Ctrl-C stops it; the data stays."));
    });
}
