use std::net::SocketAddr;

use url::Url;

use super::{IpBlock, reader::Reader};

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
        Self {
            endpoint,
            issuer,
            origin,
            listen,
            metrics_listen: None,
            trusted_proxies: Vec::new(),
            drain_seconds: 10,
        }
    }

    /// `None` when there is no usable endpoint, which has been reported.
    pub(super) fn read(reader: &mut Reader) -> Option<Self> {
        let missing = reader.place("server.endpoint").is_none();
        let endpoint = reader.read(
            "server.endpoint",
            "an http(s) URL without a path, query or credentials, e.g. https://id.example.com",
            parse_endpoint,
        );
        if missing {
            reader.error(
                None,
                "server.endpoint is missing: the public URL of this server, e.g. https://id.example.com, as endpoint \
                 in [server] or as GENKAN_SERVER_ENDPOINT",
            );
        }
        let address = "an address and port, e.g. 127.0.0.1:3001";
        let listen = reader.read("server.listen", address, |text| text.parse().ok());
        let metrics_listen = reader.read("server.metrics_listen", address, |text| text.parse().ok());
        let trusted_proxies = reader.list(
            "server.trusted_proxies",
            "an array of IP addresses or CIDR blocks, e.g. [\"10.0.0.0/8\"]",
            |text| text.parse().ok(),
        );
        let drain_seconds = reader.number("server.drain_seconds", 0..=3600);
        let mut section = Self::new(endpoint?, listen.unwrap_or(SocketAddr::from(([127, 0, 0, 1], 3001))));
        section.metrics_listen = metrics_listen;
        section.trusted_proxies = trusted_proxies.unwrap_or_default();
        section.drain_seconds = drain_seconds.unwrap_or(section.drain_seconds);
        Some(section)
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

fn parse_endpoint(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let plain = matches!(url.scheme(), "http" | "https")
        && url.has_host()
        && url.path() == "/"
        && url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none();
    plain.then_some(url)
}
