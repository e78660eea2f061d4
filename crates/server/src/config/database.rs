/// `[database]`.
#[derive(Clone, Debug)]
pub struct DatabaseSection {
    /// `url`: `sqlite:PATH` (default `sqlite:genkan-data/genkan.db`) or `postgres://user:password@host/name`.
    pub url: String,
    /// `max_connections`: PostgreSQL pool size, or read connections of the embedded database. Default 16.
    pub max_connections: usize,
}
