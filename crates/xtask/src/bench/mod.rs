//! `cargo xtask bench`: what the server does per second and per CPU second, beside what this machine can do at best.
//!
//! The server is the release binary, a process of its own on a fresh database; the load comes from this process. Raw
//! limits are taken in the same run, because only a ratio survives the next machine.

use anyhow::Result;
use clap::Args;

#[cfg(feature = "bench")]
mod browser;
#[cfg(feature = "bench")]
mod connection;
#[cfg(feature = "bench")]
mod fixture;
#[cfg(feature = "bench")]
mod limits;
#[cfg(feature = "bench")]
mod lists;
#[cfg(feature = "bench")]
mod load;
#[cfg(feature = "bench")]
mod operations;
#[cfg(feature = "bench")]
mod process;
#[cfg(feature = "bench")]
mod report;
#[cfg(feature = "bench")]
mod run;

/// How to measure.
#[derive(Debug, Args)]
pub struct Options {
    /// A shorter run that ends within two minutes
    #[arg(long)]
    pub quick: bool,
    /// One line of JSON instead of tables
    #[arg(long)]
    pub json: bool,
    /// The build profile of both processes: `release`, or `quick` while working on the benchmark itself
    #[arg(long, default_value = "release")]
    pub profile: String,
    /// The embedded database only
    #[arg(long)]
    pub no_postgres: bool,
    /// Only the operations whose name contains this
    #[arg(long)]
    pub only: Option<String>,
}

/// Builds the server and an optimised copy of this program, and lets that copy measure.
#[cfg(not(feature = "bench"))]
pub fn run(options: &Options) -> Result<bool> {
    use crate::workspace::{binary, cargo};
    use anyhow::Context;

    eprintln!("building the server and the load generator (profile {}) …", options.profile);
    // One after the other: built together, the server would be linked with what only the load generator asks for.
    for package in [&["genkan"] as &[_], &["xtask", "--features", "bench"]] {
        let mut build = cargo(&["build", "--quiet", "--locked", "--profile", &options.profile, "--package"]);
        if !build.args(package).status().context("cannot start cargo")?.success() {
            anyhow::bail!("the build failed");
        }
    }
    let generator = binary("xtask", &options.profile);
    let status = std::process::Command::new(&generator)
        .args(std::env::args_os().skip(1))
        .status()
        .with_context(|| format!("cannot start {}", generator.display()))?;
    Ok(status.success())
}

/// Measures.
#[cfg(feature = "bench")]
pub fn run(options: &Options) -> Result<bool> {
    run::run(options)
}

/// Serves the empty handler that the figures are compared with, until killed.
#[cfg(not(feature = "bench"))]
pub fn empty_handler() -> Result<bool> {
    anyhow::bail!("only a part of `cargo xtask bench`")
}

/// Serves the empty handler that the figures are compared with, until killed.
#[cfg(feature = "bench")]
pub fn empty_handler() -> Result<bool> {
    process::serve_empty_handler()
}
