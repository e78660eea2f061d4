//! A database with what the load needs: applications by the command line, users and a resource by SQL.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use genkan_database::{Db, args};
use serde_json::Value;

use super::lists;
use super::process::Process;

/// Where nobody listens: the load reads the code from the redirect.
pub const REDIRECT_URI: &str = "http://localhost:9/callback";
/// The API that client credentials ask for.
pub const RESOURCE: &str = "https://api.example.com";
/// The organization that the first users are in.
pub const ORGANIZATION: &str = "benchorganization";
/// How many of the users have a role and are in the organization.
const MEMBERS: u32 = 1_000;
/// Every user's password.
pub const PASSWORD: &str = "correct horse battery 7";

/// The application as `genkan app create` printed it.
#[derive(Debug, Clone)]
pub struct Application {
    pub id: String,
    pub secret: String,
}

/// A prepared database and how to start the server on it.
#[derive(Debug)]
pub struct Fixture {
    binary: PathBuf,
    database_url: String,
    pub address: SocketAddr,
    pub host: String,
    log: PathBuf,
    pub web: Application,
    pub native: Application,
    pub machine: Application,
    /// May use the management API.
    pub admin: Application,
}

impl Fixture {
    /// How to start the server on `database_url`, which may be empty.
    pub fn on(binary: &Path, database_url: &str, folder: &Path) -> Result<Self> {
        let address = SocketAddr::from(([127, 0, 0, 1], super::process::free_port()?));
        let nobody = Application { id: String::new(), secret: String::new() };
        Ok(Self {
            binary: binary.to_owned(),
            database_url: database_url.to_owned(),
            address,
            host: format!("localhost:{}", address.port()),
            log: folder.join("server.log"),
            web: nobody.clone(),
            native: nobody.clone(),
            machine: nobody.clone(),
            admin: nobody,
        })
    }

    /// Creates the schema, three applications, a resource and `users` users.
    pub async fn fill(&mut self, users: u32) -> Result<()> {
        self.genkan(&["migrate", "--json"])?;
        self.web = self.create_application("traditional", &["--redirect-uri", REDIRECT_URI])?;
        self.native = self.create_application("native", &["--redirect-uri", REDIRECT_URI])?;
        self.machine = self.create_application("machine-to-machine", &[])?;
        self.admin = self.create_application("machine-to-machine", &["--management"])?;
        let db = self.database().await?;
        insert_resource(&db).await?;
        insert_users(&db, 0, users).await?;
        db.close().await;
        Ok(())
    }

    /// Adds users until there are `users`.
    pub async fn grow(&self, from: u32, users: u32) -> Result<()> {
        let db = self.database().await?;
        insert_users(&db, from, users).await?;
        db.close().await;
        Ok(())
    }

    /// Adds what the lists of the management API show of a large tenant.
    pub async fn fill_lists(&self) -> Result<()> {
        let db = self.database().await?;
        let mut tx = db.begin().await?;
        lists::insert(&mut tx).await?;
        tx.commit().await?;
        db.close().await;
        Ok(())
    }

    async fn database(&self) -> Result<Db> {
        let config = genkan_database::DatabaseConfig { url: self.database_url.clone(), ..Default::default() };
        Ok(Db::open(&config).await?)
    }

    /// Starts the server.
    pub async fn serve(&self) -> Result<Process> {
        let mut command = self.command();
        command.arg("serve");
        Process::start(command, self.address, "/oidc/.well-known/openid-configuration", &self.log).await
    }

    fn create_application(&self, kind: &str, more: &[&str]) -> Result<Application> {
        let created = self.genkan(&[&["app", "create", kind, "--type", kind, "--json"], more].concat())?;
        let text = |name: &str| created.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        Ok(Application { id: text("id"), secret: text("secret") })
    }

    /// Runs `genkan ARGUMENTS` and reads the line of JSON it prints.
    fn genkan(&self, arguments: &[&str]) -> Result<Value> {
        let output =
            self.command().args(arguments).stdin(Stdio::null()).output().context("cannot start genkan")?;
        if !output.status.success() {
            bail!("genkan {}: {}", arguments.join(" "), String::from_utf8_lossy(&output.stderr).trim());
        }
        let said = String::from_utf8_lossy(&output.stdout);
        let line = said.lines().rfind(|line| line.starts_with('{')).unwrap_or("null");
        serde_json::from_str(line).with_context(|| format!("genkan {} printed {said}", arguments.join(" ")))
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.binary);
        command
            .env("GENKAN_SERVER_ENDPOINT", format!("http://{}", self.host))
            .env("GENKAN_SERVER_LISTEN", self.address.to_string())
            .env("GENKAN_DATABASE_URL", &self.database_url)
            .env("GENKAN_SECURITY_SECRET_KEY", STANDARD.encode([7; 32]))
            .env("GENKAN_LOG_FILTER", "warn")
            // All load comes from one address; the limits themselves are not what is measured.
            .env("GENKAN_LIMITS_AUTHORIZATION_REQUESTS_PER_MINUTE", "100000000")
            .env("GENKAN_LIMITS_SIGN_IN_ATTEMPTS_PER_MINUTE", "100000000");
        command
    }
}

