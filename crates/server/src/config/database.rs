use std::fmt;

use super::reader::Reader;

/// `[database]`.
#[derive(Clone)]
pub struct DatabaseSection {
    /// `url`: `sqlite:PATH` (default `sqlite:genkan-data/genkan.db`) or `postgres://user:password@host/name`.
    pub url: String,
    /// `max_connections`: PostgreSQL pool size, or read connections of the embedded database. Default 16.
    pub max_connections: usize,
}

impl Default for DatabaseSection {
    fn default() -> Self {
        Self { url: "sqlite:genkan-data/genkan.db".into(), max_connections: 16 }
    }
}

/// The URL may hold a password.
impl fmt::Debug for DatabaseSection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DatabaseSection")
            .field("max_connections", &self.max_connections)
            .finish_non_exhaustive()
    }
}

impl DatabaseSection {
    pub(super) fn read(reader: &mut Reader) -> Self {
        let default = Self::default();
        let url = |text: &str| {
            let known = ["sqlite:", "postgres://", "postgresql://"];
            known
                .iter()
                .any(|scheme| text.len() > scheme.len() && text.starts_with(scheme))
                .then(|| text.to_owned())
        };
        Self {
            url: reader
                .read("database.url", "sqlite:PATH or postgres://user:password@host/name", url)
                .unwrap_or(default.url),
            max_connections: reader
                .number("database.max_connections", 1..=1000)
                .unwrap_or(default.max_connections),
        }
    }
}
