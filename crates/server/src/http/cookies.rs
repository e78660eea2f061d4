//! Cookies as RFC 6265 has them: read tolerantly, written strictly.

use std::{convert::Infallible, fmt};

use axum::extract::FromRequestParts;
use http::{HeaderMap, HeaderValue, header, request::Parts};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

/// Most cookies read from one request.
const MAX_COOKIES: usize = 128;

/// The request's cookies. Whatever is not a readable `name=value` is skipped; of two with one name the first
/// counts, as user agents send the more specific path first (RFC 6265 §5.4).
#[derive(Clone, Default)]
pub struct Cookies(Vec<(String, String)>);

impl Cookies {
    /// Reads every `Cookie` header. Never fails.
    pub fn from_headers(headers: &HeaderMap) -> Self {
        let pairs = headers
            .get_all(header::COOKIE)
            .iter()
            .flat_map(|value| value.as_bytes().split(|byte| *byte == b';'))
            .filter_map(|pair| {
                let (name, value) = std::str::from_utf8(pair).ok()?.trim().split_once('=')?;
                Some((name.trim().to_owned(), value.trim().trim_matches('"').to_owned()))
            })
            .take(MAX_COOKIES);
        Self(pairs.collect())
    }

    /// The value of the first cookie of that name, as sent (percent-encoding is not undone).
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }
}

/// Shows names only: values are secrets.
impl fmt::Debug for Cookies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Cookies {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::from_headers(&parts.headers))
    }
}

/// What RFC 6265 §4.1.1 forbids in a value, and `%` itself so that encoding can be undone.
const NOT_COOKIE_OCTETS: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b',').add(b';').add(b'\\').add(b'%');

/// One `Set-Cookie` header: `SameSite=Lax` and `Path=/` unless told otherwise.
#[derive(Clone)]
#[must_use]
pub struct SetCookie {
    name: &'static str,
    value: String,
    path: String,
    max_age: Option<i64>,
    http_only: bool,
    secure: bool,
}

impl SetCookie {
    /// A cookie for the browser session. Octets a cookie cannot carry are percent-encoded.
    pub fn new(name: &'static str, value: impl AsRef<str>) -> Self {
        let value = utf8_percent_encode(value.as_ref(), NOT_COOKIE_OCTETS).to_string();
        Self { name, value, path: "/".into(), max_age: None, http_only: false, secure: false }
    }

    /// Where it is sent.
    pub fn path(mut self, path: impl Into<String>) -> Self {
        self.path = path.into();
        self
    }

    /// How many seconds it lives.
    pub fn max_age(mut self, seconds: i64) -> Self {
        self.max_age = Some(seconds.max(0));
        self
    }

    /// Hidden from scripts.
    pub fn http_only(mut self) -> Self {
        self.http_only = true;
        self
    }

    /// `Secure` when the public endpoint is https.
    pub fn secure(mut self, secure: bool) -> Self {
        self.secure = secure;
        self
    }

    /// Makes the browser forget it.
    pub fn expire(mut self) -> Self {
        self.value.clear();
        self.max_age = Some(0);
        self
    }

    /// The header's value.
    pub fn header(&self) -> HeaderValue {
        let mut text = format!("{}={}; Path={}; SameSite=Lax", self.name, self.value, self.path);
        match self.max_age {
            // Expires as well, for user agents that know no Max-Age.
            Some(0) => text.push_str("; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT"),
            Some(seconds) => text.push_str(&format!("; Max-Age={seconds}")),
            None => {}
        }
        if self.http_only {
            text.push_str("; HttpOnly");
        }
        if self.secure {
            text.push_str("; Secure");
        }
        HeaderValue::from_str(&text).expect("value octets were percent-encoded; name and path are ours")
    }
}

impl fmt::Debug for SetCookie {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SetCookie")
            .field("name", &self.name)
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(values: &[&[u8]]) -> Cookies {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(header::COOKIE, HeaderValue::from_bytes(value).unwrap());
        }
        Cookies::from_headers(&headers)
    }

    #[test]
    fn readable_cookies_survive_garbage_beside_them() {
        let cookies = read(&[b"=; ;a; \xff\xfe=1; _session=abc ;b=\"q\"; _session=second", b"c=1=2"]);
        assert_eq!(cookies.get("_session"), Some("abc"));
        assert_eq!(cookies.get("b"), Some("q"));
        assert_eq!(cookies.get("c"), Some("1=2"));
        assert_eq!(cookies.get("a"), None);
        assert!(!format!("{cookies:?}").contains("abc"));
    }

    #[test]
    fn attributes_are_written_as_asked() {
        let cookie = SetCookie::new("_session", "a;b").path("/oidc").max_age(5).http_only().secure(true);
        assert_eq!(cookie.header(), "_session=a%3Bb; Path=/oidc; SameSite=Lax; Max-Age=5; HttpOnly; Secure");
        assert!(cookie.expire().header().to_str().unwrap().starts_with("_session=; "));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_and_any_value_is_written(bytes in proptest::collection::vec(0x20_u8..=0xff, 0..200), value in ".*") {
            if let Ok(header) = HeaderValue::from_bytes(&bytes) {
                let mut headers = HeaderMap::new();
                headers.append(header::COOKIE, header);
                let _ = Cookies::from_headers(&headers);
            }
            let header = SetCookie::new("x", &value).header();
            let sent = header.to_str().unwrap().split(';').next().unwrap().to_owned();
            let read = read(&[sent.as_bytes()]);
            let back = percent_encoding::percent_decode_str(read.get("x").unwrap()).decode_utf8().unwrap();
            prop_assert_eq!(back, value);
        }
    }
}
