//! Refreshing ahead of the response, for the parts of it that cannot set cookies.

use super::{ReadOnlySession, TokenKey};

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
        let stale = record.access_tokens.iter().filter(|(_, token)| !token.outlives(now, margin));
        let stale: Vec<TokenKey> = stale.map(|(key, _)| key.clone()).take(MOST).collect();
        for key in stale {
            if let Err(error) = self.token(key, None).await {
                tracing::debug!(%error, "a token could not be refreshed ahead of the response");
                break;
            }
        }
    }
}
