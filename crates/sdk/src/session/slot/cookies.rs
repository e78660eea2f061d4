use http::header::HeaderValue;

use super::Slot;
use crate::cookie::{self, Attributes};
use crate::session::{SessionRecord, SessionTooLarge};

impl Slot {
    /// The cookies that carry `record`: with a store its id, else the sealed record. When that is too large, it is
    /// sealed without access tokens and the second value says so.
    pub(super) fn cookies_for(
        &self,
        record: &SessionRecord,
        names: &[String],
    ) -> Result<(Vec<HeaderValue>, Result<(), SessionTooLarge>), SessionTooLarge> {
        let genkan = self.genkan();
        let inner = &genkan.inner;
        // A store decides when a session ends, and lets it live on where no cookie can be set.
        let end =
            if inner.stored.is_some() { record.latest_end(inner.config.longest_session) } else { record.exp };
        let max_age = end.saturating_sub(genkan.now());
        let attributes = Attributes { secure: inner.config.cookie_secure, max_age };
        if inner.stored.is_some() {
            return Ok((cookie::store(&inner.session_cookie, &record.id, names, attributes)?, Ok(())));
        }
        let write = |record: &SessionRecord| -> Result<Vec<HeaderValue>, SessionTooLarge> {
            let sealed = inner.sessions.seal(record, inner.config.random.as_ref())?;
            Ok(cookie::store(&inner.session_cookie, &sealed, names, attributes)?)
        };
        match write(record) {
            Ok(cookies) => Ok((cookies, Ok(()))),
            Err(too_large) => {
                let mut smaller = record.clone();
                smaller.access_tokens.clear();
                Ok((write(&smaller)?, Err(too_large)))
            }
        }
    }

    /// The cookies that remove `names`.
    pub(super) fn removals(&self, names: &[String]) -> Vec<HeaderValue> {
        let secure = self.genkan().inner.config.cookie_secure;
        names.iter().filter_map(|name| cookie::remove(name, secure)).collect()
    }
}
