//! Runs the app on port 3000, or on `PORT`.

use std::io::Write as _;

use anyhow::Context as _;
use genkan_example_leptos_app::router;
use genkan_sdk::Config;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let resources = std::env::var("GENKAN_RESOURCES").unwrap_or_default();
    let resources = resources.split_whitespace().map(str::to_owned).collect();
    let app = router(Config::from_env()?, resources)?;
    let port = match std::env::var("PORT") {
        Ok(port) => port.parse().with_context(|| format!("PORT is `{port}`, not a port number"))?,
        Err(_) => 3000,
    };
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port))
        .await
        .with_context(|| format!("port {port} is taken; stop what uses it or set PORT, and try again"))?;
    writeln!(std::io::stdout(), "The Leptos example is at http://localhost:{port}")?;
    axum::serve(listener, app).await?;
    Ok(())
}
