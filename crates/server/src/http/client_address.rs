//! Who is asking: the peer's address, or what a trusted proxy says it is.

use std::{
    convert::Infallible,
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
};

use axum::extract::{ConnectInfo, FromRequestParts};
use http::{HeaderMap, request::Parts};

use crate::{app::App, config::IpBlock};

/// The client's address in canonical form: an IPv4 address mapped into IPv6 is the IPv4 address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ClientAddress(IpAddr);

impl ClientAddress {
    /// Walks `X-Forwarded-For` from the right, as long as each sender is a trusted proxy. The first address that
    /// is not a trusted proxy's is the client's; anything unreadable ends the walk at the last address known.
    pub fn resolve(peer: IpAddr, headers: &HeaderMap, trusted: &[IpBlock]) -> Self {
        let mut address = peer.to_canonical();
        let hops: Vec<&str> = headers
            .get_all("x-forwarded-for")
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .collect();
        for hop in hops.into_iter().rev() {
            if !trusted.iter().any(|block| block.contains(address)) {
                break;
            }
            let Some(next) = parse_hop(hop.trim()) else { break };
            address = next;
        }
        Self(address)
    }

    /// The address.
    pub fn ip(self) -> IpAddr {
        self.0
    }

    /// What rate limits count by: an IPv4 address, or the /64 an IPv6 address belongs to (one subscriber).
    pub fn rate_key(self) -> String {
        match self.0 {
            IpAddr::V4(v4) => v4.to_string(),
            IpAddr::V6(v6) => {
                let [a, b, c, d, ..] = v6.segments();
                format!("{}/64", Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
            }
        }
    }
}

impl fmt::Display for ClientAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// `192.0.2.1`, `192.0.2.1:4711`, `2001:db8::1` or `[2001:db8::1]:4711`.
fn parse_hop(hop: &str) -> Option<IpAddr> {
    let bare = hop.strip_prefix('[').and_then(|hop| hop.strip_suffix(']')).unwrap_or(hop);
    bare.parse()
        .ok()
        .or_else(|| hop.parse::<SocketAddr>().ok().map(|address| address.ip()))
        .map(|address: IpAddr| address.to_canonical())
}

impl FromRequestParts<App> for ClientAddress {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let peer = parts
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |ConnectInfo(peer)| peer.ip());
        Ok(Self::resolve(peer, &parts.headers, &app.config.server.trusted_proxies))
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    fn resolve(peer: &str, forwarded: &[&str], trusted: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append("x-forwarded-for", value.parse().unwrap());
        }
        let trusted: Vec<IpBlock> = trusted.iter().map(|block| block.parse().unwrap()).collect();
        ClientAddress::resolve(peer.parse().unwrap(), &headers, &trusted).to_string()
    }

    #[test]
    fn nobody_is_believed_unless_trusted() {
        assert_eq!(resolve("203.0.113.9", &["1.2.3.4"], &[]), "203.0.113.9");
        assert_eq!(resolve("203.0.113.9", &["1.2.3.4"], &["10.0.0.0/8"]), "203.0.113.9");
    }

    #[test]
    fn trusted_hops_are_walked_from_the_right() {
        let trusted = ["10.0.0.0/8", "::1"];
        assert_eq!(resolve("10.0.0.1", &["6.6.6.6, 1.2.3.4"], &trusted), "1.2.3.4");
        assert_eq!(resolve("10.0.0.1", &["6.6.6.6, 1.2.3.4, 10.9.9.9"], &trusted), "1.2.3.4");
        assert_eq!(resolve("10.0.0.1", &["6.6.6.6", "1.2.3.4:99"], &trusted), "1.2.3.4");
        assert_eq!(resolve("::1", &["[2001:db8::1]:80"], &trusted), "2001:db8::1");
        assert_eq!(resolve("10.0.0.1", &["6.6.6.6, unknown"], &trusted), "10.0.0.1");
        assert_eq!(resolve("::ffff:10.0.0.1", &["1.2.3.4"], &trusted), "1.2.3.4");
    }

    #[test]
    fn one_subscriber_is_one_key() {
        let key = |text: &str| ClientAddress(text.parse::<IpAddr>().unwrap().to_canonical()).rate_key();
        assert_eq!(key("2001:db8:1:2:3::4"), key("2001:DB8:1:2::"));
        assert_ne!(key("2001:db8:1:2::"), key("2001:db8:1:3::"));
        assert_eq!(key("::ffff:192.0.2.1"), key("192.0.2.1"));
    }
}
