//! One sign-in under way: what the browser must bring back in a cookie of its own, so that two tabs never disturb
//! each other (one cookie per sign-in, named after its state).

use http::HeaderMap;
use serde::{Deserialize, Serialize};

use crate::cookie;
use crate::secret::Secret;

/// Seconds a sign-in may take.
pub(crate) const LIFETIME: i64 = 600;

/// Most sign-ins under way in one browser; the oldest is dropped.
pub(crate) const MOST: usize = 5;

/// Most bytes that the cookies of all sign-ins under way take together, beside the session's own: servers and proxies
/// in front refuse long request headers, many from 16 KiB. Again the oldest is dropped.
pub(crate) const MOST_BYTES: usize = 2 * cookie::CHUNK_LENGTH;

/// The payload of a transaction cookie (`docs/SESSION-FORMAT.md` §5).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Transaction {
    /// Seconds since the epoch.
    pub(crate) iat: i64,
    /// Seconds since the epoch.
    pub(crate) exp: i64,
    /// Binds the response to this browser (RFC 6749 §10.12).
    pub(crate) state: String,
    /// Binds the ID token to this sign-in (OpenID Connect Core §3.1.2.1).
    pub(crate) nonce: String,
    /// Proves who asked for the code (RFC 7636 §4.1).
    #[serde(rename = "codeVerifier")]
    pub(crate) code_verifier: Secret,
    /// Who was asked (RFC 9207, against mix-up).
    pub(crate) issuer: String,
    /// As sent in the authorization request, when it was: the ID token must then have a recent `auth_time`.
    #[serde(rename = "maxAge", default, skip_serializing_if = "Option::is_none")]
    pub(crate) max_age: Option<u32>,
    /// As sent in the authorization request.
    #[serde(rename = "redirectUri")]
    pub(crate) redirect_uri: String,
    /// A checked path of the site.
    #[serde(rename = "returnTo")]
    pub(crate) return_to: String,
}

/// The cookie's name: the prefix and the first 16 characters of the state. States are our own random text; anything
/// else in a callback names no cookie.
pub(crate) fn cookie_name(prefix: &str, state: &str) -> Option<String> {
    let head = state.get(..16)?;
    let ours = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    (state.len() == 43 && state.bytes().all(ours)).then(|| format!("{prefix}{head}"))
}

/// Names and values of all transaction cookies of a request.
pub(crate) fn pending<'a>(
    headers: &'a HeaderMap,
    prefix: &'a str,
) -> impl Iterator<Item = (&'a str, &'a str)> {
    cookie::cookies(headers)
        .filter(move |(name, _)| name.strip_prefix(prefix).is_some_and(|id| id.len() == 16))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_states_name_a_cookie() {
        let state = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ";
        assert_eq!(cookie_name("t.", state).as_deref(), Some("t.abcdefghijklmnop"));
        for odd in
            ["", "short", "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNO\r\n", "あいうえおかきくけこさしすせそ"]
        {
            assert_eq!(cookie_name("t.", odd), None, "{odd:?}");
        }
    }
}
