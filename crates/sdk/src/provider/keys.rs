use std::sync::Arc;

use genkan_oauth::jose::{JwkSet, KeySet};

use super::cached::Fetched;
use super::{Issuer, ProviderUnavailable};

impl Issuer {
    /// The provider's keys.
    pub(super) async fn keys(self: &Arc<Self>) -> Result<Fetched<KeySet>, ProviderUnavailable> {
        self.keys.get(|| Arc::clone(self).fetch_keys()).await
    }

    /// Keys fetched after `generation`, for a token whose `kid` is not among those. `None` when it is too early to
    /// ask.
    pub(super) async fn newer_keys(
        self: &Arc<Self>,
        generation: u64,
    ) -> Result<Option<Fetched<KeySet>>, ProviderUnavailable> {
        self.keys.newer(generation, || Arc::clone(self).fetch_keys()).await
    }

    async fn fetch_keys(self: Arc<Self>) -> Result<KeySet, ProviderUnavailable> {
        let document = self.document().await?;
        let url = &document.jwks_uri;
        let answer = self.http.send(self.http.get(url)).await?;
        if !answer.status.is_success() {
            return Err(ProviderUnavailable(format!("{url} answered {}", answer.status)));
        }
        let set: JwkSet = serde_json::from_slice(&answer.body)
            .map_err(|_| ProviderUnavailable(format!("{url} is no JWK Set (RFC 7517 §5)")))?;
        let keys = KeySet::from_jwks(&set);
        if keys.is_empty() {
            return Err(ProviderUnavailable(format!("{url} has no key this SDK can use")));
        }
        Ok(keys)
    }
}
