//! `cargo xtask bench`: what the server does per second and per CPU second, beside what this machine can do at best.

use anyhow::Result;
use clap::Args;

/// How to measure.
#[derive(Debug, Args)]
pub struct Options {
    /// A shorter run that ends within two minutes
    #[arg(long)]
    pub quick: bool,
    /// One line of JSON instead of tables
    #[arg(long)]
    pub json: bool,
}

/// Runs the benchmark.
pub fn run(_options: &Options) -> Result<bool> {
    anyhow::bail!("the benchmark is not written yet")
}

/// Serves the empty handler.
pub fn empty_handler() -> Result<bool> {
    anyhow::bail!("the benchmark is not written yet")
}
