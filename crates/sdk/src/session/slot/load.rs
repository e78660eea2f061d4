use std::sync::Arc;

use http::request::Parts;

use super::{Slot, State};
use crate::cookie;
use crate::routes::is_prefetch;
use crate::session::{SessionRecord, TokenKey};
use crate::store::{StoreUnavailable, StoredRecords};
use crate::transaction;

/// Which part of its lifetime passes before a session that is only looked at is written again.
const TOUCHES_PER_LIFETIME: i64 = 24;

/// Characters of a session id: 16 bytes as base64url.
const ID_LENGTH: usize = 22;

impl Slot {
    /// Opens the session once. A cookie that opens nothing, has expired or was signed out is removed; a store that is
    /// down leaves everything as it is.
    pub(crate) async fn load(&self, parts: &Parts) -> Result<(), StoreUnavailable> {
        let headers = &parts.headers;
        let _turn = self.shared.loading.lock().await;
        let inner = &self.genkan().inner;
        let found = {
            let mut state = self.state();
            state.looked = true;
            if state.loaded {
                return Ok(());
            }
            state.prefetch = is_prefetch(headers);
            state.base = Some(inner.config.base.of(headers, parts.uri.authority()));
            state.pending = transaction::pending(headers, &inner.transaction_prefix)
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect();
            let found = cookie::find(headers, &inner.session_cookie);
            state.names = found.names;
            found.value
        };
        let opened = match (&inner.stored, found) {
            (Some(stored), Some(id)) => self.load_stored(stored, &id).await?,
            (None, Some(sealed)) => self.open_sealed(&sealed),
            (_, None) => None,
        };
        let mut state = self.state();
        state.loaded = true;
        match opened {
            Some(opened) => self.take(&mut state, opened),
            None => {
                if !state.names.is_empty() {
                    tracing::debug!("a session cookie opened no session and is removed");
                }
                state.session_cookies = self.removals(&state.names);
            }
        }
        Ok(())
    }

    fn take(&self, state: &mut State, opened: Opened) {
        let record = Arc::new(opened.record);
        if opened.changed
            && let Ok((cookies, _)) = self.cookies_for(&record, &state.names)
        {
            state.session_cookies = cookies;
            state.family = Some(self.family(&record));
        }
        state.record = Some(record);
        state.token_keys = opened.token_keys;
    }

    fn open_sealed(&self, sealed: &str) -> Option<Opened> {
        let record = self.genkan().inner.sessions.open::<SessionRecord>(sealed)?;
        self.bring_up_to_date(record)
    }

    async fn load_stored(
        &self,
        stored: &StoredRecords,
        id: &str,
    ) -> Result<Option<Opened>, StoreUnavailable> {
        let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
        if id.len() != ID_LENGTH || !id.bytes().all(plain) {
            return Ok(None);
        }
        let Some(record) = stored.load(id).await? else { return Ok(None) };
        let generation = record.generation;
        let Some(opened) = self.bring_up_to_date(record) else { return Ok(None) };
        if opened.changed {
            match stored.replace(generation, &opened.record).await {
                Ok(true) => {}
                // Whoever wrote in between has written something newer; a session deleted in between stays deleted.
                Ok(false) => {
                    let current = stored.load(id).await?;
                    return Ok(current.and_then(|record| self.bring_up_to_date(record)));
                }
                // It was found, so it is a session; the next request tries again to prolong it.
                Err(error) => {
                    tracing::warn!(%error, "a session could not be written back to the store yet");
                    return Ok(Some(Opened { changed: false, ..opened }));
                }
            }
        }
        Ok(Some(opened))
    }

    /// Checks an opened record, takes in what this process knows beyond it, and lets it live on when its time has come.
    fn bring_up_to_date(&self, mut record: SessionRecord) -> Option<Opened> {
        let genkan = self.genkan();
        let config = &genkan.inner.config;
        let now = genkan.now();
        if !record.is_valid(now, config.longest_session, &config.issuer) {
            return None;
        }
        let mut changed = false;
        if let Some(family) = genkan.inner.families.find(&record.id) {
            if family.has_ended(&record) {
                return None;
            }
            // A refresh whose cookie did not reach the browser, because its response had begun.
            if let Some(newer) = family.catch_up(&record) {
                record = newer;
                changed = true;
            }
        }
        let token_keys = record.access_tokens.keys().cloned().collect();
        let due = config.session_lifetime / TOUCHES_PER_LIFETIME;
        if changed || now.saturating_sub(record.iat) > due {
            record.extend(now, config.session_lifetime, config.longest_session);
            changed = true;
        }
        Some(Opened { record, changed, token_keys })
    }
}

/// An opened session.
struct Opened {
    record: SessionRecord,
    /// Whether it differs from what the browser or the store has.
    changed: bool,
    /// What the session has had access tokens for, also those that the record lacks because they have expired.
    token_keys: Vec<TokenKey>,
}
