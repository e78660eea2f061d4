use super::reader::Reader;

/// `[limits]`.
#[derive(Clone, Debug)]
pub struct LimitsSection {
    /// `password_hashing_concurrency`: Argon2id computations at once (19 MiB each). Default: half the cores, at least 1.
    pub password_hashing_concurrency: usize,
    /// `password_hashing_queue`: sign-ins that may wait for one; more get 429. Default 64.
    pub password_hashing_queue: usize,
    /// `sign_in_attempts_per_minute`: per client address (/64 for IPv6). Default 60.
    pub sign_in_attempts_per_minute: u32,
    /// `authorization_requests_per_minute`: those that lead to a page, per client address (/64 for IPv6). Default 300.
    pub authorization_requests_per_minute: u32,
    /// `lockout_attempts`: failed sign-ins of one identifier within an hour before it is locked. Default 20.
    pub lockout_attempts: u32,
    /// `lockout_seconds`: how long it stays locked. Default 600.
    pub lockout_seconds: i64,
}

impl Default for LimitsSection {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            password_hashing_concurrency: (cores / 2).max(1),
            password_hashing_queue: 64,
            sign_in_attempts_per_minute: 60,
            authorization_requests_per_minute: 300,
            lockout_attempts: 20,
            lockout_seconds: 600,
        }
    }
}

impl LimitsSection {
    pub(super) fn read(reader: &mut Reader) -> Self {
        let default = Self::default();
        Self {
            password_hashing_concurrency: reader
                .number("limits.password_hashing_concurrency", 1..=1024)
                .unwrap_or(default.password_hashing_concurrency),
            password_hashing_queue: reader
                .number("limits.password_hashing_queue", 0..=100_000)
                .unwrap_or(default.password_hashing_queue),
            sign_in_attempts_per_minute: reader
                .number("limits.sign_in_attempts_per_minute", 1..=1_000_000_000)
                .unwrap_or(default.sign_in_attempts_per_minute),
            authorization_requests_per_minute: reader
                .number("limits.authorization_requests_per_minute", 1..=1_000_000_000)
                .unwrap_or(default.authorization_requests_per_minute),
            lockout_attempts: reader
                .number("limits.lockout_attempts", 1..=1_000_000)
                .unwrap_or(default.lockout_attempts),
            lockout_seconds: reader
                .number("limits.lockout_seconds", 1..=31_536_000)
                .unwrap_or(default.lockout_seconds),
        }
    }
}
