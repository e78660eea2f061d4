use std::sync::{Arc, Mutex, PoisonError};

use genkan_oauth::jose::{JwkSet, KeySet};

use super::{Provider, ProviderUnavailable};

/// Seconds after which the key set is fetched again, in the background.
const FRESH_FOR: i64 = 60 * 60;
/// Fewest seconds between two fetches, whatever the tokens claim: an unknown `kid` costs a stranger nothing, so it
/// must cost the provider nothing.
const BETWEEN_FETCHES: i64 = 10;

/// The provider's keys, parsed once; fetched by one request while the others wait.
#[derive(Debug, Default)]
pub(crate) struct Keys {
    known: Mutex<Known>,
    fetching: tokio::sync::Mutex<()>,
}

#[derive(Debug, Default)]
struct Known {
    keys: Option<Arc<KeySet>>,
    tried: Option<i64>,
}

impl Provider {
    /// The provider's keys.
    pub(super) async fn keys(self: &Arc<Self>) -> Result<Arc<KeySet>, ProviderUnavailable> {
        let now = self.config.clock.now();
        let (known, tried) = self.keys.current();
        if let Some(keys) = known {
            if tried.is_none_or(|tried| now - tried > FRESH_FOR) {
                let provider = Arc::clone(self);
                tokio::spawn(async move {
                    if let Err(error) = provider.newer_keys(tried).await {
                        tracing::warn!(%error, "the key set could not be refreshed; the last one stays");
                    }
                });
            }
            return Ok(keys);
        }
        let _turn = self.keys.fetching.lock().await;
        match self.keys.current() {
            (Some(keys), _) => Ok(keys),
            (None, _) => self.fetch_keys().await,
        }
    }

    /// Keys fetched after `seen`, for a token whose `kid` is not among those. `None` when it is too early to ask.
    pub(super) async fn newer_keys(
        self: &Arc<Self>,
        seen: Option<i64>,
    ) -> Result<Option<Arc<KeySet>>, ProviderUnavailable> {
        let _turn = self.keys.fetching.lock().await;
        let now = self.config.clock.now();
        let (known, tried) = self.keys.current();
        if tried > seen {
            return Ok(known);
        }
        if tried.is_some_and(|tried| now - tried < BETWEEN_FETCHES) {
            return Ok(None);
        }
        self.fetch_keys().await.map(Some)
    }

    async fn fetch_keys(self: &Arc<Self>) -> Result<Arc<KeySet>, ProviderUnavailable> {
        self.keys.known.lock().unwrap_or_else(PoisonError::into_inner).tried = Some(self.config.clock.now());
        let document = self.document().await?;
        let url = &document.jwks_uri;
        let answer = self.http.send(self.http.get(url)).await?;
        if !answer.status.is_success() {
            return Err(ProviderUnavailable(format!("{url} answered {}", answer.status)));
        }
        let set: JwkSet = serde_json::from_slice(&answer.body)
            .map_err(|_| ProviderUnavailable(format!("{url} is no JWK Set (RFC 7517 §5)")))?;
        let keys = Arc::new(KeySet::from_jwks(&set));
        if keys.is_empty() {
            return Err(ProviderUnavailable(format!("{url} has no key this SDK can use")));
        }
        self.keys.known.lock().unwrap_or_else(PoisonError::into_inner).keys = Some(Arc::clone(&keys));
        Ok(keys)
    }

    /// When the keys were last asked for.
    pub(super) fn keys_seen(&self) -> Option<i64> {
        self.keys.current().1
    }
}

impl Keys {
    fn current(&self) -> (Option<Arc<KeySet>>, Option<i64>) {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        (known.keys.clone(), known.tried)
    }
}
