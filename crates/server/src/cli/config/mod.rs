//! `genkan config …`: configuration as code.

mod plan;

use std::{
    io::{self, BufRead, IsTerminal, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Args, Subcommand};
use serde_json::json;

use super::{Common, error::Failure, open::open, output::Output};
use crate::{
    app::App,
    config::ConfigErrors,
    tenant_config::{self, Plan, Secrets, TenantConfig},
};

/// `genkan config …`.
#[derive(Debug, Subcommand)]
pub(super) enum ConfigCommand {
    /// Print the tenant's configuration as a file, without secrets
    Pull,
    /// Show what applying a file would change; ends with 2 when there is something
    Diff(Diff),
    /// Make the tenant as a file says, after showing what changes
    Apply(Apply),
}

/// Options of `genkan config diff`.
#[derive(Debug, Args)]
pub(super) struct Diff {
    /// The file, as `genkan config pull` prints it
    file: PathBuf,
    /// Delete what the file does not name
    #[arg(long)]
    prune: bool,
}

/// Options of `genkan config apply`.
#[derive(Debug, Args)]
pub(super) struct Apply {
    #[command(flatten)]
    diff: Diff,
    /// Do not ask
    #[arg(long)]
    yes: bool,
}

/// `diff` found differences.
const DIFFERENT: u8 = 2;

pub(super) async fn run(
    output: &Output,
    common: &Common,
    command: ConfigCommand,
) -> Result<ExitCode, Failure> {
    // What is wrong with the file is told before the database is opened.
    let wanted = match &command {
        ConfigCommand::Pull => None,
        ConfigCommand::Diff(diff) | ConfigCommand::Apply(Apply { diff, .. }) => Some(read(&diff.file)?),
    };
    let app = open(common).await?;
    let outcome = match (&command, &wanted) {
        (ConfigCommand::Diff(diff), Some(wanted)) => self::diff(output, &app, wanted, diff.prune).await,
        (ConfigCommand::Apply(arguments), Some(wanted)) => apply(output, &app, wanted, arguments).await,
        _ => pull(output, &app).await,
    };
    app.db.close().await;
    outcome
}

/// A file and the secrets it refers to.
struct Wanted {
    config: TenantConfig,
    secrets: Secrets,
}

fn read(file: &Path) -> Result<Wanted, Failure> {
    let text = std::fs::read_to_string(file)
        .map_err(|error| Failure::new(format!("{} cannot be read: {error}", file.display())))?;
    let wrong = |errors: ConfigErrors| Failure::new(errors.to_string());
    let config = tenant_config::parse(&text, file).map_err(wrong)?;
    let folder = file.parent().unwrap_or(Path::new(""));
    let secrets = Secrets::resolve(&config, |name| std::env::var(name).ok(), folder).map_err(wrong)?;
    Ok(Wanted { config, secrets })
}

async fn pull(output: &Output, app: &App) -> Result<ExitCode, Failure> {
    let config = tenant_config::pull(app).await?;
    if output.is_json() {
        output.show(&config, |_| ());
    } else {
        let text = tenant_config::write(&config)
            .map_err(|error| Failure::new(format!("the configuration does not fit into TOML: {error}")))?;
        output.line(text.trim_end());
    }
    Ok(ExitCode::SUCCESS)
}

async fn diff(output: &Output, app: &App, wanted: &Wanted, prune: bool) -> Result<ExitCode, Failure> {
    let plan = tenant_config::preview(app, &wanted.config, &wanted.secrets, prune).await?;
    output.show(&plan::value(&plan), |output| plan::show(output, &plan));
    Ok(if plan.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(DIFFERENT) })
}

async fn apply(output: &Output, app: &App, wanted: &Wanted, arguments: &Apply) -> Result<ExitCode, Failure> {
    let prune = arguments.diff.prune;
    let plan = tenant_config::preview(app, &wanted.config, &wanted.secrets, prune).await?;
    if !output.is_json() {
        plan::show(output, &plan);
    }
    if !plan.is_empty() {
        if !arguments.yes && !agreed(output, &plan)? {
            output.line("Nothing was changed.");
            return Ok(ExitCode::FAILURE);
        }
        tenant_config::apply(app, &wanted.config, &wanted.secrets, prune, &plan).await?;
    }
    let mut value = plan::value(&plan);
    value["applied"] = json!(true);
    output.show(&value, |output| {
        if !plan.is_empty() {
            output.line("Applied. Running servers notice within a second.");
        }
    });
    Ok(ExitCode::SUCCESS)
}

/// Asks the person at the terminal.
fn agreed(output: &Output, plan: &Plan) -> Result<bool, Failure> {
    if !io::stdin().is_terminal() || output.is_json() {
        return Err(Failure::new("there is nobody to ask; look at the plan and add --yes to apply it"));
    }
    let deleted = plan.count(tenant_config::Action::Delete);
    let warning = match deleted {
        0 => String::new(),
        1 => " One thing is deleted with all that depends on it.".to_owned(),
        many => format!(" {many} things are deleted with all that depends on them."),
    };
    write!(io::stdout(), "Apply this?{warning} [y/N] ")?;
    io::stdout().flush()?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    Ok(matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes"))
}

impl From<tenant_config::Error> for Failure {
    fn from(error: tenant_config::Error) -> Self {
        Self::new(error.to_string())
    }
}
