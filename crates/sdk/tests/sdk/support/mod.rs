mod app;
mod browser;
mod provider;

pub use app::{App, COOKIE_SECRET};
pub use browser::{Answer, Browser};
pub use provider::{Provider, Refusal};

use std::sync::atomic::{AtomicI64, Ordering};

use genkan_sdk::Clock;

pub const START: i64 = 1_800_000_000;

/// A clock that stands still until it is moved.
#[derive(Debug)]
pub struct TestClock(AtomicI64);

impl TestClock {
    pub fn new() -> Self {
        Self(AtomicI64::new(START))
    }

    pub fn advance(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }
}
