//! Runs the sample app by itself, configured by its environment.

use std::io::{IsTerminal as _, Write as _};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Parser;
use genkan_example_axum_app::{ExampleConfig, Store, router};
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;

const ENVIRONMENT: &str = "\
Environment:
  GENKAN_ENDPOINT        Genkan or Logto [default: http://localhost:3001]
  GENKAN_ISSUER          Instead: the issuer of any other OpenID provider
  GENKAN_APP_ID          The id of the registered application
  GENKAN_APP_SECRET      Its secret
  GENKAN_BASE_URL        Where browsers reach this app [default: http://localhost:3000]
  GENKAN_ALLOWED_HOSTS   Instead: the hosts browsers may reach it at, separated by spaces
  GENKAN_COOKIE_SECRET   At least 32 bytes: openssl rand -base64 32. To rotate: new,old
  GENKAN_RESOURCES       Resource indicators, separated by spaces. The first is the demo API that this app serves
  GENKAN_SCOPES          What to ask for besides openid offline_access profile, such as: email read:orders
  GENKAN_REFRESH_MARGIN  Seconds before its expiry at which a token is refreshed [default: 60]
  GENKAN_STORE           As --store
  RUST_LOG               What to log [default: warn]

Register GENKAN_BASE_URL/callback as the redirect URI and GENKAN_BASE_URL/ as the post-logout redirect URI.
For organizations add urn:logto:scope:organizations to GENKAN_SCOPES.";

/// A small web app with sign-in: what the person's session holds, an API, organizations, a streamed page
#[derive(Debug, Parser)]
#[command(version, after_help = ENVIRONMENT)]
struct Arguments {
    /// Where sessions are kept: cookie, memory or redis://HOST:PORT/DATABASE [default: cookie]
    #[arg(long, value_name = "STORE")]
    store: Option<String>,
    /// Port to listen on, when it is not the one of GENKAN_BASE_URL (behind a proxy)
    #[arg(long)]
    port: Option<u16>,
}

#[tokio::main]
async fn main() -> ExitCode {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn"));
    let colours = std::io::stderr().is_terminal();
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(colours).init();
    match run(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nobody is left to tell when even this fails.
            let _told = writeln!(std::io::stderr(), "{error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.trim().is_empty());
    let (switch, store) = match arguments.store {
        Some(store) => ("--store", store),
        None => ("GENKAN_STORE", variable("GENKAN_STORE").unwrap_or_default()),
    };
    let store = store.parse::<Store>().context(switch)?;
    let config = ExampleConfig::from_environment(variable, store);
    let app = router(config.clone()).await?;

    let port = arguments
        .port
        .or_else(|| config.port())
        .context("which port to listen on is not known; use --port")?;
    let mut servers = tokio::task::JoinSet::new();
    for listener in listen(port).await? {
        let serve = axum::serve(listener, app.clone()).with_graceful_shutdown(interrupted());
        servers.spawn(async move { serve.await });
    }
    let at = config.base_url.unwrap_or_else(|| format!("http://localhost:{port}"));
    writeln!(std::io::stdout(), "The sample app is at {at}")?;
    while let Some(ended) = servers.join_next().await {
        ended??;
    }
    Ok(())
}

/// This machine only, by either of its addresses: `localhost` may be both.
async fn listen(port: u16) -> anyhow::Result<Vec<TcpListener>> {
    let taken =
        || format!("port {port} cannot be listened on; stop what uses it, or choose another with --port");
    let mut listeners =
        vec![TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await.with_context(taken)?];
    // Machines without IPv6 do with the first.
    listeners.extend(TcpListener::bind(SocketAddr::from((Ipv6Addr::LOCALHOST, port))).await);
    Ok(listeners)
}

async fn interrupted() {
    // Without a signal handler the app simply runs until it is killed.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
