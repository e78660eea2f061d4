//! A migrated database that is copied for each test.

use std::fs;

use tempfile::TempDir;

use super::{FILE, TestDatabase, in_directory, open_url, server};
use crate::{Engine, Migration, migrate};

/// A database with the schema in place. Copying it is much faster than migrating.
///
/// Keep it in a `tokio::sync::OnceCell` per engine.
#[derive(Debug)]
pub struct Template(Source);

#[derive(Debug)]
enum Source {
    Directory(TempDir),
    Server(server::TestDatabaseName),
}

impl Template {
    /// Creates and migrates the template.
    pub async fn new(engine: Engine, migrations: &[Migration]) -> Self {
        let source = match engine {
            Engine::Sqlite => {
                Source::Directory(tempfile::Builder::new().prefix("genkan-").tempdir().unwrap())
            }
            Engine::Postgres => Source::Server(server::create_database(None).await),
        };
        let url = match &source {
            Source::Directory(directory) => format!("sqlite:{}", directory.path().join(FILE).display()),
            Source::Server(name) => name.url(),
        };
        let db = open_url(&url).await;
        migrate(&db, migrations, 0).await.expect("the migrations apply");
        // Closing moves everything into the file, and ends the connections that would forbid copying.
        db.close().await;
        Self(source)
    }

    /// A new database with the template's schema.
    pub async fn database(&self) -> TestDatabase {
        match &self.0 {
            Source::Directory(template) => {
                let directory = tempfile::Builder::new().prefix("genkan-").tempdir().unwrap();
                fs::copy(template.path().join(FILE), directory.path().join(FILE)).unwrap();
                in_directory(directory).await
            }
            Source::Server(template) => {
                let name = server::create_database(Some(template)).await;
                TestDatabase::on_server(name).await
            }
        }
    }
}
