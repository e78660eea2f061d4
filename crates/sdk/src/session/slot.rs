mod cookies;
mod load;
mod pending;

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http::header::{CACHE_CONTROL, HeaderMap, HeaderValue, SET_COOKIE, VARY};
use url::Url;

use super::{Family, SessionError, SessionRecord, SessionTooLarge, TokenKey};
use crate::config::UnknownHost;
use crate::cookie;
use crate::genkan::Genkan;

/// The place a request's session lives in while the request runs: an extension of the request, shared by the layer
/// and everybody who extracts.
#[derive(Clone)]
pub(crate) struct Slot {
    shared: Arc<Shared>,
}

struct Shared {
    genkan: Genkan,
    /// Held while the session is opened, which with a store takes a while.
    loading: tokio::sync::Mutex<()>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Whether anybody looked; only then does the response depend on the session.
    looked: bool,
    /// Whether the session has been opened.
    loaded: bool,
    /// Whether the response's headers are gone.
    finished: bool,
    /// Whether the request is only a guess of the browser.
    prefetch: bool,
    /// Where the browser reaches the app, once asked for.
    base: Option<Result<Url, UnknownHost>>,
    record: Option<Arc<SessionRecord>>,
    /// What the session had access tokens for when it was opened, expired ones too.
    token_keys: Vec<TokenKey>,
    /// Held from the moment the response has cookies of the session to set, so that a sign-out meanwhile is not
    /// forgotten before they are.
    family: Option<Arc<Family>>,
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
        let shared = Shared { genkan, loading: tokio::sync::Mutex::default(), state: Mutex::default() };
        Self { shared: Arc::new(shared) }
    }

    pub(crate) fn genkan(&self) -> &Genkan {
        &self.shared.genkan
    }

    pub(crate) fn belongs_to(&self, genkan: &Genkan) -> bool {
        Arc::ptr_eq(&self.shared.genkan.inner, &genkan.inner)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.shared.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The session, when somebody is signed in.
    pub(crate) fn record(&self) -> Option<Arc<SessionRecord>> {
        self.state().record.clone()
    }

    /// What the session had access tokens for when it was opened, expired ones too.
    pub(crate) fn token_keys(&self) -> Vec<TokenKey> {
        self.state().token_keys.clone()
    }

    /// Where the browser reaches the app.
    pub(crate) fn base(&self) -> Result<Url, UnknownHost> {
        match &self.state().base {
            Some(base) => base.clone(),
            None => self.genkan().inner.config.base.of(&HeaderMap::new(), None),
        }
    }

    /// Whether the request is only a guess of the browser; then nothing is refreshed ahead.
    pub(crate) fn is_prefetch(&self) -> bool {
        self.state().prefetch
    }

    /// An error once the response's headers are gone: no cookie can be set any more.
    pub(crate) fn check_open(&self) -> Result<(), SessionError> {
        if self.state().finished { Err(SessionError::ResponseStarted) } else { Ok(()) }
    }

    /// Takes the session of a finished sign-in, whatever was there before.
    pub(crate) fn establish(&self, record: Arc<SessionRecord>) -> Result<(), SessionTooLarge> {
        let mut state = self.state();
        state.names = cookie::all_names(&self.genkan().inner.session_cookie);
        self.put(&mut state, record)
    }

    /// Whether [`establish`](Self::establish) will do.
    pub(crate) fn check_size(&self, record: &SessionRecord) -> Result<(), SessionTooLarge> {
        self.cookies_for(record, &[])?.1
    }

    /// Takes a newer record of the same session. After a sign-out in this very request it is not brought back.
    ///
    /// When it is too large for cookies, the access tokens are left out, so that a rotated refresh token is never
    /// lost, and the error says so.
    pub(crate) fn adopt(&self, record: Arc<SessionRecord>) -> Result<(), SessionTooLarge> {
        let mut state = self.state();
        match state.record.clone() {
            Some(current) if current.id == record.id && current.generation < record.generation => {
                self.put(&mut state, record)
            }
            Some(current) if current.id == record.id && current.generation == record.generation => {
                if current.access_tokens.len() < record.access_tokens.len() {
                    return self.put(&mut state, record);
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn put(&self, state: &mut State, record: Arc<SessionRecord>) -> Result<(), SessionTooLarge> {
        let (cookies, result) = self.cookies_for(&record, &state.names)?;
        state.session_cookies = cookies;
        state.family = Some(self.family(&record));
        state.record = Some(record);
        result
    }

    /// Signs the browser out.
    pub(crate) fn clear(&self) {
        let mut state = self.state();
        state.record = None;
        state.session_cookies = self.removals(&cookie::all_names(&self.genkan().inner.session_cookie));
    }

    /// Takes note that the session `id` has ended, and tells the browser unless another response does.
    pub(crate) fn ended(&self, id: &str) {
        if self.genkan().inner.families.find(id).is_none_or(|family| family.tell()) {
            return self.clear();
        }
        let mut state = self.state();
        state.record = None;
        state.session_cookies.clear();
    }

    fn family(&self, record: &SessionRecord) -> Arc<Family> {
        self.genkan().inner.families.get_or_default(&record.id, self.genkan().now())
    }

    /// Writes what changed into the response.
    pub(crate) fn finish(&self, headers: &mut HeaderMap) {
        let mut state = self.state();
        state.finished = true;
        if !state.looked {
            return;
        }
        if let Some(record) = state.record.clone()
            && let Some(family) =
                state.family.take().or_else(|| self.genkan().inner.families.find(&record.id))
        {
            if family.has_ended(&record) {
                // Signed out, or in as somebody else, while this request ran. It must neither bring the session back
                // nor remove the new one: who ended it has told the browser.
                state.session_cookies.clear();
            } else if let Some(newer) = family.beyond(&record) {
                // Refreshed by another request meanwhile: the older record must not replace the newer one.
                if let Ok((cookies, _)) = self.cookies_for(&newer, &state.names) {
                    state.session_cookies = cookies;
                }
            }
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

/// Shows no cookie and no id: with a store, the id alone is the session.
impl fmt::Debug for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Slot").field("signed_in", &self.record().is_some()).finish_non_exhaustive()
    }
}
