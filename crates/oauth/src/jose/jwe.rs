//! JWE compact serialization with `dir` and `A256GCM` (RFC 7516 §3.1, RFC 7518 §4.5 and §5.3): sealed cookies.
//!
//! Keys are derived from a configured secret, one per purpose, so that what was sealed for one purpose cannot be
//! opened for another. Several secrets allow rotation: the first seals, all open.

use std::fmt;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::hkdf::{HKDF_SHA256, Salt};
use serde::Serialize;
use serde_json::Value;
use zeroize::Zeroizing;

use super::strict_json;
use crate::secret::{base64url, decode_base64url, sha256};

/// Fewest bytes of a configured secret.
pub const MIN_SECRET_BYTES: usize = 32;
/// Most bytes of a token that is looked at.
pub const MAX_TOKEN_BYTES: usize = 64 * 1024;

const TAG_BYTES: usize = 16;

/// Why something could not be sealed or opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JweError {
    /// A configured secret is shorter than [`MIN_SECRET_BYTES`].
    #[error("the secret must have at least {MIN_SECRET_BYTES} bytes")]
    ShortSecret,
    /// The token is not of the expected form or type.
    #[error("the sealed value is malformed")]
    Malformed,
    /// None of the keys sealed it.
    #[error("the sealed value was made with an unknown key")]
    UnknownKey,
    /// The contents were altered.
    #[error("the sealed value was altered")]
    Altered,
    /// The cryptographic library failed, or the contents are too large.
    #[error("sealing failed")]
    Failed,
}

/// A key for one purpose. Its id is the first 8 base64url characters of the SHA-256 of the key.
pub struct ContentKey {
    key: LessSafeKey,
    kid: String,
}

impl ContentKey {
    /// Derives the key: HKDF-SHA256 (RFC 5869) of the secret, without salt, with the purpose as `info`.
    pub fn derive(secret: &[u8], purpose: &str) -> Result<Self, JweError> {
        if secret.len() < MIN_SECRET_BYTES {
            return Err(JweError::ShortSecret);
        }
        let mut key = Zeroizing::new([0; 32]);
        Salt::new(HKDF_SHA256, &[])
            .extract(secret)
            .expand(&[purpose.as_bytes()], HKDF_SHA256)
            .and_then(|output| output.fill(&mut *key))
            .map_err(|_| JweError::Failed)?;
        Self::from_bytes(&key)
    }

    /// Takes a key as it is.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, JweError> {
        let mut kid = base64url(sha256(bytes));
        kid.truncate(8);
        let key = UnboundKey::new(&AES_256_GCM, bytes).map_err(|_| JweError::Failed)?;
        Ok(Self { key: LessSafeKey::new(key), kid })
    }

    /// The key id.
    pub fn kid(&self) -> &str {
        &self.kid
    }
}

impl fmt::Debug for ContentKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ContentKey").field("kid", &self.kid).finish_non_exhaustive()
    }
}

/// Seals bytes. The 96-bit initialization vector must be random and never used twice with a key.
pub fn seal(key: &ContentKey, typ: &str, plaintext: &[u8], iv: [u8; NONCE_LEN]) -> Result<String, JweError> {
    #[derive(Serialize)]
    struct Header<'a> {
        alg: &'static str,
        enc: &'static str,
        kid: &'a str,
        typ: &'a str,
    }
    let header = Header { alg: "dir", enc: "A256GCM", kid: &key.kid, typ };
    let protected = base64url(serde_json::to_vec(&header).map_err(|_| JweError::Failed)?);
    let mut contents = plaintext.to_vec();
    let tag = key
        .key
        .seal_in_place_separate_tag(Nonce::assume_unique_for_key(iv), Aad::from(&protected), &mut contents)
        .map_err(|_| JweError::Failed)?;
    let sealed = format!("{protected}..{}.{}.{}", base64url(iv), base64url(contents), base64url(tag));
    if sealed.len() > MAX_TOKEN_BYTES { Err(JweError::Failed) } else { Ok(sealed) }
}

/// Opens what [`seal`] made with one of the keys and with this `typ`.
pub fn open(token: &str, keys: &[ContentKey], typ: &str) -> Result<Zeroizing<Vec<u8>>, JweError> {
    if token.len() > MAX_TOKEN_BYTES {
        return Err(JweError::Malformed);
    }
    let segments: Vec<&str> = token.splitn(6, '.').collect();
    let [protected, "", iv, ciphertext, tag] = segments.as_slice() else {
        return Err(JweError::Malformed);
    };
    let kid = check_header(protected, typ)?;
    let decode = |segment: &str| decode_base64url(segment).ok_or(JweError::Malformed);
    let iv: [u8; NONCE_LEN] = decode(iv)?.try_into().map_err(|_| JweError::Malformed)?;
    let tag: [u8; TAG_BYTES] = decode(tag)?.try_into().map_err(|_| JweError::Malformed)?;
    let mut contents = Zeroizing::new(decode(ciphertext)?);
    let length = contents.len();
    contents.extend_from_slice(&tag);
    let key = keys.iter().find(|key| key.kid == kid).ok_or(JweError::UnknownKey)?;
    key.key
        .open_in_place(Nonce::assume_unique_for_key(iv), Aad::from(protected), &mut contents)
        .map_err(|_| JweError::Altered)?;
    contents.truncate(length);
    Ok(contents)
}

/// Only the four members that [`seal`] writes may be there; anything else could change the meaning (`zip`, `crit`).
fn check_header(protected: &str, typ: &str) -> Result<String, JweError> {
    let bytes = decode_base64url(protected).ok_or(JweError::Malformed)?;
    let header = strict_json::object(&bytes).map_err(|_| JweError::Malformed)?;
    let text = |name: &str| header.get(name).and_then(Value::as_str);
    let expected = header.len() == 4
        && text("alg") == Some("dir")
        && text("enc") == Some("A256GCM")
        && text("typ") == Some(typ);
    text("kid").filter(|_| expected).map(str::to_owned).ok_or(JweError::Malformed)
}
