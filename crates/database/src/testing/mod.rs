//! Throw-away databases of both engines, for tests (feature `testing`).
//!
//! ```no_run
//! # use genkan_database::testing;
//! # async fn test() {
//! for engine in testing::engines() {
//!     let database = testing::open(engine).await;
//!     let _tx = database.db.begin().await;
//! }
//! # }
//! ```
//!
//! PostgreSQL comes from `TEST_DATABASE_URL` (a server on which databases may be created), or else from a cluster of
//! its own that lives as long as the test process. `TEST_ENGINES=sqlite` leaves PostgreSQL out.
//! Everything here panics when it fails: a test cannot go on without its database.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "only tests use this module")]

mod cluster;
mod server;
mod template;

use tempfile::TempDir;

pub use cluster::{Cluster, Durability};
pub use template::Template;

use crate::{DatabaseConfig, Db, Engine};
use server::TestDatabaseName;

/// A database of its own, dropped with this value.
#[derive(Debug)]
pub struct TestDatabase {
    /// The open database.
    pub db: Db,
    /// The URL it was opened with, for a second `Db` or another process.
    pub url: String,
    guard: Guard,
}

#[derive(Debug)]
enum Guard {
    Directory(TempDir),
    Server(TestDatabaseName),
}

impl TestDatabase {
    async fn on_server(name: TestDatabaseName) -> Self {
        let url = name.url();
        Self { db: open_url(&url).await, url, guard: Guard::Server(name) }
    }

    /// Opens the same database once more, as another node would.
    pub async fn reopen(&self) -> Db {
        open_url(&self.url).await
    }

    /// The embedded file; `None` on PostgreSQL.
    pub fn path(&self) -> Option<std::path::PathBuf> {
        match &self.guard {
            Guard::Directory(directory) => Some(directory.path().join(FILE)),
            Guard::Server(_) => None,
        }
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        if let Guard::Server(name) = &self.guard {
            name.drop_database();
        }
    }
}

const FILE: &str = "genkan.db";

/// The engines a test runs on: both, unless `TEST_ENGINES` names one (`sqlite` or `postgres`).
pub fn engines() -> Vec<Engine> {
    match std::env::var("TEST_ENGINES").as_deref() {
        Ok("sqlite") => vec![Engine::Sqlite],
        Ok("postgres") => vec![Engine::Postgres],
        _ => vec![Engine::Sqlite, Engine::Postgres],
    }
}

/// A new, empty database.
pub async fn open(engine: Engine) -> TestDatabase {
    match engine {
        Engine::Sqlite => sqlite().await,
        Engine::Postgres => postgres().await,
    }
}

/// A new file in a directory of its own.
pub async fn sqlite() -> TestDatabase {
    in_directory(tempfile::Builder::new().prefix("genkan-").tempdir().unwrap()).await
}

/// A new database on the PostgreSQL server of the tests.
pub async fn postgres() -> TestDatabase {
    TestDatabase::on_server(server::create_database(None).await).await
}

async fn in_directory(directory: TempDir) -> TestDatabase {
    let url = format!("sqlite:{}", directory.path().join(FILE).display());
    TestDatabase { db: open_url(&url).await, url, guard: Guard::Directory(directory) }
}

async fn open_url(url: &str) -> Db {
    let config = DatabaseConfig { url: url.to_owned(), max_connections: 8, ..DatabaseConfig::default() };
    Db::open(&config).await.expect("the test database opens")
}
