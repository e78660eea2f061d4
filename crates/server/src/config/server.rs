use std::net::SocketAddr;

use url::Url;

/// `[server]`.
#[derive(Clone, Debug)]
pub struct ServerSection {
    /// `endpoint`: the public base URL, e.g. `https://id.example.com`. Fixes the issuer, cookies' `Secure`, links.
    pub endpoint: Url,
    /// `{endpoint}/oidc` without a trailing slash, computed once.
    pub issuer: String,
    /// `listen`: address and port, default `127.0.0.1:3001`.
    pub listen: SocketAddr,
    /// `trusted_proxies`: addresses or CIDR blocks whose `X-Forwarded-For` is believed. Default none.
    pub trusted_proxies: Vec<String>,
}

impl ServerSection {
    /// Whether cookies carry `Secure`: the public endpoint is https.
    pub fn is_secure(&self) -> bool {
        self.endpoint.scheme() == "https"
    }
}
