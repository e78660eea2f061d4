//! Where the data lives and how many connections may be open.

use std::{fmt, time::Duration};

/// Settings of a database.
#[derive(Clone)]
pub struct DatabaseConfig {
    /// `sqlite:PATH` (the file is created, readable by its owner only, when missing) or `postgres://…`.
    ///
    /// PostgreSQL's `sslmode` may be `disable`, `prefer` (the default) or `require`; a TLS certificate is always
    /// checked by the platform's verifier.
    pub url: String,
    /// Upper limit of open connections. On SQLite it counts readers; there is always exactly one writer.
    pub max_connections: usize,
    /// How long to wait for a connection, or for a lock that another process holds.
    pub wait: Duration,
    /// How long one statement may take on PostgreSQL before it fails as unavailable.
    pub statement_timeout: Duration,
}

impl Default for DatabaseConfig {
    fn default() -> Self {
        Self {
            url: "sqlite:genkan.db".to_owned(),
            max_connections: 16,
            wait: Duration::from_secs(5),
            statement_timeout: Duration::from_secs(20),
        }
    }
}

impl fmt::Debug for DatabaseConfig {
    /// The URL may hold a password, so only its scheme is shown.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = self.url.split(':').next().unwrap_or_default();
        f.debug_struct("DatabaseConfig")
            .field("url", &format_args!("{scheme}:…"))
            .field("max_connections", &self.max_connections)
            .field("wait", &self.wait)
            .field("statement_timeout", &self.statement_timeout)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_never_shows_the_password() {
        let config =
            DatabaseConfig { url: "postgres://genkan:hunter2@db/x".to_owned(), ..Default::default() };
        let shown = format!("{config:?}");
        assert!(!shown.contains("hunter2") && shown.contains("postgres:"), "{shown}");
    }
}
