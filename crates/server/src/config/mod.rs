//! The configuration: defaults, then the file, then `GENKAN_…` variables, then flags. One file per section;
//! every key documents its shape and default, and an error names the key, the shape and where the value came from.

mod audit_log;
mod database;
mod error;
mod ip_block;
mod limits;
mod load;
mod log;
mod management;
mod reader;
mod security;
mod server;
mod source;

pub use self::{
    audit_log::AuditLogSection,
    database::DatabaseSection,
    error::{ConfigError, ConfigErrors},
    ip_block::InvalidIpBlock,
    ip_block::IpBlock,
    limits::LimitsSection,
    log::LogSection,
    management::ManagementSection,
    security::SecretKey,
    security::SecuritySection,
    server::ServerSection,
    source::Sources,
};

/// Everything that can be configured.
#[derive(Clone, Debug)]
pub struct Config {
    /// `[server]`: where it is reached and where it listens.
    pub server: ServerSection,
    /// `[database]`: embedded file or PostgreSQL.
    pub database: DatabaseSection,
    /// `[security]`: the secret key and what depends on it.
    pub security: SecuritySection,
    /// `[limits]`: rate limits, lockout, hashing concurrency.
    pub limits: LimitsSection,
    /// `[management]`: the management API.
    pub management: ManagementSection,
    /// `[log]`: what is written and how.
    pub log: LogSection,
    /// `[audit_log]`: whether what happened is kept, and for how long.
    pub audit_log: AuditLogSection,
}
