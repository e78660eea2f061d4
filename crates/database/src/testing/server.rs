//! Databases on the PostgreSQL server of the tests.

use std::{
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
    thread,
    time::Duration,
};

use tokio_postgres::{Config, NoTls, error::SqlState};

use super::cluster::{Cluster, Durability};

/// One server for the whole test process. A static is never dropped: the cluster's guardian sees the process end.
static SERVER: OnceLock<Server> = OnceLock::new();
static NEXT: AtomicU32 = AtomicU32::new(1);

enum Server {
    Given(String),
    Own(Cluster),
}

impl Server {
    fn get() -> &'static Self {
        SERVER.get_or_init(|| match std::env::var("TEST_DATABASE_URL") {
            Ok(url) => Self::Given(url),
            Err(_) => Self::Own(Cluster::start(Durability::Off)),
        })
    }

    fn url(&self, database: &str) -> String {
        match self {
            Self::Own(cluster) => cluster.url(database),
            Self::Given(url) => with_database(url, database),
        }
    }

    fn admin_url(&self) -> String {
        match self {
            Self::Own(cluster) => cluster.url("postgres"),
            Self::Given(url) => url.clone(),
        }
    }
}

/// A database that exists.
#[derive(Clone, Debug)]
pub(super) struct TestDatabaseName(String);

impl TestDatabaseName {
    pub(super) fn url(&self) -> String {
        Server::get().url(&self.0)
    }

    /// Drops the database from a thread of its own, because a destructor cannot await.
    pub(super) fn drop_database(&self) {
        let statement = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.0);
        let dropping = thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            if let Err(error) = runtime.block_on(administer(&statement)) {
                tracing::warn!(%error, "a test database was left behind");
            }
        });
        // The own cluster dies with the process; a given server must not keep what we made.
        if matches!(Server::get(), Server::Given(_)) {
            let _panicked = dropping.join();
        }
    }
}

/// Creates a database, empty or as a copy of another that nobody is connected to.
pub(super) async fn create_database(template: Option<&TestDatabaseName>) -> TestDatabaseName {
    tokio::task::spawn_blocking(Server::get).await.expect("PostgreSQL starts");
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let name = TestDatabaseName(format!("genkan_test_{}_{number}", std::process::id()));
    let from = template.map_or("template0", |template| &template.0);
    administer(&format!("CREATE DATABASE {} TEMPLATE {from}", name.0)).await.expect("CREATE DATABASE");
    name
}

/// Runs a statement outside of the test databases. A template may still be seeing its last connection close.
async fn administer(statement: &str) -> Result<(), tokio_postgres::Error> {
    let config: Config = Server::get().admin_url().parse()?;
    let (client, connection) = config.connect(NoTls).await?;
    let connection = tokio::spawn(connection);
    let mut attempts = 0;
    let outcome = loop {
        match client.batch_execute(statement).await {
            Err(error) if error.code() == Some(&SqlState::OBJECT_IN_USE) && attempts < 100 => attempts += 1,
            outcome => break outcome,
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    drop(client);
    let _closed = connection.await;
    outcome
}

/// Replaces the database in a URL of the form `postgres://user:password@host/database?options`.
fn with_database(url: &str, database: &str) -> String {
    let (address, options) =
        url.split_once('?').map_or((url, None), |(address, options)| (address, Some(options)));
    let authority = address.find("://").map_or(0, |scheme| scheme + 3);
    let host_end = address[authority..].find('/').map_or(address.len(), |slash| authority + slash);
    let options = options.map(|options| format!("?{options}")).unwrap_or_default();
    format!("{}/{database}{options}", &address[..host_end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_database_of_a_url_is_replaced() {
        for (url, expected) in [
            ("postgres://u:p@h:5/a?sslmode=disable", "postgres://u:p@h:5/x?sslmode=disable"),
            ("postgres://h", "postgres://h/x"),
            ("postgres:///a?host=/tmp", "postgres:///x?host=/tmp"),
        ] {
            assert_eq!(with_database(url, "x"), expected);
        }
    }
}
