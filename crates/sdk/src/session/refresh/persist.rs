//! Writing a refreshed session to the store, and ending one.

use super::{Refresh, Refreshed};
use crate::session::{Family, SessionError, SessionRecord};

/// How often a write that somebody overtook is tried again.
const TRIES: usize = 8;

impl Refresh {
    /// Writes `record` over generation `before`. Whoever wrote in between is merged, never overwritten; a session that
    /// was deleted in between stays deleted, and what was just issued for it is revoked.
    pub(super) async fn persist(
        &self,
        family: &Family,
        mut before: u64,
        mut record: SessionRecord,
    ) -> Result<SessionRecord, SessionError> {
        let Some(stored) = &self.genkan.inner.stored else { return Ok(record) };
        for _ in 0..TRIES {
            let written = match stored.replace(before, &record).await {
                Ok(written) => written,
                Err(error) => {
                    // This process remembers it, and writes it with the next request.
                    tracing::warn!(%error, "a refreshed session could not be stored yet");
                    return Ok(record);
                }
            };
            if written {
                return Ok(record);
            }
            let current = match stored.load(&record.id).await {
                Ok(Some(current)) => current,
                Ok(None) => {
                    family.end_told();
                    self.revoke(&record).await;
                    return Err(SessionError::Ended);
                }
                Err(_) => return Ok(record),
            };
            before = current.generation;
            record = record.over(&current);
        }
        tracing::warn!("a refreshed session was overtaken again and again; its tokens are used once");
        Ok(record)
    }

    /// `invalid_grant` ends the session, unless another process has refreshed it meanwhile: then its tokens count.
    pub(super) async fn end_unless_overtaken(
        &self,
        family: &Family,
        tried: SessionRecord,
    ) -> Result<Refreshed, SessionError> {
        if let Some(stored) = &self.genkan.inner.stored
            && let Some(current) = stored.load(&tried.id).await?
            && current.generation > tried.generation
        {
            let record = tried.merge(&current);
            if let Some(token) = self.usable(&record) {
                return Ok((record.into(), token));
            }
            return Err(crate::provider::ProviderUnavailable("another process is refreshing".into()).into());
        }
        self.end(family, &tried).await?;
        Err(SessionError::Ended)
    }

    /// Ends the session here and in the store.
    pub(super) async fn end(&self, family: &Family, tried: &SessionRecord) -> Result<(), SessionError> {
        family.end_at(tried);
        if let Some(stored) = &self.genkan.inner.stored {
            stored.delete(&self.record.id).await?;
        }
        Ok(())
    }

    async fn revoke(&self, record: &SessionRecord) {
        if let Some(token) = &record.refresh_token
            && let Err(error) = self.genkan.inner.provider.revoke(token.expose()).await
        {
            tracing::warn!(%error, "the refresh token of a session that has ended could not be revoked");
        }
    }
}
