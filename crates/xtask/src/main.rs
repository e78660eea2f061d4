//! The project's own chores in Rust, so that nothing else must be installed to run them: `cargo xtask --help`.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command-line program speaks on its terminal"
)]

mod bench;
mod chores;
mod prerequisites;
mod step;
mod suite;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};

#[derive(Debug, Parser)]
#[command(name = "cargo xtask", about = "The project's chores", disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Debug, Subcommand)]
enum Chore {
    /// Everything a change must pass: lints, all Rust tests on both databases, the Next.js package, the browser test
    Test {
        /// Run one part only
        #[arg(long)]
        only: Option<Part>,
        /// Say what is missing on this machine instead of installing it
        #[arg(long)]
        no_install: bool,
    },
    /// The browser and client-library tests alone; screenshots go to e2e/screenshots
    E2e {
        /// Say what is missing on this machine instead of installing it
        #[arg(long)]
        no_install: bool,
        /// Run only the tests whose name matches this pattern
        #[arg(long)]
        name: Option<String>,
    },
    /// Measure the release server on both databases, beside the raw limits of this machine
    Bench(bench::Options),
    /// Licences, banned crates and sources of every dependency (needs cargo-deny)
    Deny {
        /// Also the RustSec advisories, which are fetched from the network
        #[arg(long)]
        advisories: bool,
    },
    /// Fuzz every parser of the protocol crate for a while (needs cargo-fuzz and a nightly toolchain)
    Fuzz {
        /// Seconds for each target
        #[arg(long, default_value_t = 30)]
        seconds: u32,
    },
    /// The empty handler that the benchmark compares with
    #[command(hide = true)]
    EmptyHandler,
}

/// A part of `cargo xtask test`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    Lint,
    Rust,
    Next,
    E2e,
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().chore {
        Chore::Test { only, no_install } => suite::test(only, !no_install),
        Chore::E2e { no_install, name } => suite::e2e(!no_install, name.as_deref()),
        Chore::Bench(options) => bench::run(&options),
        Chore::Deny { advisories } => chores::deny(advisories),
        Chore::Fuzz { seconds } => chores::fuzz(seconds),
        Chore::EmptyHandler => bench::empty_handler(),
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("cargo xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}
