//! How often one key may ask, in memory and per node. What must survive a restart (lockout) is in the database.

use std::{
    fmt, num::NonZeroU32, ops::Add, sync::atomic::AtomicUsize, sync::atomic::Ordering, time::Duration,
};

use governor::{
    Quota, RateLimiter,
    clock::{Clock as GovernorClock, Reference},
    middleware::NoOpMiddleware,
    nanos::Nanos,
    state::keyed::DashMapStateStore,
};

use crate::clock::Clock;

/// Attempts of one client address at something that checks a password or another guessable secret.
pub const SIGN_IN: &str = "sign_in";
/// Attempts of one client address at creating accounts.
pub const REGISTER: &str = "register";

/// Authorization requests of one client address that need a page, or are pushed by anybody: each leaves a row behind.
pub const AUTHORIZATION: &str = "authorization";

/// Codes of devices that one client address tries: a device's code is short enough to type, so it could be guessed
/// (RFC 8628 §5.1).
pub const USER_CODE: &str = "user_code";

/// How many seconds to wait; the value of `Retry-After`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryAfter(pub u64);

#[derive(Clone, Debug)]
struct InjectedClock(Clock);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Instant(u64);

impl Add<Nanos> for Instant {
    type Output = Self;
    fn add(self, nanos: Nanos) -> Self {
        Self(self.0.saturating_add(nanos.as_u64()))
    }
}

impl Reference for Instant {
    fn duration_since(&self, earlier: Self) -> Nanos {
        self.0.saturating_sub(earlier.0).into()
    }
    fn saturating_sub(&self, duration: Nanos) -> Self {
        Self(self.0.saturating_sub(duration.as_u64()))
    }
}

impl GovernorClock for InjectedClock {
    type Instant = Instant;
    fn now(&self) -> Instant {
        let millis = u64::try_from(self.0.now().millis()).unwrap_or(0);
        Instant(millis.saturating_mul(1_000_000))
    }
}

type Bucket = RateLimiter<String, DashMapStateStore<String>, InjectedClock, NoOpMiddleware<Instant>>;

/// Keyed limits by bucket. An [`App`](crate::app::App) part.
pub struct Limiter {
    clock: InjectedClock,
    buckets: Vec<(&'static str, Bucket)>,
    checks: AtomicUsize,
}

impl fmt::Debug for Limiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.buckets.iter().map(|(name, _)| name)).finish()
    }
}

impl Limiter {
    /// `per_minute`: each bucket's name and how many checks one key passes in a minute, as a burst or spread.
    pub fn new(clock: &Clock, per_minute: &[(&'static str, u32)]) -> Self {
        let clock = InjectedClock(clock.clone());
        let bucket = |limit: u32| {
            let quota = Quota::per_minute(NonZeroU32::new(limit).unwrap_or(NonZeroU32::MIN));
            RateLimiter::new(quota, DashMapStateStore::default(), clock.clone())
        };
        let buckets = per_minute.iter().map(|(name, limit)| (*name, bucket(*limit))).collect();
        Self { clock, buckets, checks: AtomicUsize::new(0) }
    }

    /// Counts one attempt of `key`.
    ///
    /// # Errors
    /// [`RetryAfter`] when it was one too many.
    ///
    /// # Panics
    /// When the bucket is not among those given to [`new`](Self::new): a mistake any test of the caller shows.
    pub fn check(&self, bucket: &'static str, key: &str) -> Result<(), RetryAfter> {
        let limiter = self.buckets.iter().find(|(name, _)| *name == bucket).map(|(_, limiter)| limiter);
        let limiter =
            limiter.unwrap_or_else(|| panic!("the rate limit bucket {bucket} is not registered in lib.rs"));
        // Keys that are full again say nothing: forgotten now and then, so that a flood of addresses stays bounded.
        if self.checks.fetch_add(1, Ordering::Relaxed) % 10_000 == 9_999 {
            self.buckets.iter().for_each(|(_, limiter)| limiter.retain_recent());
        }
        limiter.check_key(&key.to_owned()).map_err(|denied| {
            let wait = denied.wait_time_from(self.clock.now());
            RetryAfter(wait.max(Duration::from_millis(1)).as_millis().div_ceil(1000) as u64)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Timestamp;

    #[test]
    fn a_key_is_refused_until_time_passes_and_others_are_not() {
        let clock = Clock::manual(Timestamp::from_millis(1_700_000_000_000));
        let limiter = Limiter::new(&clock, &[(SIGN_IN, 3), (REGISTER, 1)]);
        for _ in 0..3 {
            assert_eq!(limiter.check(SIGN_IN, "a"), Ok(()));
        }
        assert_eq!(limiter.check(SIGN_IN, "a"), Err(RetryAfter(20)));
        assert_eq!(limiter.check(SIGN_IN, "b"), Ok(()));
        assert_eq!(limiter.check(REGISTER, "a"), Ok(()));
        clock.advance(Duration::from_secs(20));
        assert_eq!(limiter.check(SIGN_IN, "a"), Ok(()));
        assert!(limiter.check(SIGN_IN, "a").is_err());
    }
}
