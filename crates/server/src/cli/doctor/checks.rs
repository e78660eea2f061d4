use std::os::unix::fs::PermissionsExt;

use genkan_database::{DatabaseConfig, Db, DbError, args};

use super::{Finding, redirect_uris};
use crate::{
    app::App,
    applications,
    clock::{Clock, Timestamp},
    config::{Config, ServerSection},
    jobs,
    random::Random,
    signing_keys,
};

/// 2026-01-01T00:00:00Z: this program is younger than that.
const OLDEST_NOW: Timestamp = Timestamp::from_millis(1_767_225_600_000);

/// Encryption, and whether the port fits.
pub(super) fn endpoint(server: &ServerSection) -> Vec<Finding> {
    let host = server.endpoint.host_str().unwrap_or_default();
    let loopback = matches!(host, "localhost" | "127.0.0.1" | "[::1]");
    let mut findings = Vec::new();
    if !server.is_secure() && !loopback {
        findings.push(Finding::warning(
            "endpoint",
            format!("{} is not https: passwords and cookies travel unprotected", server.endpoint),
        ));
    }
    let port = server.endpoint.port_or_known_default();
    if loopback && port.is_some_and(|port| port != server.listen.port()) {
        findings.push(Finding::warning(
            "endpoint",
            format!("{} names another port than server.listen ({})", server.endpoint, server.listen),
        ));
    }
    findings
}

/// The key's file must be its owner's alone.
pub(super) fn secret_key_file(path: Option<&str>) -> Option<Finding> {
    let path = path?;
    let mode = std::fs::metadata(path).ok()?.permissions().mode() & 0o777;
    Some(if mode & 0o077 == 0 {
        Finding::ok("secret key", "long enough, and its file is its owner's alone")
    } else {
        Finding::warning("secret key", format!("others may read {path} (mode {mode:o}); chmod 600 {path}"))
    })
}

/// What can be seen through the database.
pub(super) async fn installation(config: Config) -> Vec<Finding> {
    if let Some(path) = config.database.url.strip_prefix("sqlite:")
        && !std::path::Path::new(path).exists()
    {
        let message = format!("{path} does not exist yet; the first start makes it");
        return vec![clock(None), Finding::warning("database", message)];
    }
    let database = DatabaseConfig { url: config.database.url.clone(), ..DatabaseConfig::default() };
    let db = match Db::open(&database).await {
        Ok(db) => db,
        Err(error) => return vec![clock(None), Finding::failure("database", error.to_string())],
    };
    let mut findings = match schema(&db).await {
        Ok(finding) => vec![finding],
        Err(error) => vec![Finding::failure("database", error.to_string())],
    };
    let app = App::builder(config, db, Clock::System, Random::System);
    let app = app.with(signing_keys::KeyRingCache::default()).build();
    if findings.iter().all(|finding| finding.status == super::Status::Ok) {
        findings.push(
            writable(&app).await.unwrap_or_else(|error| Finding::failure("database", error.to_string())),
        );
        match newest(&app).await {
            Ok(newest) => findings.push(clock(newest)),
            Err(error) => findings.push(Finding::failure("clock", error.to_string())),
        }
        findings.push(keys(&app).await);
        match list(&app).await {
            Ok(applications) => findings.extend(redirect_uris::check(&applications)),
            Err(error) => findings.push(Finding::failure("redirect URIs", error.to_string())),
        }
    }
    app.db.close().await;
    findings
}

async fn list(app: &App) -> Result<Vec<applications::Application>, DbError> {
    applications::list(&mut app.db.read().await?).await
}

async fn schema(db: &Db) -> Result<Finding, DbError> {
    let mut conn = db.read().await?;
    let applied: Vec<(i64,)> =
        conn.all("SELECT version FROM schema_migrations ORDER BY version", args![]).await.unwrap_or_default();
    let newest = crate::MIGRATIONS.last().map_or(0, |migration| migration.version);
    let found = applied.last().map_or(0, |(version,)| *version);
    Ok(if found == newest {
        Finding::ok("database", format!("answers, schema version {found}"))
    } else if found > newest {
        let message =
            format!("schema version {found} was made by a newer version of genkan; this one knows {newest}");
        Finding::failure("database", message)
    } else {
        let message =
            format!("schema version {found} of {newest}: run `genkan migrate`, or start the server");
        Finding::warning("database", message)
    })
}

/// Takes a lease and rolls back.
async fn writable(app: &App) -> Result<Finding, DbError> {
    let mut tx = app.db.begin().await?;
    jobs::acquire(&mut tx, "doctor", app.node(), app.clock.now(), 1).await?;
    drop(tx);
    Ok(Finding::ok("database", "takes writes"))
}

async fn newest(app: &App) -> Result<Option<Timestamp>, DbError> {
    let row: (Option<Timestamp>,) = app
        .db
        .read()
        .await?
        .one(
            "SELECT MAX(newest) FROM (SELECT MAX(created_at) AS newest FROM users
             UNION ALL SELECT MAX(created_at) FROM applications
             UNION ALL SELECT MAX(created_at) FROM signing_keys) AS times",
            args![],
        )
        .await?;
    Ok(row.0)
}

/// Tokens are dated: a clock that is wrong breaks every sign-in.
fn clock(newest: Option<Timestamp>) -> Finding {
    let now = Clock::System.now();
    match newest {
        _ if now < OLDEST_NOW => Finding::failure("clock", format!("it says {now}, which has long passed")),
        Some(newest) if newest > now.plus_seconds(60) => Finding::failure(
            "clock",
            format!(
                "it says {now}, but something was created at {newest}: the clock went back, or was ahead"
            ),
        ),
        _ => Finding::ok("clock", format!("it says {now}")),
    }
}

async fn keys(app: &App) -> Finding {
    match signing_keys::ring(app).await {
        Ok(ring) => Finding::ok(
            "signing keys",
            format!("{} signs, and opens with the secret key", ring.current().algorithm().as_str()),
        ),
        Err(error) => Finding::failure(
            "signing keys",
            format!("{error}. Is this the secret key the installation was made with?"),
        ),
    }
}
