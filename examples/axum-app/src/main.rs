//! Runs the sample app by itself, on port 3000.

use std::env::var;
use std::io::Write as _;

use anyhow::Context as _;
use genkan_example_axum_app::{ExampleConfig, router};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let or = |name: &str, default: &str| var(name).unwrap_or_else(|_| default.to_owned());
    let config = ExampleConfig {
        endpoint: or("GENKAN_ENDPOINT", "http://localhost:3001"),
        app_id: or("GENKAN_APP_ID", ""),
        app_secret: or("GENKAN_APP_SECRET", ""),
        base_url: or("GENKAN_BASE_URL", "http://localhost:3000"),
        resource: var("GENKAN_RESOURCE").ok().filter(|resource| !resource.is_empty()),
        scopes: or("GENKAN_SCOPES", "").split_whitespace().map(str::to_owned).collect(),
        cookie_secret: or("GENKAN_COOKIE_SECRET", ""),
    };
    let base_url = config.base_url.clone();
    let app = router(config).await?;
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 3000))
        .await
        .context("port 3000 is taken; stop what uses it and try again")?;
    writeln!(std::io::stdout(), "The sample app is at {base_url}")?;
    axum::serve(listener, app)
        .with_graceful_shutdown(async {
            // Without a signal handler the app simply runs until it is killed.
            if tokio::signal::ctrl_c().await.is_err() {
                std::future::pending::<()>().await;
            }
        })
        .await?;
    Ok(())
}
