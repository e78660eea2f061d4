use std::net::SocketAddr;

use url::Url;

use super::IpBlock;

/// `[server]`.
#[derive(Clone, Debug)]
pub struct ServerSection {
    /// `endpoint`: the public base URL, e.g. `https://id.example.com`. Fixes the issuer, cookies' `Secure`, links.
    pub endpoint: Url,
    /// `{endpoint}/oidc` without a trailing slash, computed once.
    pub issuer: String,
    /// The endpoint's origin as browsers send it, computed once.
    pub origin: String,
    /// `listen`: address and port, default `127.0.0.1:3001`.
    pub listen: SocketAddr,
    /// `metrics_listen`: where `GET /metrics` answers, apart from the public port. Default none: no metrics.
    pub metrics_listen: Option<SocketAddr>,
    /// `trusted_proxies`: addresses or CIDR blocks whose `X-Forwarded-For` is believed. Default none.
    pub trusted_proxies: Vec<IpBlock>,
    /// `drain_seconds`: how long requests in flight may finish after SIGTERM. Default 10.
    pub drain_seconds: u64,
}

impl ServerSection {
    /// Reached at `endpoint`, listening on `listen`; the rest by default.
    pub fn new(endpoint: Url, listen: SocketAddr) -> Self {
        let origin = endpoint.origin().ascii_serialization();
        let issuer = format!("{}/oidc", endpoint.as_str().trim_end_matches('/'));
        Self { endpoint, issuer, origin, listen, metrics_listen: None, trusted_proxies: Vec::new(), drain_seconds: 10 }
    }

    /// Whether cookies carry `Secure`: the public endpoint is https.
    pub fn is_secure(&self) -> bool {
        self.endpoint.scheme() == "https"
    }

    /// The endpoint's origin as browsers send it: `https://id.example.com`.
    pub fn origin(&self) -> &str {
        &self.origin
    }
}