/// The name that user `number` signs in with.
pub fn username(number: u32) -> String {
    format!("bench_{number:06}")
}

/// A resource with a scope, a role that has it, and an organization whose role has one more of both kinds.
async fn insert_resource(db: &Db) -> Result<()> {
    let mut tx = db.begin().await?;
    tx.execute(
        "INSERT INTO resources (id, indicator, name, access_token_ttl, is_default, created_at) VALUES ($1, $2, $3, 3600, FALSE, 0)",
        args!["benchresource", RESOURCE, "Benchmark"],
    )
    .await?;
    for statement in [
        "INSERT INTO scopes (id, resource_id, name, created_at) VALUES
             ('benchread', 'benchresource', 'read', 0), ('benchwrite', 'benchresource', 'write', 0)",
        "INSERT INTO roles (id, name, description, type, created_at)
             VALUES ('benchrole', 'Benchmark', '', 'User', 0)",
        "INSERT INTO role_scopes (role_id, scope_id) VALUES ('benchrole', 'benchread')",
        "INSERT INTO organizations (id, name, custom_data, color, branding, created_at)
             VALUES ('benchorganization', 'Benchmark', '{}', '{}', '{}', 0)",
        "INSERT INTO organization_roles (id, name, type, created_at) VALUES ('benchmember', 'member', 'User', 0)",
        "INSERT INTO organization_scopes (id, name, created_at) VALUES ('benchinvite', 'invite', 0)",
        "INSERT INTO organization_role_scopes (organization_role_id, organization_scope_id)
             VALUES ('benchmember', 'benchinvite')",
        "INSERT INTO organization_role_resource_scopes (organization_role_id, scope_id)
             VALUES ('benchmember', 'benchwrite')",
    ] {
        tx.execute(statement, args![]).await?;
    }
    tx.commit().await?;
    Ok(())
}

async fn insert_users(db: &Db, from: u32, until: u32) -> Result<()> {
    let hash = password_hash()?;
    for first in (from..until).step_by(5_000) {
        let mut tx = db.begin().await?;
        for number in first..until.min(first + 5_000) {
            let (id, name) = (format!("bench{number:07}"), username(number));
            tx.execute(
                "INSERT INTO users (id, username, username_key, name, password_hash, profile, custom_data, identities,
                     created_at, updated_at, search_text)
                 VALUES ($1, $2, $2, $2, $3, '{}', '{}', '{}', 0, 0, $4)",
                args![
                    id.as_str(),
                    name.as_str(),
                    hash.as_str(),
                    format!("\u{1f}{id}\u{1f}\u{1f}\u{1f}{name}\u{1f}{name}\u{1f}")
                ],
            )
            .await?;
            if number < MEMBERS {
                for statement in [
                    "INSERT INTO user_roles (user_id, role_id) VALUES ($1, 'benchrole')",
                    "INSERT INTO organization_users (organization_id, user_id) VALUES ('benchorganization', $1)",
                    "INSERT INTO organization_user_roles (organization_id, user_id, organization_role_id)
                     VALUES ('benchorganization', $1, 'benchmember')",
                ] {
                    tx.execute(statement, args![id.as_str()]).await?;
                }
            }
        }
        tx.commit().await?;
    }
    Ok(())
}

/// One hash for everybody, with the server's parameters: its cost is paid at each sign-in all the same.
fn password_hash() -> Result<String> {
    let salt = b"sixteen salt byt";
    let parameters =
        Params::new(19_456, 2, 1, Some(32)).map_err(|error| anyhow::anyhow!("argon2: {error}"))?;
    let mut hash = [0; 32];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, parameters)
        .hash_password_into(PASSWORD.as_bytes(), salt, &mut hash)
        .map_err(|error| anyhow::anyhow!("argon2: {error}"))?;
    let (salt, hash) = (STANDARD_NO_PAD.encode(salt), STANDARD_NO_PAD.encode(hash));
    Ok(format!("$argon2id$v=19$m=19456,t=2,p=1${salt}${hash}"))
}
