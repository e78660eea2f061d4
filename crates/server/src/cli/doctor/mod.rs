//! `genkan doctor`: looks at the installation the way somebody would who has been called at night.

mod checks;
mod reachability;
mod redirect_uris;

use std::process::ExitCode;

use serde::Serialize;

use super::{Common, error::Failure, open, output::Output};
use crate::config::Config;

/// One thing looked at.
#[derive(Debug, Serialize)]
struct Finding {
    check: &'static str,
    status: Status,
    message: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
enum Status {
    Ok,
    Warning,
    Failure,
}

impl Finding {
    fn ok(check: &'static str, message: impl Into<String>) -> Self {
        Self { check, status: Status::Ok, message: message.into() }
    }

    fn warning(check: &'static str, message: impl Into<String>) -> Self {
        Self { check, status: Status::Warning, message: message.into() }
    }

    fn failure(check: &'static str, message: impl Into<String>) -> Self {
        Self { check, status: Status::Failure, message: message.into() }
    }
}

/// Changes nothing; exits with failure when something is broken.
pub(super) async fn run(output: &Output, common: &Common) -> Result<ExitCode, Failure> {
    let sources = open::sources(common)?;
    let key_file = sources.text("security.secret_key_file").map(str::to_owned);
    let findings = match Config::load(sources) {
        Err(errors) => {
            errors.0.iter().map(|error| Finding::failure("configuration", error.to_string())).collect()
        }
        Ok(config) => examine(config, key_file.as_deref()).await,
    };
    let healthy = findings.iter().all(|finding| finding.status != Status::Failure);
    let value = serde_json::json!({ "healthy": healthy, "checks": findings });
    output.show(&value, |output| {
        let width = findings.iter().map(|finding| finding.check.len()).max().unwrap_or(0);
        for Finding { check, status, message } in &findings {
            let mark = match status {
                Status::Ok => output.styled("32", "ok     "),
                Status::Warning => output.styled("33", "warning"),
                Status::Failure => output.styled("31", "failure"),
            };
            let message = message.replace('\n', &format!("\n{}", " ".repeat(width + 13)));
            output.line(&format!("  {mark}  {check:width$}  {message}"));
        }
    });
    Ok(if healthy { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn examine(config: Config, key_file: Option<&str>) -> Vec<Finding> {
    let mut findings = vec![Finding::ok("configuration", "every setting is understood")];
    findings.extend(checks::endpoint(&config.server));
    findings.extend(reachability::endpoint(&config.server).await);
    findings.extend(checks::secret_key_file(key_file));
    findings.extend(checks::installation(config).await);
    findings
}
