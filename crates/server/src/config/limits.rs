/// `[limits]`.
#[derive(Clone, Debug)]
pub struct LimitsSection {
    /// `password_hashing_concurrency`: Argon2id computations at once (19 MiB each). Default: half the cores, at least 1.
    pub password_hashing_concurrency: usize,
    /// `password_hashing_queue`: sign-ins that may wait for one; more get 429. Default 64.
    pub password_hashing_queue: usize,
    /// `sign_in_attempts_per_minute`: per client address (/64 for IPv6). Default 60.
    pub sign_in_attempts_per_minute: u32,
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
            lockout_attempts: 20,
            lockout_seconds: 600,
        }
    }
}
