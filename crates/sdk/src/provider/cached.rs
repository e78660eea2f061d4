use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::ProviderUnavailable;
use crate::clock::Clock;

/// Seconds after which what was fetched is fetched again, in the background. A key the provider has removed is
/// trusted no longer than this, plus one request.
const FRESH_FOR: u64 = 10 * 60;
/// Seconds what was fetched is of use while the provider cannot be reached.
const USABLE_FOR: u64 = 24 * 60 * 60;
/// Fewest seconds between two fetches while something usable is there, whatever the tokens claim: an unknown `kid`
/// costs a stranger nothing, so it must cost the provider nothing.
const BETWEEN_FETCHES: u64 = 10;
/// Seconds a failure is remembered, so that a crowd of requests does not queue for the same timeout.
const FAILURE_FOR: u64 = 2;

/// A document of the provider, parsed once; fetched at first need by one request while the others wait, then
/// refreshed behind their backs.
#[derive(Debug)]
pub(super) struct Cached<T> {
    clock: Arc<dyn Clock>,
    known: Mutex<Known<T>>,
    fetching: tokio::sync::Mutex<()>,
}

#[derive(Debug)]
struct Known<T> {
    latest: Option<Fetched<T>>,
    failure: Option<(ProviderUnavailable, i64)>,
    /// When the latest fetch began, whatever became of it.
    tried: Option<i64>,
}

/// Something usable and which one it is.
#[derive(Debug)]
pub(super) struct Fetched<T> {
    pub(super) value: Arc<T>,
    /// Counts the fetches that succeeded.
    pub(super) generation: u64,
    at: i64,
}

impl<T> Clone for Fetched<T> {
    fn clone(&self) -> Self {
        Self { value: Arc::clone(&self.value), generation: self.generation, at: self.at }
    }
}

impl<T: Send + Sync + 'static> Cached<T> {
    pub(super) fn new(clock: Arc<dyn Clock>) -> Arc<Self> {
        let known = Known { latest: None, failure: None, tried: None };
        Arc::new(Self { clock, known: Mutex::new(known), fetching: tokio::sync::Mutex::default() })
    }

    /// What is known, fetched when nothing usable is.
    pub(super) async fn get<F>(
        self: &Arc<Self>,
        fetch: impl FnOnce() -> F,
    ) -> Result<Fetched<T>, ProviderUnavailable>
    where
        F: Future<Output = Result<T, ProviderUnavailable>> + Send + 'static,
    {
        let now = self.clock.now();
        let Some(usable) = self.usable(now) else {
            return to_the_end(Arc::clone(self).fetch_first(fetch())).await;
        };
        if apart(now, usable.at) > FRESH_FOR && self.begin(now) {
            let (cached, fetch) = (Arc::clone(self), fetch());
            tokio::spawn(async move {
                let _turn = cached.fetching.lock().await;
                if let Err(error) = cached.keep(fetch.await) {
                    tracing::warn!(%error, "a refresh in the background failed; what is known stays in use");
                }
            });
        }
        Ok(usable)
    }

    /// What was fetched after `generation`, for somebody whom that does not satisfy. `None` when it is too early to
    /// ask again.
    pub(super) async fn newer<F>(
        self: &Arc<Self>,
        generation: u64,
        fetch: impl FnOnce() -> F,
    ) -> Result<Option<Fetched<T>>, ProviderUnavailable>
    where
        F: Future<Output = Result<T, ProviderUnavailable>> + Send + 'static,
    {
        to_the_end(Arc::clone(self).fetch_newer(generation, fetch())).await
    }

    async fn fetch_first(
        self: Arc<Self>,
        fetch: impl Future<Output = Result<T, ProviderUnavailable>>,
    ) -> Result<Fetched<T>, ProviderUnavailable> {
        let _turn = self.fetching.lock().await;
        let now = self.clock.now();
        if let Some(usable) = self.usable(now) {
            return Ok(usable);
        }
        if let Some(failure) = self.failure(now, FAILURE_FOR) {
            return Err(failure);
        }
        self.known().tried = Some(now);
        self.keep(fetch.await)
    }

    async fn fetch_newer(
        self: Arc<Self>,
        generation: u64,
        fetch: impl Future<Output = Result<T, ProviderUnavailable>>,
    ) -> Result<Option<Fetched<T>>, ProviderUnavailable> {
        let _turn = self.fetching.lock().await;
        let now = self.clock.now();
        if let Some(newer) = self.usable(now).filter(|latest| latest.generation > generation) {
            return Ok(Some(newer));
        }
        if !self.begin(now) {
            return self.failure(now, BETWEEN_FETCHES).map_or(Ok(None), Err);
        }
        self.keep(fetch.await).map(Some)
    }

    /// Takes the right to fetch, unless somebody had it a moment ago.
    fn begin(&self, now: i64) -> bool {
        let mut known = self.known();
        let may = known.tried.is_none_or(|tried| apart(now, tried) >= BETWEEN_FETCHES);
        if may {
            known.tried = Some(now);
        }
        may
    }

    fn keep(&self, fetched: Result<T, ProviderUnavailable>) -> Result<Fetched<T>, ProviderUnavailable> {
        let now = self.clock.now();
        let mut known = self.known();
        match fetched {
            Ok(value) => {
                let generation = known.latest.as_ref().map_or(1, |latest| latest.generation + 1);
                let fetched = Fetched { value: Arc::new(value), generation, at: now };
                known.latest = Some(fetched.clone());
                known.failure = None;
                Ok(fetched)
            }
            Err(ProviderUnavailable(what)) => {
                let too_old = known.latest.as_ref().is_some_and(|latest| apart(now, latest.at) > USABLE_FOR);
                let error = ProviderUnavailable(if too_old {
                    format!("{what}; what it said more than 24 hours ago is no longer relied on")
                } else {
                    what
                });
                known.failure = Some((error.clone(), now));
                Err(error)
            }
        }
    }

    fn usable(&self, now: i64) -> Option<Fetched<T>> {
        self.known().latest.clone().filter(|latest| apart(now, latest.at) <= USABLE_FOR)
    }

    fn failure(&self, now: i64, within: u64) -> Option<ProviderUnavailable> {
        let known = self.known();
        known.failure.as_ref().filter(|(_, at)| apart(now, *at) < within).map(|(error, _)| error.clone())
    }

    fn known(&self) -> MutexGuard<'_, Known<T>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Runs a fetch for everybody who waits for it: a client that hangs up must not take it along.
async fn to_the_end<T: Send + 'static>(
    fetch: impl Future<Output = Result<T, ProviderUnavailable>> + Send + 'static,
) -> Result<T, ProviderUnavailable> {
    let stopped = |_| Err(ProviderUnavailable("the fetch was stopped".into()));
    tokio::spawn(fetch).await.unwrap_or_else(stopped)
}

/// Seconds between two moments in either direction: a clock that was set back must not keep old keys alive.
fn apart(one: i64, other: i64) -> u64 {
    one.abs_diff(other)
}
