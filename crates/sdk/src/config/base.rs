use http::header::{HOST, HeaderMap, HeaderName};
use http::uri::Authority;
use url::Url;

use super::issuer::is_trustworthy;

/// What a reverse proxy says the browser asked for.
const FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");

/// Where browsers reach the app: one address, or whichever of the allowed hosts a request came for.
#[derive(Debug, Clone)]
pub(crate) enum Base {
    /// Explicit; what requests say does not matter.
    Fixed(Url),
    /// One origin per allowed host, never empty.
    Hosts(Vec<Url>),
}

/// The request came for a host that is not among the allowed ones.
///
/// ```
/// # use genkan_sdk::{Session, SessionError, SignInOptions, SignInRedirect};
/// async fn sign_in(session: Session) -> Result<SignInRedirect, String> {
///     session.sign_in(SignInOptions::default()).await.map_err(|error| match error {
///         SessionError::UnknownHost(unknown) => format!("the header {} names another site", unknown.header),
///         error => error.to_string(),
///     })
/// }
/// ```
#[derive(Debug, Clone, thiserror::Error)]
#[error(
    "the request came for `{host}` ({header}), which is not an allowed host; add it with `allowed_host`, set \
     `base_url`, or let the proxy in front pass the host on in X-Forwarded-Host"
)]
pub struct UnknownHost {
    /// The header that named it.
    pub header: String,
    /// What it said; text from outside.
    pub host: String,
}

impl Base {
    /// The base of a request with these headers and, in HTTP/2, this `:authority` (RFC 9113 §8.3.1), which stands for
    /// the `Host` that is not there.
    pub(crate) fn of(&self, headers: &HeaderMap, authority: Option<&Authority>) -> Result<Url, UnknownHost> {
        let hosts = match self {
            Self::Fixed(url) => return Ok(url.clone()),
            Self::Hosts(hosts) => hosts,
        };
        let (header, mut host) = requested(headers);
        if host.is_empty()
            && let Some(authority) = authority
        {
            authority.as_str().clone_into(&mut host);
        }
        let found = hosts.iter().find(|url| host_and_port(url).eq_ignore_ascii_case(&host));
        found.cloned().ok_or_else(|| UnknownHost { header: header.to_string(), host })
    }

    /// Warns when a browser came for another host than the explicit one: its cookies will not reach the callback.
    pub(crate) fn warn_about_another_host(&self, headers: &HeaderMap) {
        let Self::Fixed(url) = self else { return };
        let (header, host) = requested(headers);
        if !host.is_empty()
            && !host_and_port(url).eq_ignore_ascii_case(&host)
            && is_local(&host) == is_trustworthy_http(url)
        {
            tracing::warn!(
                header = %header, host, base_url = %url,
                "the request came for another host than the base URL; if the browser shows that host, the cookie of \
                 this sign-in will not reach the callback"
            );
        }
    }

    /// The address to show and register.
    pub(crate) fn first(&self) -> Url {
        match self {
            Self::Fixed(url) => url.clone(),
            Self::Hosts(hosts) => {
                hosts.first().expect("the configuration has checked that there is one").clone()
            }
        }
    }

    /// The path below which the app lives, without a slash at its end.
    pub(crate) fn path(&self) -> &str {
        match self {
            Self::Fixed(url) => url.path().trim_end_matches('/'),
            Self::Hosts(_) => "",
        }
    }
}

/// The host the browser asked for, and the header that says so. A list, as several proxies make it, has the browser's
/// first. Allowed hosts are compared as a whole, so a forged header can only choose among them.
fn requested(headers: &HeaderMap) -> (HeaderName, String) {
    let text = |name: &HeaderName| {
        let value = headers.get(name)?.to_str().ok()?;
        Some(value.split(',').next().unwrap_or_default().trim().to_owned()).filter(|host| !host.is_empty())
    };
    match text(&FORWARDED_HOST) {
        Some(host) => (FORWARDED_HOST, host),
        None => (HOST, text(&HOST).unwrap_or_default()),
    }
}

/// Host and, when it is not the scheme's own, port.
fn host_and_port(url: &Url) -> &str {
    &url[url::Position::BeforeHost..url::Position::AfterPort]
}

fn is_local(host: &str) -> bool {
    Url::parse(&format!("http://{host}")).is_ok_and(|url| is_trustworthy(&url))
}

fn is_trustworthy_http(url: &Url) -> bool {
    url.scheme() == "http" && is_trustworthy(url)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn request(headers: &[(&str, &str)]) -> HeaderMap {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(HeaderName::from_bytes(name.as_bytes()).unwrap(), value.parse().unwrap());
        }
        map
    }

    #[test]
    fn an_explicit_base_is_the_base() {
        let base = Base::Fixed(Url::parse("https://app.example/shop").unwrap());
        let of = base
            .of(&request(&[("host", "evil.example"), ("x-forwarded-host", "evil.example")]), None)
            .unwrap();
        assert_eq!(of.as_str(), "https://app.example/shop");
        assert_eq!(base.path(), "/shop");
    }

    #[test]
    fn a_request_chooses_among_the_allowed_hosts_only() {
        let urls = ["https://app.example", "https://preview.example:8443", "http://localhost:3000"];
        let base = Base::Hosts(urls.iter().map(|url| Url::parse(url).unwrap()).collect());
        for (headers, expected) in [
            (&[("host", "app.example")][..], Some("https://app.example/")),
            (&[("host", "APP.example")], Some("https://app.example/")),
            (&[("host", "localhost:3000")], Some("http://localhost:3000/")),
            (
                &[("host", "10.0.0.7:80"), ("x-forwarded-host", "preview.example:8443")],
                Some("https://preview.example:8443/"),
            ),
            (
                &[("host", "10.0.0.7"), ("x-forwarded-host", "app.example, proxy.internal")],
                Some("https://app.example/"),
            ),
            (&[("host", "app.example:80")], None),
            (&[("host", "app.example"), ("x-forwarded-host", "evil.example")], None),
            (&[("host", "app.example.evil.example")], None),
            (&[("host", "user@app.example")], None),
            (&[("host", "app.example/")], None),
            (&[], None),
        ] {
            let of = base.of(&request(headers), None);
            assert_eq!(of.as_ref().ok().map(Url::as_str), expected, "{headers:?}");
        }
        let error = base.of(&request(&[("host", "evil.example")]), None).unwrap_err().to_string();
        assert!(error.contains("`evil.example` (host)"), "{error}");
    }
    #[test]
    fn in_http_2_the_authority_stands_for_the_host() {
        let base = Base::Hosts(vec![Url::parse("https://app.example").unwrap()]);
        let of = |headers: &[(&str, &str)], authority: &'static str| {
            base.of(&request(headers), Some(&Authority::from_static(authority))).is_ok()
        };
        assert!(of(&[], "app.example"));
        assert!(!of(&[], "evil.example"));
        assert!(!of(&[], "app.example@evil.example"));
        assert!(!of(&[("host", "evil.example")], "app.example"));
        assert!(!of(&[("x-forwarded-host", "evil.example")], "app.example"));
    }
}
