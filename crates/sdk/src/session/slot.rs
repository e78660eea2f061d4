use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use genkan_oauth::secret::constant_time_eq;
use http::header::{CACHE_CONTROL, HeaderMap, HeaderValue, SET_COOKIE, VARY};

use super::{SessionRecord, SessionTooLarge};
use crate::cookie::{self, Attributes};
use crate::genkan::Genkan;
use crate::transaction::{self, Transaction};

/// The place a request's session lives in while the request runs: an extension of the request, shared by the layer
/// and everybody who extracts.
#[derive(Debug, Clone)]
pub(crate) struct Slot {
    genkan: Genkan,
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    /// Whether anybody looked; only then does the response depend on the session.
    loaded: bool,
    record: Option<SessionRecord>,
    /// Names of the session's cookies that came with the request.
    names: Vec<String>,
    /// `Set-Cookie` values for the session, replaced as a whole.
    session_cookies: Vec<HeaderValue>,
    /// Names and values of the transaction cookies that came with the request.
    pending: Vec<(String, String)>,
    /// `Set-Cookie` values for sign-ins under way.
    transaction_cookies: Vec<HeaderValue>,
}

impl Slot {
    pub(crate) fn new(genkan: Genkan) -> Self {
        Self { genkan, state: Arc::default() }
    }

    pub(crate) fn genkan(&self) -> &Genkan {
        &self.genkan
    }

    pub(crate) fn belongs_to(&self, genkan: &Genkan) -> bool {
        Arc::ptr_eq(&self.genkan.inner, &genkan.inner)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Opens the session cookie once. One that does not open, has expired or was signed out is removed.
    pub(crate) fn load(&self, headers: &HeaderMap) {
        let mut state = self.state();
        if state.loaded {
            return;
        }
        state.loaded = true;
        let inner = &self.genkan.inner;
        let found = cookie::find(headers, &inner.session_cookie);
        let now = self.genkan.now();
        state.names = found.names;
        state.pending = transaction::pending(headers, &inner.transaction_prefix)
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        state.record = found
            .value
            .and_then(|value| inner.sessions.open::<SessionRecord>(&value))
            .filter(|record| record.is_valid(now))
            .filter(|record| !inner.families.find(&record.id).is_some_and(|family| family.has_ended()));
        if state.record.is_none() {
            state.session_cookies = self.removals(&state.names);
        }
    }

    pub(crate) fn record(&self) -> Option<SessionRecord> {
        self.state().record.clone()
    }

    /// Replaces the session. When it is too large for cookies, the access tokens are left out, so that a rotated
    /// refresh token is never lost, and the error says so.
    pub(crate) fn replace(&self, mut record: SessionRecord) -> Result<(), SessionTooLarge> {
        let now = self.genkan.now();
        record.iat = now;
        record.exp = now.saturating_add(self.genkan.inner.config.session_lifetime);
        record.drop_expired(now);
        let mut state = self.state();
        let written = self.seal(&record, &state.names);
        let (cookies, result) = match written {
            Ok(cookies) => (cookies, Ok(())),
            Err(too_large) => {
                record.access_tokens.clear();
                (self.seal(&record, &state.names)?, Err(too_large))
            }
        };
        state.session_cookies = cookies;
        state.record = Some(record);
        result
    }

    fn seal(&self, record: &SessionRecord, names: &[String]) -> Result<Vec<HeaderValue>, SessionTooLarge> {
        let inner = &self.genkan.inner;
        let config = &inner.config;
        let attributes = Attributes { secure: config.cookie_secure, max_age: config.session_lifetime };
        let sealed = inner.sessions.seal(record, config.random.as_ref())?;
        Ok(cookie::store(&inner.session_cookie, &sealed, names, attributes)?)
    }

    /// Signs the browser out.
    pub(crate) fn clear(&self) {
        let mut state = self.state();
        state.record = None;
        state.session_cookies = self.removals(&state.names);
    }

    fn removals(&self, names: &[String]) -> Vec<HeaderValue> {
        let secure = self.genkan.inner.config.cookie_secure;
        names.iter().filter_map(|name| cookie::remove(name, secure)).collect()
    }

    /// Remembers a sign-in that begins, and forgets the oldest ones when there are too many.
    pub(crate) fn begin(&self, transaction: &Transaction) -> Result<(), SessionTooLarge> {
        let inner = &self.genkan.inner;
        let secure = inner.config.cookie_secure;
        let Some(name) = transaction::cookie_name(&inner.transaction_prefix, &transaction.state) else {
            return Ok(());
        };
        let sealed = inner.transactions.seal(transaction, inner.config.random.as_ref())?;
        let attributes = Attributes { secure, max_age: transaction::LIFETIME };
        let set = cookie::store_whole(&name, &sealed, attributes)?;
        let mut state = self.state();
        let mut pending: Vec<(i64, String)> = state
            .pending
            .drain(..)
            .map(|(name, value)| {
                // What cannot be opened is older than anything.
                let begun =
                    inner.transactions.open::<Transaction>(&value).map_or(i64::MIN, |pending| pending.iat);
                (begun, name)
            })
            .collect();
        pending.sort();
        let surplus = pending.len().saturating_sub(transaction::MOST - 1);
        let removals = pending.iter().take(surplus).filter_map(|(_, name)| cookie::remove(name, secure));
        state.transaction_cookies.extend(removals);
        state.transaction_cookies.extend(set);
        Ok(())
    }

    /// The sign-in that `state` names, whose cookie is removed by this response.
    pub(crate) fn take_transaction(&self, state_parameter: &str) -> Option<Transaction> {
        let inner = &self.genkan.inner;
        let name = transaction::cookie_name(&inner.transaction_prefix, state_parameter)?;
        let mut state = self.state();
        let (_, value) = state.pending.iter().find(|(pending, _)| *pending == name)?.clone();
        state.transaction_cookies.extend(cookie::remove(&name, inner.config.cookie_secure));
        let transaction: Transaction = inner.transactions.open(&value)?;
        constant_time_eq(transaction.state.as_bytes(), state_parameter.as_bytes()).then_some(transaction)
    }

    /// Writes what changed into the response.
    pub(crate) fn finish(&self, headers: &mut HeaderMap) {
        let mut state = self.state();
        if !state.loaded {
            return;
        }
        let ended = state
            .record
            .as_ref()
            .and_then(|record| self.genkan.inner.families.find(&record.id))
            .is_some_and(|family| family.has_ended());
        if ended {
            // Signed out while this request ran: it must not bring the session back.
            state.session_cookies = self.removals(&state.names);
        }
        for cookie in state.session_cookies.drain(..) {
            headers.append(SET_COOKIE, cookie);
        }
        for cookie in state.transaction_cookies.drain(..) {
            headers.append(SET_COOKIE, cookie);
        }
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
        headers.append(VARY, HeaderValue::from_static("Cookie"));
    }
}
