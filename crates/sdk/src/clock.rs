//! The time and the randomness the SDK uses, injected so that tests decide both.

use std::fmt::Debug;
use std::time::{SystemTime, UNIX_EPOCH};

/// Tells the time as whole seconds since the Unix epoch, the unit of every JWT time claim (RFC 7519 §2).
///
/// ```
/// use std::sync::{Arc, atomic::{AtomicI64, Ordering}};
/// use genkan_sdk::{Clock, Config};
///
/// #[derive(Debug, Default)]
/// struct TestClock(AtomicI64);
///
/// impl Clock for TestClock {
///     fn now(&self) -> i64 {
///         self.0.load(Ordering::Relaxed)
///     }
/// }
///
/// let clock = Arc::new(TestClock::default());
/// let config = Config::builder().clock(clock.clone());
/// clock.0.fetch_add(3600, Ordering::Relaxed); // an hour later
/// ```
pub trait Clock: Debug + Send + Sync + 'static {
    /// Seconds since 1970-01-01T00:00:00Z.
    fn now(&self) -> i64;
}

/// The clock of the machine.
///
/// ```
/// use genkan_sdk::{Clock, SystemClock};
/// assert!(SystemClock.now() > 1_700_000_000);
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock that is injected")]
    fn now(&self) -> i64 {
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since_epoch.as_secs()).unwrap_or(i64::MAX)
    }
}

/// Unpredictable bytes for states, nonces, verifiers, session ids and sealing.
///
/// ```
/// use std::sync::Arc;
///
/// /// Always the same, for snapshots of tests; never for real.
/// #[derive(Debug)]
/// struct Sevens;
///
/// impl genkan_sdk::Random for Sevens {
///     fn fill(&self, bytes: &mut [u8]) {
///         bytes.fill(7);
///     }
/// }
///
/// let config = genkan_sdk::Config::builder().random(Arc::new(Sevens));
/// ```
pub trait Random: Debug + Send + Sync + 'static {
    /// Fills `bytes`.
    fn fill(&self, bytes: &mut [u8]);
}

/// The operating system's generator, by aws-lc-rs.
///
/// ```
/// use genkan_sdk::{Random, SystemRandom};
/// let mut bytes = [0; 16];
/// SystemRandom.fill(&mut bytes);
/// assert_ne!(bytes, [0; 16]);
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemRandom;

impl Random for SystemRandom {
    #[expect(clippy::disallowed_methods, reason = "this is the randomness that is injected")]
    fn fill(&self, bytes: &mut [u8]) {
        aws_lc_rs::rand::fill(bytes).expect("the generator, once seeded at start, does not fail");
    }
}

/// `N` random bytes as base64url without padding: 16 bytes are 128 bits and 22 characters.
pub(crate) fn random_text<const N: usize>(random: &dyn Random) -> String {
    let mut bytes = [0_u8; N];
    random.fill(&mut bytes);
    genkan_oauth::secret::base64url(bytes)
}
