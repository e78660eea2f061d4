use clap::{Args, Subcommand};
use genkan_database::{DbError, retry};
use genkan_oauth::jose::Algorithm;
use serde_json::{Value, json};

use super::{Common, error::Failure, open::open, output::Output};
use crate::{
    app::App,
    clock::Timestamp,
    signing_keys::{self, KeyInfo},
};

/// `genkan keys …`.
#[derive(Debug, Subcommand)]
pub(super) enum KeysCommand {
    /// List the signing keys
    List,
    /// Make a new signing key; the old one verifies until the next rotation
    Rotate(Rotate),
    /// Take a key out of use at once: what it signed no longer verifies. For a key that leaked
    Retire {
        /// The key, as `genkan keys list` shows it
        kid: String,
    },
}

/// Options of `genkan keys rotate`.
#[derive(Debug, Args)]
pub(super) struct Rotate {
    /// ES256, ES384, ES512, EdDSA, RS256 or PS256
    #[arg(long, default_value = "ES384", value_parser = parse_algorithm)]
    algorithm: Algorithm,
    /// Publish the key now and sign with it after this many seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 0)]
    grace: u32,
}

fn parse_algorithm(text: &str) -> Result<Algorithm, String> {
    Algorithm::ALL.into_iter().find(|algorithm| algorithm.as_str().eq_ignore_ascii_case(text)).ok_or_else(
        || {
            let names: Vec<&str> = Algorithm::ALL.iter().map(|algorithm| algorithm.as_str()).collect();
            format!("it is one of {}", names.join(", "))
        },
    )
}

pub(super) async fn run(output: &Output, common: &Common, command: KeysCommand) -> Result<(), Failure> {
    let app = open(common).await?;
    let outcome = match command {
        KeysCommand::List => list(output, &app).await,
        KeysCommand::Rotate(arguments) => rotate(output, &app, &arguments).await,
        KeysCommand::Retire { kid } => retire(output, &app, &kid).await,
    };
    app.db.close().await;
    outcome
}

async fn list(output: &Output, app: &App) -> Result<(), Failure> {
    let now = app.clock.now();
    let keys = signing_keys::list(&mut app.db.read().await?).await?;
    let described: Vec<Value> = keys
        .iter()
        .map(|key| {
            json!({
                "kid": key.kid,
                "algorithm": key.algorithm.as_str(),
                "status": status(key, &keys, now),
                "createdAt": key.created_at,
                "activatesAt": key.activates_at,
                "retiresAt": key.retires_at,
            })
        })
        .collect();
    output.show(&described, |output| {
        for key in &keys {
            let (algorithm, status) = (key.algorithm.as_str(), status(key, &keys, now));
            let since = format!("since {}", key.activates_at);
            output.line(&format!("  {}  {algorithm:5}  {status:8}  {}", key.kid, output.dim(&since)));
        }
    });
    Ok(())
}

/// `current` signs, `next` waits, `previous` still verifies, `retired` is out of the JWKS.
fn status(key: &KeyInfo, all: &[KeyInfo], now: Timestamp) -> &'static str {
    let live = |key: &&KeyInfo| key.activates_at <= now && key.retires_at.is_none_or(|at| at > now);
    let current = all.iter().filter(live).max_by_key(|key| key.activates_at);
    if key.retires_at.is_some_and(|at| at <= now) {
        "retired"
    } else if key.activates_at > now {
        "next"
    } else if current.is_some_and(|current| current.kid == key.kid) {
        "current"
    } else {
        "previous"
    }
}

async fn rotate(output: &Output, app: &App, arguments: &Rotate) -> Result<(), Failure> {
    let kid = retry(async || {
        let mut tx = app.db.begin().await?;
        let kid = signing_keys::rotate(app, &mut tx, arguments.algorithm, arguments.grace).await?;
        tx.commit().await?;
        Ok::<_, DbError>(kid)
    });
    let kid = kid.await?;
    let algorithm = arguments.algorithm.as_str();
    let activates_at = app.clock.now().plus_seconds(i64::from(arguments.grace));
    let value = json!({ "kid": kid, "algorithm": algorithm, "activatesAt": activates_at });
    output.show(&value, |output| {
        let when = if arguments.grace == 0 { "now".to_owned() } else { activates_at.to_string() };
        output.fields(&[("Key", &kid), ("Algorithm", algorithm), ("Signs from", &when)]);
        output.line(&output.dim("\n  Running servers notice within a second."));
    });
    Ok(())
}

async fn retire(output: &Output, app: &App, kid: &str) -> Result<(), Failure> {
    let retired = retry(async || {
        let mut tx = app.db.begin().await?;
        let retired = signing_keys::retire(app, &mut tx, kid).await?;
        tx.commit().await?;
        Ok::<_, DbError>(retired)
    });
    if !retired.await? {
        return Err(Failure::new(format!(
            "No key was retired: {kid} is unknown, retired already, or the one that signs now. \
             `genkan keys list` shows them; `genkan keys rotate` lets another sign first."
        )));
    }
    output.show(&json!({ "kid": kid, "status": "retired" }), |output| {
        output.fields(&[("Key", kid), ("Status", "retired")]);
        output.line(
            &output.dim("\n  Running servers notice within a second; caches of clients when they next ask."),
        );
    });
    Ok(())
}
