//! The command line.

mod app;
mod background;
mod config;
mod dev;
mod doctor;
mod error;
mod keys;
mod listen;
mod logging;
mod management;
mod migrate;
mod open;
mod output;
mod serve;
mod user;

use std::{path::PathBuf, process::ExitCode};

use clap::{Args, Parser, Subcommand};

use self::{error::Failure, output::Output};
use crate::random::Random;

/// An OpenID Connect identity server in one binary.
#[derive(Debug, Parser)]
#[command(name = "genkan", version, propagate_version = true, max_term_width = 100)]
struct Arguments {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

/// Options of every command.
#[derive(Clone, Debug, Default, Args)]
struct Common {
    /// Print one line of JSON instead of text
    #[arg(long, global = true)]
    json: bool,
    /// The configuration file [default: genkan.toml, if it exists]
    #[arg(long, global = true, value_name = "FILE", env = "GENKAN_CONFIG")]
    config: Option<PathBuf>,
    /// Use the data folder of `genkan dev` instead of a configuration
    #[arg(long, global = true, value_name = "DIR", conflicts_with = "config")]
    data: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Start everything for development: server, sample app, demo user (loopback only)
    Dev(dev::Dev),
    /// Run the server
    Serve(serve::Serve),
    /// Register and list applications
    #[command(subcommand)]
    App(app::AppCommand),
    /// Create users
    #[command(subcommand)]
    User(user::UserCommand),
    /// The tenant's configuration as a file: pull, diff, apply
    #[command(subcommand)]
    Config(config::ConfigCommand),
    /// List and rotate signing keys
    #[command(subcommand)]
    Keys(keys::KeysCommand),
    /// Bring the database to this version's schema
    Migrate,
    /// Look for what is wrong with the installation; changes nothing
    Doctor,
}

/// Parses the arguments and runs the command.
pub fn main() -> ExitCode {
    let Arguments { common, command } = Arguments::parse();
    let output = Output::new(common.json);
    let runtime = match &command {
        Command::Dev(_) | Command::Serve(_) => {
            // The generator's first use measures entropy for tens of milliseconds: begun here, it is done when the
            // first request comes.
            std::thread::spawn(|| Random::System.bytes::<1>());
            tokio::runtime::Builder::new_multi_thread().enable_all().build()
        }
        _ => tokio::runtime::Builder::new_current_thread().enable_all().build(),
    };
    let outcome = match runtime {
        Ok(runtime) => runtime.block_on(run(&output, &common, command)),
        Err(error) => Err(Failure::new(format!("the runtime cannot start: {error}"))),
    };
    match outcome {
        Ok(code) => code,
        Err(failure) => {
            output.failure(&failure);
            ExitCode::FAILURE
        }
    }
}

async fn run(output: &Output, common: &Common, command: Command) -> Result<ExitCode, Failure> {
    match command {
        // Boxed: their futures hold a whole server.
        Command::Dev(dev) => Box::pin(dev::run(output, common, dev)).await?,
        Command::Serve(serve) => Box::pin(serve::run(common, serve)).await?,
        Command::App(command) => app::run(output, common, command).await?,
        Command::User(command) => user::run(output, common, command).await?,
        // Boxed: it holds a transaction through a long walk.
        Command::Config(command) => return Box::pin(config::run(output, common, command)).await,
        Command::Keys(command) => keys::run(output, common, command).await?,
        Command::Doctor => return Box::pin(doctor::run(output, common)).await,
        Command::Migrate => migrate::run(output, common).await?,
    }
    Ok(ExitCode::SUCCESS)
}
