//! Calls to other servers (back-channel logout, webhooks). No redirects, short timeouts, and unless the
//! configuration says otherwise no private, loopback or link-local address, whatever a name resolves to.

use std::{
    fmt,
    net::{IpAddr, Ipv6Addr, SocketAddr},
    sync::{Arc, OnceLock},
    time::Duration,
};

use reqwest::{
    Client, RequestBuilder,
    dns::{Addrs, Name, Resolve, Resolving},
};
use url::{Host, Url};

/// Why a call was not made.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// Not an absolute http(s) URL.
    #[error("not an absolute http(s) URL")]
    NotHttp,
    /// A literal address that is not public.
    #[error("the address is not public, and security.allow_private_addresses is false")]
    PrivateAddress,
    /// The client cannot be made.
    #[error("the outbound client cannot be made: {0}")]
    Client(#[from] reqwest::Error),
}

/// The outbound client, made at the first call (reading the system's certificates takes time and memory).
pub struct Outbound {
    allow_private: bool,
    client: OnceLock<Client>,
}

impl fmt::Debug for Outbound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outbound").field("allow_private", &self.allow_private).finish_non_exhaustive()
    }
}

impl Outbound {
    /// `allow_private`: `security.allow_private_addresses`.
    pub fn new(allow_private: bool) -> Self {
        Self { allow_private, client: OnceLock::new() }
    }

    /// Begins a POST. Read the answer with a limit of your own; its body is not bounded here.
    ///
    /// # Errors
    /// [`Refused`] before anything is sent.
    pub fn post(&self, url: &str) -> Result<RequestBuilder, Refused> {
        let url = self.check(url)?;
        Ok(self.client()?.post(url))
    }

    fn check(&self, url: &str) -> Result<Url, Refused> {
        let url = Url::parse(url).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
        let url = url.ok_or(Refused::NotHttp)?;
        let literal = match url.host() {
            Some(Host::Ipv4(address)) => Some(IpAddr::V4(address)),
            Some(Host::Ipv6(address)) => Some(IpAddr::V6(address)),
            Some(Host::Domain(_)) | None => None,
        };
        match literal {
            Some(address) if !self.allow_private && !is_public(address) => Err(Refused::PrivateAddress),
            _ => Ok(url),
        }
    }

    fn client(&self) -> Result<&Client, Refused> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        let mut builder = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(Duration::from_secs(3))
            .timeout(Duration::from_secs(10))
            .no_proxy()
            .user_agent(concat!("genkan/", env!("CARGO_PKG_VERSION")));
        if !self.allow_private {
            builder = builder.dns_resolver(Arc::new(PublicOnly));
        }
        let client = builder.build()?;
        Ok(self.client.get_or_init(|| client))
    }
}

/// Resolves as the system does and keeps public addresses only. The connection is made to exactly these, so a name
/// that answers differently the second time gains nothing.
#[derive(Debug)]
struct PublicOnly;

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let public: Vec<SocketAddr> = found.filter(|address| is_public(address.ip())).collect();
            if public.is_empty() {
                return Err(Box::<dyn std::error::Error + Send + Sync>::from(
                    "the name has no public address",
                ));
            }
            Ok(Box::new(public.into_iter()) as Addrs)
        })
    }
}

/// Globally reachable, by the IANA special-purpose registries (RFC 6890).
fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            !(v4.is_private()
                || v4.is_loopback()
                || v4.is_link_local()
                || v4.is_broadcast()
                || v4.is_documentation()
                || v4.is_multicast()
                || a == 0
                || a >= 240
                || (a == 100 && (64..128).contains(&b))
                || (a, b, c) == (192, 0, 0)
                || (a == 198 && (b == 18 || b == 19)))
        }
        IpAddr::V6(v6) => is_public_v6(v6),
    }
}

fn is_public_v6(v6: Ipv6Addr) -> bool {
    let segments = v6.segments();
    let embedded = |high: u16, low: u16| {
        let [a, b] = high.to_be_bytes();
        let [c, d] = low.to_be_bytes();
        IpAddr::from([a, b, c, d])
    };
    match segments {
        // NAT64 and 6to4 carry an IPv4 address that decides.
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => is_public(embedded(high, low)),
        [0x2002, high, low, ..] => is_public(embedded(high, low)),
        // Teredo, documentation, and the rest of the IETF's own block.
        [0x2001, second, ..] if second < 0x200 || second == 0xdb8 => false,
        // Only 2000::/3 is handed out as global unicast.
        [first, ..] => first & 0xe000 == 0x2000 && first != 0x3fff,
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn only_global_addresses_are_public() {
        for private in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "192.0.0.8",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "240.0.0.1",
            "::",
            "::1",
            "fe80::1",
            "fc00::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2001:db8::1",
            "2001::1",
            "100::1",
        ] {
            assert!(!is_public(private.parse().unwrap()), "{private}");
        }
        for public in ["1.1.1.1", "8.8.8.8", "2606:4700::1111", "64:ff9b::808:808", "::ffff:8.8.8.8"] {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
    }

    #[test]
    fn literal_addresses_are_checked_before_anything_is_sent() {
        let outbound = Outbound::new(false);
        for url in [
            "http://127.0.0.1/",
            "http://2130706433/",
            "http://0x7f.1/",
            "http://[::1]/",
            "http://[::ffff:10.0.0.1]/",
        ] {
            assert!(matches!(outbound.post(url), Err(Refused::PrivateAddress)), "{url}");
        }
        for url in ["ftp://example.com/", "file:///etc/passwd", "x", ""] {
            assert!(matches!(outbound.post(url), Err(Refused::NotHttp)), "{url}");
        }
        assert!(Outbound::new(true).post("http://127.0.0.1/").is_ok());
    }

    #[tokio::test]
    async fn a_name_that_leads_home_is_refused() {
        let outbound = Outbound::new(false);
        let error = outbound.post("http://localhost:9/").unwrap().send().await.unwrap_err();
        assert!(format!("{error:?}").contains("no public address"), "{error:?}");
    }
}
