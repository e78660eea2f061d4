use std::sync::{Arc, Mutex, PoisonError};

use genkan_oauth::metadata::ProviderMetadata;
use url::Url;

use super::{Provider, ProviderUnavailable};
use crate::config::is_trustworthy;

/// Seconds after which the document is fetched again, in the background.
const FRESH_FOR: i64 = 60 * 60;
/// Seconds a failure is remembered, so that a crowd of requests does not queue for the same timeout.
const FAILURE_FOR: i64 = 2;

/// The document, fetched at first need by one request while the others wait, then refreshed behind their backs.
#[derive(Debug, Default)]
pub(crate) struct Metadata {
    known: Mutex<Known>,
    fetching: tokio::sync::Mutex<()>,
}

#[derive(Debug, Default)]
struct Known {
    document: Option<(Arc<ProviderMetadata>, i64)>,
    failure: Option<(ProviderUnavailable, i64)>,
}

impl Provider {
    /// The provider's metadata.
    pub(crate) async fn document(self: &Arc<Self>) -> Result<Arc<ProviderMetadata>, ProviderUnavailable> {
        let now = self.config.clock.now();
        if let Some((document, fetched)) = self.metadata.current() {
            if now - fetched > FRESH_FOR {
                let provider = Arc::clone(self);
                tokio::spawn(async move { provider.refresh_document(fetched).await });
            }
            return Ok(document);
        }
        let _turn = self.metadata.fetching.lock().await;
        if let Some((document, _)) = self.metadata.current() {
            return Ok(document);
        }
        if let Some(failure) = self.metadata.recent_failure(now) {
            return Err(failure);
        }
        self.fetch_document().await
    }

    /// Fetches the document anew, unless another request has done so since `fetched`.
    async fn refresh_document(&self, fetched: i64) {
        let _turn = self.metadata.fetching.lock().await;
        if self.metadata.current().is_some_and(|(_, latest)| latest > fetched) {
            return;
        }
        if let Err(error) = self.fetch_document().await {
            tracing::warn!(%error, "the discovery document could not be refreshed; the last one stays");
        }
    }

    /// Fetches, checks and remembers the document, or remembers the failure.
    async fn fetch_document(&self) -> Result<Arc<ProviderMetadata>, ProviderUnavailable> {
        let url = format!("{}/.well-known/openid-configuration", self.config.issuer.trim_end_matches('/'));
        let result = async {
            let answer = self.http.send(self.http.get(&url)).await?;
            if !answer.status.is_success() {
                return Err(ProviderUnavailable(format!("{url} answered {}", answer.status)));
            }
            let document: ProviderMetadata = serde_json::from_slice(&answer.body)
                .map_err(|error| ProviderUnavailable(format!("{url} is no discovery document: {error}")))?;
            check_issuer(&document, &self.config.issuer)?;
            check_endpoints(&document, self.config.allow_http)?;
            Ok(Arc::new(document))
        }
        .await;
        let now = self.config.clock.now();
        let mut known = self.metadata.known.lock().unwrap_or_else(PoisonError::into_inner);
        match &result {
            Ok(document) => *known = Known { document: Some((Arc::clone(document), now)), failure: None },
            Err(error) => {
                known.failure = Some((error.clone(), now));
                // The next try of the background waits its turn as well.
                if let Some((_, fetched)) = &mut known.document {
                    *fetched = now;
                }
            }
        }
        result
    }
}

impl Metadata {
    fn current(&self) -> Option<(Arc<ProviderMetadata>, i64)> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).document.clone()
    }

    fn recent_failure(&self, now: i64) -> Option<ProviderUnavailable> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.failure.as_ref().filter(|(_, at)| now - at < FAILURE_FOR).map(|(error, _)| error.clone())
    }
}

/// OpenID Connect Discovery §4.3: the document must name the issuer that was asked.
fn check_issuer(document: &ProviderMetadata, asked: &str) -> Result<(), ProviderUnavailable> {
    if document.issuer == asked {
        return Ok(());
    }
    Err(ProviderUnavailable(format!(
        "the discovery document names the issuer `{}`, but `{asked}` was asked; set `endpoint` (or `issuer`) to the \
         address the server was configured with",
        document.issuer
    )))
}

/// Secrets and tokens go to these addresses, so plain http is refused beyond this machine.
fn check_endpoints(document: &ProviderMetadata, allow_http: bool) -> Result<(), ProviderUnavailable> {
    let required = [&document.authorization_endpoint, &document.token_endpoint, &document.jwks_uri]
        .map(Some)
        .into_iter();
    let optional =
        [&document.userinfo_endpoint, &document.end_session_endpoint, &document.revocation_endpoint]
            .map(Option::as_ref);
    for endpoint in required.chain(optional).flatten() {
        let usable = Url::parse(endpoint).is_ok_and(|url| {
            matches!(url.scheme(), "http" | "https") && (allow_http || is_trustworthy(&url))
        });
        if !usable {
            return Err(ProviderUnavailable(format!(
                "the discovery document names the unusable endpoint `{endpoint}`"
            )));
        }
    }
    Ok(())
}
