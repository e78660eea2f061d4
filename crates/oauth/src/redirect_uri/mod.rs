//! Redirect URIs: which may be registered, and which request matches a registration (RFC 6749 §3.1.2, RFC 8252,
//! RFC 9700 §2.1 and §4.1).
//!
//! Both sides are compared in the serialised form of the URL standard, so the host's case and a default port do not
//! matter. That parser repairs much (tabs, back slashes, `0x7f.1`, dot segments), so a request that needs any repair
//! is refused before it is parsed.
//!
//! Wildcards exist for compatibility and are an operator's choice: `*` in labels of the host and in the path.

mod candidate;
mod wildcard;

use url::Url;

use crate::error::OAuthError;
use candidate::Candidate;

/// Most bytes of a redirect URI.
pub const MAX_BYTES: usize = 2_048;

/// Schemes that run, read or invent content instead of delivering to an application, and those that make no sense.
const REFUSED_SCHEMES: [&str; 14] = [
    "javascript",
    "vbscript",
    "data",
    "blob",
    "file",
    "filesystem",
    "about",
    "view-source",
    "ws",
    "wss",
    "ftp",
    "mailto",
    "tel",
    "sms",
];

/// What a registered URI is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UriKind {
    /// `redirect_uris` and `post_logout_redirect_uris`: http(s) or an application's own scheme.
    Redirect {
        /// Whether `*` is allowed.
        wildcards: bool,
    },
    /// Logo, terms, privacy policy, back-channel logout: http(s) only.
    Web,
}

/// Why a URI cannot be registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RedirectUriError {
    /// More than [`MAX_BYTES`].
    #[error("the URI is longer than {MAX_BYTES} bytes")]
    TooLong,
    /// A character that RFC 3986 does not allow, or a broken percent-encoding.
    #[error("the URI contains a character that must be percent-encoded")]
    Character,
    /// Not an absolute URI, or one that parsers repair in different ways.
    #[error("the URI is not an absolute URI in its usual form")]
    Malformed,
    /// A scheme that cannot be redirected to.
    #[error("the URI's scheme is not allowed")]
    Scheme,
    /// A fragment (RFC 6749 §3.1.2).
    #[error("the URI must not have a fragment")]
    Fragment,
    /// User name or password.
    #[error("the URI must not contain user information")]
    UserInfo,
    /// `.`, `..`, an encoded slash or an encoded back slash in the path.
    #[error("the URI's path must not contain dot segments or encoded slashes")]
    Traversal,
    /// A `*` where none may be.
    #[error("the wildcard is not allowed there")]
    Wildcard,
}

/// Checks a URI before it is stored.
pub fn validate_registration(uri: &str, kind: UriKind) -> Result<(), RedirectUriError> {
    let candidate = Candidate::parse(uri)?;
    if kind == UriKind::Web && !candidate.is_web() {
        return Err(RedirectUriError::Scheme);
    }
    if uri.contains('*') {
        match kind {
            UriKind::Redirect { wildcards: true } => wildcard::check_registration(&candidate)?,
            _ => return Err(RedirectUriError::Wildcard),
        }
    }
    Ok(())
}

/// Whether a requested redirect URI is covered by a registered one. `native`: the client is a native application, for
/// which the port of a loopback address does not count (RFC 8252 §7.3). Never for post-logout URIs.
pub fn matches(registered: &str, requested: &str, native: bool) -> bool {
    if requested.contains('*') {
        return false;
    }
    let Ok(candidate) = Candidate::parse(requested) else { return false };
    if registered.contains('*') {
        return Candidate::parse(registered).is_ok_and(|pattern| wildcard::matches(&pattern, &candidate));
    }
    let Ok(registered) = Url::parse(registered) else { return false };
    if registered == candidate.url {
        return true;
    }
    native
        && is_loopback(&registered)
        && is_loopback(&candidate.url)
        && without_port(&registered) == without_port(&candidate.url)
}

/// Whether two URIs are the same in serialised form; anything that needs repair equals nothing.
pub fn uris_equal(a: &str, b: &str) -> bool {
    match (Candidate::parse(a), Candidate::parse(b)) {
        (Ok(a), Ok(b)) => a.url == b.url,
        _ => false,
    }
}

/// Finds the redirect URI of a request among the registered ones. Omitting it is fine when exactly one without a
/// wildcard is registered (RFC 6749 §3.1.2.3).
pub fn resolve<S: AsRef<str>>(
    registered: &[S],
    requested: Option<&str>,
    native: bool,
) -> Result<String, OAuthError> {
    let found = match (requested, registered) {
        (None, [single]) => Some(single.as_ref()).filter(|uri| !uri.contains('*')),
        (None, _) => return Err(OAuthError::invalid_request("missing required parameter 'redirect_uri'")),
        (Some(requested), _) => {
            registered.iter().any(|uri| matches(uri.as_ref(), requested, native)).then_some(requested)
        }
    };
    found.map(str::to_owned).ok_or_else(OAuthError::invalid_redirect_uri)
}

fn is_loopback(url: &Url) -> bool {
    url.scheme() == "http" && matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"))
}

fn without_port(url: &Url) -> Option<Url> {
    let mut url = url.clone();
    url.set_port(None).ok()?;
    Some(url)
}

#[cfg(test)]
mod tests;
