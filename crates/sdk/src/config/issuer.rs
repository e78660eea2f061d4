//! The checks of addresses, for apps and for APIs that only verify tokens.

use url::{Host, Url};

use super::ConfigProblem;

/// The issuer: as given, or `/oidc` below the endpoint of a Genkan or Logto server.
pub(crate) fn checked_issuer(
    issuer: Option<&str>,
    endpoint: Option<&str>,
    allow_http: bool,
) -> Result<String, ConfigProblem> {
    let (setting, value) = match (issuer, endpoint) {
        (Some(issuer), _) => ("issuer", issuer),
        (None, Some(endpoint)) => ("endpoint", endpoint.trim_end_matches('/')),
        (None, None) => {
            let message = "is missing; for example https://auth.example.com".into();
            return Err(ConfigProblem { setting: "endpoint", message });
        }
    };
    checked_url(setting, value, allow_http)?;
    Ok(if setting == "issuer" { value.to_owned() } else { format!("{value}/oidc") })
}

/// An http(s) URL without query, fragment and user; plain http only on this machine, unless allowed.
pub(crate) fn checked_url(
    setting: &'static str,
    value: &str,
    allow_http: bool,
) -> Result<Url, ConfigProblem> {
    let refuse = |message: String| Err(ConfigProblem { setting, message });
    let url = match Url::parse(value) {
        Ok(url) if matches!(url.scheme(), "http" | "https") && url.has_host() => url,
        _ => return refuse(format!("`{value}` is not a URL; write it with its scheme, https://…")),
    };
    if url.query().is_some()
        || url.fragment().is_some()
        || !url.username().is_empty()
        || url.password().is_some()
    {
        return refuse("must not have a query, a fragment or a user name".into());
    }
    if !allow_http && !is_trustworthy(&url) {
        return refuse(format!(
            "`{value}` is plain http beyond this machine; use https, or allow_http in a closed network"
        ));
    }
    Ok(url)
}

/// https, or a host that is this machine: what browsers call a potentially trustworthy origin.
pub(crate) fn is_trustworthy(url: &Url) -> bool {
    if url.scheme() == "https" {
        return true;
    }
    match url.host() {
        Some(Host::Domain(domain)) => domain == "localhost" || domain.ends_with(".localhost"),
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}
