//! Proof Key for Code Exchange (RFC 7636), method S256 only.

use std::fmt;

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::secret::{base64url, constant_time_eq, sha256};

/// The one value of `code_challenge_method` that is accepted.
pub const S256: &str = "S256";

/// A value that is not 43–128 characters of `[A-Za-z0-9_.~-]` (RFC 7636 §4.1, §4.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be 43 to 128 characters of A-Z a-z 0-9 - . _ ~")]
pub struct PkceSyntaxError;

/// `code_challenge`: BASE64URL(SHA-256(`code_verifier`)).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CodeChallenge(String);

impl CodeChallenge {
    /// Checks the syntax. A challenge of another length than 43 is well-formed, but no verifier will match it.
    pub fn parse(text: &str) -> Result<Self, PkceSyntaxError> {
        check_syntax(text).map(|()| Self(text.to_owned()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the verifier is the one this challenge was made of (RFC 7636 §4.6); in constant time.
    pub fn verify(&self, verifier: &CodeVerifier) -> bool {
        constant_time_eq(verifier.challenge().0.as_bytes(), self.0.as_bytes())
    }
}

impl TryFrom<String> for CodeChallenge {
    type Error = PkceSyntaxError;

    fn try_from(text: String) -> Result<Self, PkceSyntaxError> {
        check_syntax(&text).map(|()| Self(text))
    }
}

impl From<CodeChallenge> for String {
    fn from(challenge: CodeChallenge) -> Self {
        challenge.0
    }
}

/// `code_verifier`: the client's secret of this authorization.
#[derive(Clone, PartialEq, Eq)]
pub struct CodeVerifier(Zeroizing<String>);

impl CodeVerifier {
    /// Makes the 43-character verifier of 32 random bytes (RFC 7636 §4.1).
    pub fn from_random(bytes: &[u8; 32]) -> Self {
        Self(Zeroizing::new(base64url(bytes)))
    }

    /// Checks the syntax.
    pub fn parse(text: &str) -> Result<Self, PkceSyntaxError> {
        check_syntax(text).map(|()| Self(Zeroizing::new(text.to_owned())))
    }

    /// The text to send.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The S256 challenge (RFC 7636 §4.2).
    pub fn challenge(&self) -> CodeChallenge {
        CodeChallenge(base64url(sha256(self.0.as_bytes())))
    }
}

impl fmt::Debug for CodeVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CodeVerifier(…)")
    }
}

fn check_syntax(text: &str) -> Result<(), PkceSyntaxError> {
    let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    if (43..=128).contains(&text.len()) && text.bytes().all(unreserved) {
        Ok(())
    } else {
        Err(PkceSyntaxError)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn rfc_7636_appendix_b() {
        let bytes = [
            116, 24, 223, 180, 151, 153, 224, 37, 79, 250, 96, 125, 216, 173, 187, 186, 22, 212, 37, 77, 105,
            214, 191, 240, 91, 88, 5, 88, 83, 132, 141, 121,
        ];
        let verifier = CodeVerifier::from_random(&bytes);
        assert_eq!(verifier.expose(), "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        let challenge = CodeChallenge::parse("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM").unwrap();
        assert_eq!(verifier.challenge(), challenge);
        assert!(challenge.verify(&verifier));
        assert!(!challenge.verify(&CodeVerifier::from_random(&[0; 32])));
    }

    #[test]
    fn syntax() {
        for (text, ok) in [
            ("a".repeat(42), false),
            ("a".repeat(43), true),
            ("a".repeat(128), true),
            ("a".repeat(129), false),
            (String::new(), false),
            ("~._-".repeat(11), true),
            (format!("{}+", "a".repeat(43)), false),
            (format!("{}=", "a".repeat(43)), false),
            ("é".repeat(30), false),
        ] {
            assert_eq!(CodeVerifier::parse(&text).is_ok(), ok, "{text}");
            assert_eq!(CodeChallenge::parse(&text).is_ok(), ok, "{text}");
        }
    }

    #[test]
    fn a_verifier_is_not_its_own_challenge() {
        let text = "a".repeat(43);
        assert!(!CodeChallenge::parse(&text).unwrap().verify(&CodeVerifier::parse(&text).unwrap()), "plain");
    }
}
