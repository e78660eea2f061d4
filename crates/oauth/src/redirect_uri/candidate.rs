//! A URI that means the same to every parser.

use percent_encoding::percent_decode_str;
use url::Url;

use super::{MAX_BYTES, REFUSED_SCHEMES, RedirectUriError};

/// A URI in its usual form; `url` is the parsed one.
pub(super) struct Candidate<'a> {
    pub(super) url: Url,
    /// Host as written, of a web URI.
    pub(super) host: &'a str,
    /// Path as written.
    pub(super) path: &'a str,
    /// Query as written, without the `?`.
    pub(super) query: Option<&'a str>,
}

impl<'a> Candidate<'a> {
    /// The checks in order: size, characters, scheme, fragment, authority, path.
    pub(super) fn parse(text: &'a str) -> Result<Self, RedirectUriError> {
        if text.len() > MAX_BYTES {
            return Err(RedirectUriError::TooLong);
        }
        check_characters(text)?;
        let (scheme, rest) = text.split_once(':').ok_or(RedirectUriError::Malformed)?;
        check_scheme(scheme)?;
        if rest.contains('#') {
            return Err(RedirectUriError::Fragment);
        }
        let (hierarchy, query) =
            rest.split_once('?').map_or((rest, None), |(before, query)| (before, Some(query)));
        let web = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
        let (authority, path) = match hierarchy.strip_prefix("//") {
            Some(after) => after.split_at(after.find('/').unwrap_or(after.len())),
            None if web => return Err(RedirectUriError::Malformed),
            None => ("", hierarchy),
        };
        if authority.contains('@') {
            return Err(RedirectUriError::UserInfo);
        }
        check_path(path)?;
        let url = Url::parse(text).map_err(|_| RedirectUriError::Malformed)?;
        let host = if web { check_host(authority, &url)? } else { authority };
        Ok(Self { url, host, path, query })
    }

    pub(super) fn is_web(&self) -> bool {
        matches!(self.url.scheme(), "http" | "https")
    }
}

/// RFC 3986 §2: unreserved, reserved, and `%` before two hexadecimal digits.
fn check_characters(text: &str) -> Result<(), RedirectUriError> {
    let bytes = text.as_bytes();
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=".contains(&byte);
    for (index, byte) in bytes.iter().enumerate() {
        let encoded =
            || bytes.get(index + 1..index + 3).is_some_and(|two| two.iter().all(u8::is_ascii_hexdigit));
        if !(allowed(*byte) || *byte == b'%' && encoded()) {
            return Err(RedirectUriError::Character);
        }
    }
    Ok(())
}

/// Private schemes need no dot, although RFC 8252 §7.1 would like one: too many applications have none.
fn check_scheme(scheme: &str) -> Result<(), RedirectUriError> {
    let starts = scheme.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic());
    let plain = scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    if !starts || !plain {
        return Err(RedirectUriError::Malformed);
    }
    if REFUSED_SCHEMES.iter().any(|refused| refused.eq_ignore_ascii_case(scheme)) {
        return Err(RedirectUriError::Scheme);
    }
    Ok(())
}

/// The host as written is what the parser makes of it, but for case; the port is a plain number.
fn check_host<'a>(authority: &'a str, url: &Url) -> Result<&'a str, RedirectUriError> {
    let port_at = match authority.rfind(']') {
        Some(end) => authority[end..].find(':').map(|at| end + at),
        None => authority.find(':'),
    };
    let (host, port) = port_at.map_or((authority, None), |at| (&authority[..at], Some(&authority[at + 1..])));
    let plain_port = port
        .is_none_or(|port| port.parse::<u16>().is_ok_and(|number| number > 0 && number.to_string() == port));
    let canonical = url.host_str().is_some_and(|parsed| parsed.eq_ignore_ascii_case(host));
    if host.is_empty() || !plain_port || !canonical { Err(RedirectUriError::Malformed) } else { Ok(host) }
}

/// However often a server decodes the path, no segment becomes `.` or `..` and no slash appears. `;parameters` of a
/// segment are cut off first, as some servers do.
fn check_path(path: &str) -> Result<(), RedirectUriError> {
    let slashes = path.matches('/').count();
    let mut current = path.to_owned();
    for _ in 0..4 {
        let dots = |segment: &str| matches!(segment.split(';').next(), Some("." | ".."));
        if current.split('/').any(dots)
            || current.matches('/').count() != slashes
            || current.contains('\\')
            || current.contains(char::is_control)
        {
            return Err(RedirectUriError::Traversal);
        }
        let decoded =
            percent_decode_str(&current).decode_utf8().map_err(|_| RedirectUriError::Character)?.into_owned();
        if decoded == current {
            return Ok(());
        }
        current = decoded;
    }
    Err(RedirectUriError::Traversal)
}
