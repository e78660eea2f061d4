//! One id per request: in the response's headers, in every log line, on every error page.

use std::{
    convert::Infallible,
    fmt,
    sync::atomic::{AtomicU64, Ordering},
};

use axum::extract::FromRequestParts;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, request::Parts};

use crate::random::Random;

/// Our header.
pub const HEADER: HeaderName = HeaderName::from_static("genkan-request-id");
/// The name the field's tools look for.
pub const COMPATIBLE_HEADER: HeaderName = HeaderName::from_static("logto-core-request-id");

/// 16 lower-case alphanumerics, chosen by us (what a client sends is not repeated). A name, not a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(HeaderValue);

impl RequestId {
    /// The bare text.
    pub fn as_str(&self) -> &str {
        self.0.to_str().unwrap_or("-")
    }

    /// Puts it into a response's headers, under both names.
    pub fn put(&self, headers: &mut HeaderMap) {
        headers.insert(HEADER, self.0.clone());
        headers.insert(COMPATIBLE_HEADER, self.0.clone());
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Where ids come from: eight random characters of this process, then a counter. Unique across nodes and restarts
/// without asking the random generator on every request. An [`App`](crate::app::App) part.
#[derive(Debug)]
pub struct Sequence {
    prefix: String,
    next: AtomicU64,
}

impl Sequence {
    /// A sequence of its own.
    pub fn new(random: &Random) -> Self {
        Self { prefix: random.id(8), next: AtomicU64::new(0) }
    }

    /// The next id.
    pub fn next(&self) -> RequestId {
        const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
        let mut text = [b'0'; 16];
        text[..8].copy_from_slice(self.prefix.as_bytes());
        let mut count = self.next.fetch_add(1, Ordering::Relaxed);
        for digit in text[8..].iter_mut().rev() {
            *digit = DIGITS[(count % 36) as usize];
            count /= 36;
        }
        let value = HeaderValue::from_maybe_shared(Bytes::copy_from_slice(&text));
        RequestId(value.expect("alphanumerics are a header value"))
    }
}

/// The id the [`edge`](super::edge) gave; `-` outside it.
impl<S: Send + Sync> FromRequestParts<S> for RequestId {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let given = parts.extensions.get::<Self>().cloned();
        Ok(given.unwrap_or_else(|| Self(HeaderValue::from_static("-"))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_differ_within_a_process_and_between_processes() {
        let (one, other) = (Sequence::new(&Random::seeded(1)), Sequence::new(&Random::seeded(2)));
        let ids: std::collections::BTreeSet<_> =
            (0..1_000).flat_map(|_| [one.next().to_string(), other.next().to_string()]).collect();
        assert_eq!(ids.len(), 2_000);
        assert!(ids.iter().all(|id| id.len() == 16 && id.bytes().all(|b| b.is_ascii_alphanumeric())));
    }

    #[test]
    fn the_counter_is_written_in_base_36() {
        let sequence = Sequence { prefix: "abcdefgh".into(), next: AtomicU64::new(35) };
        assert_eq!(sequence.next().as_str(), "abcdefgh0000000z");
        assert_eq!(sequence.next().as_str(), "abcdefgh00000010");
    }
}
