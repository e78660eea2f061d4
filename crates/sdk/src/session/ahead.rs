//! Refreshing ahead of the response, for the parts of it that cannot set cookies.

use std::time::Duration;

use super::access_token::usable;
use super::{ReadOnlySession, SessionError, TokenKey};

/// Longest wait for one refresh: a page that may not need the token should not stand still with the provider.
const PATIENCE: Duration = Duration::from_secs(3);

/// Most tokens refreshed ahead; a session with more asks for the others when it needs them.
const MOST: usize = 4;

impl ReadOnlySession {
    /// Refreshes the tokens this session has used and that are about to expire. What does not succeed is left for the
    /// one who needs the token, who gets the error.
    pub(super) async fn refresh_ahead(&self) {
        if self.slot.is_prefetch() {
            return;
        }
        let Some(record) = self.slot.record() else { return };
        let now = self.genkan().now();
        let margin = self.genkan().inner.config.refresh_margin;
        let families = &self.genkan().inner.families;
        let is_stale = |key: &TokenKey| usable(&record, key, now, margin, None).is_none();
        let may_be_had =
            |key: &TokenKey| families.find(&record.id).is_none_or(|family| !family.is_refused_ahead(key));
        let keys = self.slot.token_keys().into_iter();
        let stale: Vec<TokenKey> = keys.filter(|key| is_stale(key) && may_be_had(key)).take(MOST).collect();
        for key in stale {
            // The refresh is on a task of its own and goes on when nobody waits for it.
            match tokio::time::timeout(PATIENCE, self.token(key.clone(), None)).await {
                Ok(Ok(_)) => {}
                // Of this token alone, such as one for an organization that the person has left.
                Ok(Err(SessionError::Refused { .. })) => {
                    if let Some(family) = families.find(&record.id) {
                        family.refuse_ahead(key);
                    }
                }
                Ok(Err(error)) => {
                    tracing::debug!(%error, "a token could not be refreshed ahead of the response");
                    break;
                }
                Err(_) => {
                    tracing::warn!(
                        "the provider is slow; the response does not wait for a refresh ahead of it"
                    );
                    break;
                }
            }
        }
    }
}
