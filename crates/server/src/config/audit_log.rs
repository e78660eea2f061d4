use super::reader::Reader;

/// `[audit_log]`.
#[derive(Clone, Debug)]
pub struct AuditLogSection {
    /// `enabled`: whether token, sign-in, management and webhook events are kept in the database. Default true.
    pub enabled: bool,
    /// `retention_days`: how long they are kept. Default 90.
    pub retention_days: i64,
}

impl Default for AuditLogSection {
    fn default() -> Self {
        Self { enabled: true, retention_days: 90 }
    }
}

impl AuditLogSection {
    pub(super) fn read(reader: &mut Reader) -> Self {
        let default = Self::default();
        Self {
            enabled: reader.boolean("audit_log.enabled").unwrap_or(default.enabled),
            retention_days: reader
                .number("audit_log.retention_days", 1..=36_500)
                .unwrap_or(default.retention_days),
        }
    }
}
