//! The management API's lists on a large tenant: one request after the other, so that a latency is server time.

use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, bail};
use genkan_database::{Tx, args};
use serde_json::{Value, json};

use super::connection::{Connection, form, get, post_form};
use super::fixture::Fixture;
use super::load::{self, Client, Window};
use super::operations::basic;
use super::process::Process;
use super::report;

/// People, all in the directory.
pub const USERS: u32 = 100_000;
const ORGANIZATIONS: u32 = 1_000;
/// The large organization's members; the others have fifty each.
const MEMBERS: i64 = 50_000;
/// The large organization.
const LARGE: &str = "benchorg0000";
const ROLE: &str = "bencheverybody";

/// The lists: what the table calls them, and the path.
const LISTS: [(&str, &str, &str); 12] = [
    ("users", "users, first page", "/api/users?page=1&page_size=20"),
    ("usersFar", "users, page 4,000", "/api/users?page=4000&page_size=20"),
    ("usersSearch", "users, search by part of a name", "/api/users?search=%25bench_0999%25"),
    ("usersWhole", "users, search by a whole username", "/api/users?search=bench_099999"),
    ("roles", "roles with their users counted", "/api/roles?page=1&page_size=20"),
    ("roleUsers", "users of a role that 100,000 have", "/api/roles/bencheverybody/users?page=1&page_size=20"),
    ("organizations", "organizations, first page", "/api/organizations?page=1&page_size=20"),
    (
        "featured",
        "organizations with members shown",
        "/api/organizations?page=1&page_size=20&showFeatured=true",
    ),
    ("members", "members of 50,000, first page", "/api/organizations/benchorg0000/users?page=1&page_size=20"),
    (
        "membersFar",
        "members of 50,000, page 2,500",
        "/api/organizations/benchorg0000/users?page=2500&page_size=20",
    ),
    ("logs", "logs of 100,000, first page", "/api/logs?page=1&page_size=20"),
    ("logsOfUser", "logs of one user", "/api/logs?page=1&page_size=20&userId=bench0050000"),
];

/// Fills the database up and measures every list on `server`, which serves it.
pub async fn measure(fixture: &Fixture, server: &Process, window: Window) -> Result<Value> {
    let token = management_token(fixture).await?;
    let mut figures = json!({});
    for (name, _, path) in LISTS {
        let headers = format!("Authorization: Bearer {token}\r\n");
        let connection = Connection::open(fixture.address).await?;
        let list = List { connection, request: get(&fixture.host, path, &headers), path };
        let (measured, _) = load::drive(server, vec![list], window).await?;
        figures[name] = report::figures(&measured, None);
    }
    Ok(figures)
}

/// The rows of the table: words and figures.
pub fn rows(figures: &Value) -> impl Iterator<Item = (&'static str, &Value)> {
    LISTS.iter().map(|(name, words, _)| (*words, &figures[name])).filter(|(_, figures)| !figures.is_null())
}

async fn management_token(fixture: &Fixture) -> Result<String> {
    let fields = [
        ("grant_type", "client_credentials"),
        ("resource", "https://default.logto.app/api"),
        ("scope", "all"),
    ];
    let request = post_form(&fixture.host, "/oidc/token", &basic(&fixture.admin), &form(&fields));
    let mut connection = Connection::open(fixture.address).await?;
    let response = connection.exchange(&request).await?;
    let body: Value = serde_json::from_slice(response.body)?;
    Ok(body["access_token"].as_str().with_context(|| format!("no management token: {body}"))?.to_owned())
}

#[derive(Debug)]
struct List {
    connection: Connection,
    request: Vec<u8>,
    path: &'static str,
}

impl Client for List {
    async fn operate(&mut self) -> Result<bool> {
        let response = self.connection.exchange(&self.request).await?;
        if response.status != 200 || !response.body.starts_with(b"[{") {
            bail!("{}: {} {}", self.path, response.status, String::from_utf8_lossy(response.body));
        }
        Ok(true)
    }
}

/// Organizations with members, a role everybody has, and an entry of the audit log for each of the users, who are
/// there already.
pub async fn insert(tx: &mut Tx) -> Result<()> {
    #[expect(clippy::disallowed_methods, reason = "the rows are as old as the run")]
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis() as i64;
    for number in 0..ORGANIZATIONS {
        let (id, name) = (format!("benchorg{number:04}"), format!("Organization {number}"));
        tx.execute(
            "INSERT INTO organizations (id, name, custom_data, color, branding, created_at)
             VALUES ($1, $2, '{}', '{}', '{}', $3)",
            args![id.as_str(), name.as_str(), now - i64::from(number)],
        )
        .await?;
        let (count, from) = if id == LARGE { (MEMBERS, 0) } else { (50, i64::from(number) * 50) };
        tx.execute(
            "INSERT INTO organization_users (organization_id, user_id)
             SELECT $1, id FROM users WHERE id LIKE 'bench%' ORDER BY id LIMIT $2 OFFSET $3",
            args![id.as_str(), count, from],
        )
        .await?;
    }
    tx.execute(
        "INSERT INTO roles (id, name, description, type, is_default, created_at)
         VALUES ($1, 'Everybody', 'Everybody', 'User', FALSE, $2)",
        args![ROLE, now],
    )
    .await?;
    tx.execute(
        "INSERT INTO user_roles (user_id, role_id) SELECT id, $1 FROM users WHERE id LIKE 'bench%'",
        args![ROLE],
    )
    .await?;
    tx.execute(
        "INSERT INTO logs (id, key, payload, succeeded, user_id, created_at)
         SELECT 'log' || id, 'Interaction.SignIn.Submit', '{\"key\":\"Interaction.SignIn.Submit\",\"result\":\"Success\"}',
             TRUE, id, $1 - CAST(substr(id, 6) AS BIGINT)
         FROM users WHERE id LIKE 'bench%'",
        args![now],
    )
    .await?;
    Ok(())
}
