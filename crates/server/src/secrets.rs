//! Secret values: opaque tokens and their stored hashes are different types, and what must be read back is sealed.

use std::fmt;

use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey},
    digest,
    hkdf::{HKDF_SHA256, KeyType, Salt},
};
use genkan_database::{DbError, FromValue, ToValue, Value, ValueRef};
use zeroize::Zeroizing;

use crate::random::Random;

/// A bearer value in clear: code, token, session id, application secret. It cannot be bound to SQL, and its
/// `Debug` shows nothing; store its [`TokenHash`].
#[derive(Clone, PartialEq, Eq)]
pub struct Token(Zeroizing<String>);

impl Token {
    /// Wraps a presented or freshly generated value.
    pub fn new(value: impl Into<String>) -> Self {
        Self(Zeroizing::new(value.into()))
    }

    /// The clear value, for the one response that carries it.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// What the database knows it by.
    pub fn hash(&self) -> TokenHash {
        TokenHash::of(&self.0)
    }
}

impl Random {
    /// An opaque value of 256 bits: 43 base64url characters (codes, tokens, session ids).
    pub fn token(&self) -> Token {
        Token::new(self.opaque())
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

/// SHA-256 of a value of at least 128 random bits: enough to find it, useless to whoever reads the database.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct TokenHash([u8; 32]);

impl TokenHash {
    /// Hashes a presented value.
    pub fn of(value: &str) -> Self {
        let mut out = [0; 32];
        out.copy_from_slice(digest::digest(&digest::SHA256, value.as_bytes()).as_ref());
        Self(out)
    }

    /// Equality in constant time.
    pub fn matches(&self, other: &Self) -> bool {
        aws_lc_rs::constant_time::verify_slices_are_equal(&self.0, &other.0).is_ok()
    }
}

impl fmt::Debug for TokenHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenHash(…)")
    }
}

impl ToValue for TokenHash {
    fn to_value(&self) -> Value<'_> {
        Value::Bytes(self.0.as_slice().into())
    }
}

impl FromValue for TokenHash {
    fn from_value(value: ValueRef<'_>) -> Result<Self, DbError> {
        let bytes = Vec::<u8>::from_value(value)?;
        let hash = bytes.try_into().map_err(|_| DbError::Decode("a token hash has 32 bytes".into()))?;
        Ok(Self(hash))
    }
}

/// A sealed value cannot be opened: another key, another purpose, or damage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a sealed value does not open with the configured secret key")]
pub struct CannotOpen;

/// Seals what must be read back (signing keys, application secrets) under a key from the configuration:
/// AES-256-GCM, one derived key and one associated name per purpose. Layout: nonce (12 bytes) ‖ ciphertext ‖ tag.
#[derive(Clone)]
pub struct Sealer {
    secret: Zeroizing<Vec<u8>>,
}

impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealer(…)")
    }
}

struct Aes256;
impl KeyType for Aes256 {
    fn len(&self) -> usize {
        32
    }
}

impl Sealer {
    /// `secret`: at least 32 bytes from the configuration.
    pub fn new(secret: &[u8]) -> Self {
        Self { secret: Zeroizing::new(secret.to_vec()) }
    }

    /// A key of its own for `purpose`, for MACs and the like.
    pub fn derive(&self, purpose: &str) -> [u8; 32] {
        let mut key = [0; 32];
        let info = [purpose.as_bytes()];
        Salt::new(HKDF_SHA256, b"genkan/v1")
            .extract(&self.secret)
            .expand(&info, Aes256)
            .and_then(|okm| okm.fill(&mut key))
            .expect("32 bytes are within HKDF-SHA256's output limit");
        key
    }

    /// Seals `plain` for `purpose`.
    pub fn seal(&self, random: &Random, purpose: &str, plain: &[u8]) -> Vec<u8> {
        let nonce = random.bytes::<12>();
        let mut sealed = plain.to_vec();
        self.key(purpose)
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(purpose.as_bytes()),
                &mut sealed,
            )
            .expect("a plain text of kilobytes is within AES-GCM's limit");
        [nonce.as_slice(), &sealed].concat()
    }

    /// Opens what [`seal`](Self::seal) made for the same purpose.
    ///
    /// # Errors
    /// [`CannotOpen`] for everything else.
    pub fn open(&self, purpose: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, CannotOpen> {
        let (nonce, body) = sealed.split_at_checked(12).ok_or(CannotOpen)?;
        let mut body = Zeroizing::new(body.to_vec());
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| CannotOpen)?;
        let length = self
            .key(purpose)
            .open_in_place(nonce, Aad::from(purpose.as_bytes()), &mut body)
            .map_err(|_| CannotOpen)?
            .len();
        body.truncate(length);
        Ok(body)
    }

    fn key(&self, purpose: &str) -> LessSafeKey {
        let key = UnboundKey::new(&AES_256_GCM, &self.derive(purpose)).expect("AES-256 takes 32 bytes");
        LessSafeKey::new(key)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn sealed_values_open_only_for_their_purpose_key_and_bytes() {
        let (sealer, random) = (Sealer::new(&[7; 32]), Random::seeded(1));
        let sealed = sealer.seal(&random, "signing-key", b"secret");
        assert_eq!(sealer.open("signing-key", &sealed).unwrap().as_slice(), b"secret");
        assert_eq!(sealer.open("other", &sealed), Err(CannotOpen));
        assert_eq!(Sealer::new(&[8; 32]).open("signing-key", &sealed), Err(CannotOpen));
        for i in 0..sealed.len() {
            let mut bent = sealed.clone();
            bent[i] ^= 1;
            assert_eq!(sealer.open("signing-key", &bent), Err(CannotOpen), "byte {i}");
        }
        for cut in 0..sealed.len() {
            assert_eq!(sealer.open("signing-key", &sealed[..cut]), Err(CannotOpen), "cut {cut}");
        }
    }

    #[test]
    fn nothing_secret_is_shown() {
        let token = Token::new("very-secret");
        assert!(!format!("{token:?} {:?} {:?}", token.hash(), Sealer::new(b"very-secret")).contains("very"));
    }
}
