//! Digests, base64url, comparison in constant time, and the 43-character opaque values.

use std::fmt;

use aws_lc_rs::{constant_time, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use zeroize::Zeroizing;

/// Compares in time that depends on the lengths only.
pub fn constant_time_eq(a: &[u8], b: &[u8]) -> bool {
    constant_time::verify_slices_are_equal(a, b).is_ok()
}

/// SHA-256 (FIPS 180-4).
pub fn sha256(data: &[u8]) -> [u8; 32] {
    let mut out = [0; 32];
    out.copy_from_slice(digest::digest(&digest::SHA256, data).as_ref());
    out
}

/// base64url without padding (RFC 4648 §5, RFC 7515 §2).
pub fn base64url(data: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(data)
}

/// Decodes canonical base64url: no padding, no white space, unused bits zero. `None` for anything else.
pub fn decode_base64url(text: impl AsRef<[u8]>) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

/// An opaque value of 256 random bits in 43 base64url characters: codes, refresh tokens, session ids.
/// `Debug` does not show it, and only its SHA-256 belongs in storage.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(Zeroizing<String>);

impl Token {
    /// Makes a token of 32 random bytes.
    pub fn from_random(bytes: &[u8; 32]) -> Self {
        Self(Zeroizing::new(base64url(bytes)))
    }

    /// Reads a token that came from outside. `None` unless it is 43 canonical base64url characters, which spares
    /// the database a look-up for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        (text.len() == 43 && decode_base64url(text).is_some_and(|bytes| bytes.len() == 32))
            .then(|| Self(Zeroizing::new(text.to_owned())))
    }

    /// The value to hand out.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// SHA-256 of the characters: what storage keeps.
    pub fn sha256(&self) -> [u8; 32] {
        sha256(self.0.as_bytes())
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

/// Secret text that came from outside or from a configuration: a client secret, a code, a refresh token. `Debug`
/// does not show it and there is no `Display`.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Wraps the text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// The text.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// SHA-256 of the text: what storage keeps of values with at least 128 random bits.
    pub fn sha256(&self) -> [u8; 32] {
        sha256(self.0.as_bytes())
    }

    /// Compares with a stored value; the time depends on the lengths only.
    pub fn matches(&self, other: &str) -> bool {
        constant_time_eq(self.0.as_bytes(), other.as_bytes())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn base64url_is_canonical() {
        assert_eq!(base64url([0xff, 0xe0]), "_-A");
        assert_eq!(decode_base64url("_-A").unwrap(), [0xff, 0xe0]);
        for bad in ["_-A=", "_-B", "+/A", "_-A ", " _-A", "_-A\n", "_"] {
            assert!(decode_base64url(bad).is_none(), "{bad:?}");
        }
    }

    #[test]
    fn token_shape() {
        let token = Token::from_random(&[7; 32]);
        assert_eq!(token.expose().len(), 43);
        assert_eq!(Token::parse(token.expose()).unwrap(), token);
        assert_eq!(format!("{token:?}"), "Token(…)");
        assert!(Token::parse("").is_none());
        assert!(Token::parse(&token.expose()[..42]).is_none());
        assert!(Token::parse(&format!("{}A", token.expose())).is_none());
    }

    #[test]
    fn sha256_of_abc() {
        assert_eq!(base64url(sha256(b"abc")), "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0");
        assert!(
            constant_time_eq(b"a", b"a") && !constant_time_eq(b"a", b"b") && !constant_time_eq(b"a", b"aa")
        );
    }
}
