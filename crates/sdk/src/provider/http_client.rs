use std::time::Duration;

use http::StatusCode;
use reqwest::{Client, RequestBuilder, redirect};

use super::ProviderUnavailable;

/// Longest body read from the provider, in bytes.
const LONGEST_BODY: usize = 1024 * 1024;
/// Seconds until a connection stands.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// Seconds until the whole answer is read.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Bounded calls: no redirects, time and size limits.
#[derive(Debug, Clone)]
pub(crate) struct HttpClient(Client);

/// A whole answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) body: Vec<u8>,
}

impl HttpClient {
    pub(crate) fn new() -> Result<Self, ProviderUnavailable> {
        Client::builder()
            .redirect(redirect::Policy::none())
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(TIMEOUT)
            .user_agent(concat!("genkan-sdk/", env!("CARGO_PKG_VERSION")))
            .build()
            .map(Self)
            .map_err(|error| ProviderUnavailable(format!("no HTTP client: {error}")))
    }

    pub(crate) fn get(&self, url: &str) -> RequestBuilder {
        self.0.get(url)
    }

    pub(crate) fn post(&self, url: &str) -> RequestBuilder {
        self.0.post(url)
    }

    /// Sends and reads at most [`LONGEST_BODY`]. The error names the endpoint, never what was sent to it.
    pub(crate) async fn send(&self, request: RequestBuilder) -> Result<Answer, ProviderUnavailable> {
        let unavailable = |error: reqwest::Error| {
            let place = error.url().map(|url| url[..url::Position::AfterPath].to_owned());
            let what = if error.is_timeout() {
                "no answer in time"
            } else if error.is_connect() {
                "no connection"
            } else {
                "the exchange broke off"
            };
            ProviderUnavailable(format!("{what} ({})", place.as_deref().unwrap_or("unknown address")))
        };
        let mut response = request.send().await.map_err(unavailable)?;
        let status = response.status();
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(unavailable)? {
            if body.len() + chunk.len() > LONGEST_BODY {
                return Err(ProviderUnavailable(format!(
                    "the answer of {} is too long",
                    response.url().path()
                )));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Answer { status, body })
    }
}
