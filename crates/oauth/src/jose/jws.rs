//! JWS compact serialization with a JSON payload: JWTs (RFC 7515 §3.1, RFC 7519, RFC 8725).

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::algorithm::Algorithm;
use super::signing_key::{KeyError, SigningKey};
use super::strict_json;
use super::verification_key::KeySet;
use crate::secret::{base64url, decode_base64url};

/// Most bytes of a token that is looked at.
pub const MAX_TOKEN_BYTES: usize = 64 * 1024;
/// Most bytes of an encoded header.
pub const MAX_HEADER_BYTES: usize = 4 * 1024;

/// Headers that bring or fetch keys, change the meaning of the token, or nest another: all refused.
const REFUSED_HEADERS: [&str; 9] = ["crit", "jku", "jwk", "x5u", "x5c", "b64", "zip", "enc", "cty"];

/// What is variable in a header: `alg` and `kid` come from the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header<'a> {
    /// `typ`.
    pub typ: Option<&'a str>,
}

impl Header<'static> {
    /// ID tokens have no `typ`.
    pub const ID_TOKEN: Self = Self { typ: None };
    /// RFC 9068 §2.1.
    pub const ACCESS_TOKEN: Self = Self { typ: Some("at+jwt") };
    /// OpenID Connect Back-Channel Logout §2.4.
    pub const LOGOUT_TOKEN: Self = Self { typ: Some("logout+jwt") };
}

impl Header<'_> {
    pub(super) fn segment(&self, algorithm: Algorithm, kid: &str) -> String {
        #[derive(Serialize)]
        struct Wire<'a> {
            alg: &'a str,
            #[serde(skip_serializing_if = "Option::is_none")]
            typ: Option<&'a str>,
            kid: &'a str,
        }
        let wire = Wire { alg: algorithm.as_str(), typ: self.typ, kid };
        base64url(serde_json::to_vec(&wire).expect("a struct of strings is always JSON"))
    }
}

/// A token that could not be made.
#[derive(Debug, thiserror::Error)]
pub enum EncodeError {
    /// The payload is no JSON.
    #[error("the payload cannot be written as JSON")]
    Payload(#[source] serde_json::Error),
    /// Signing failed.
    #[error(transparent)]
    Key(#[from] KeyError),
}

/// Signs a payload. The header segment is ready in the key for the usual types, and the token is written into one
/// string of the right size.
pub fn encode(
    key: &SigningKey,
    header: &Header<'_>,
    payload: &impl Serialize,
) -> Result<String, EncodeError> {
    let built;
    let segment = match key.header_segment(header) {
        Some(segment) => segment,
        None => {
            built = header.segment(key.algorithm(), key.kid());
            &built
        }
    };
    let mut json = Vec::with_capacity(512);
    serde_json::to_writer(&mut json, payload).map_err(EncodeError::Payload)?;
    // The longest signature of a 4096-bit RSA key is 683 characters; the others have at most 176.
    let signature_room = if key.algorithm().key_type() == "RSA" { 684 } else { 180 };
    let mut token = String::with_capacity(segment.len() + json.len() * 4 / 3 + 4 + signature_room);
    token.push_str(segment);
    token.push('.');
    URL_SAFE_NO_PAD.encode_string(&json, &mut token);
    key.with_signature_of_own(token)
}

impl SigningKey {
    /// Appends `.signature` to the signing input (RFC 7515 §5.1).
    fn with_signature_of_own(&self, mut token: String) -> Result<String, EncodeError> {
        let mut encoded = [0_u8; 1_400];
        let length = self.with_signature(token.as_bytes(), |signature| {
            URL_SAFE_NO_PAD.encode_slice(signature, &mut encoded).ok()
        })?;
        let text =
            length.and_then(|length| str::from_utf8(&encoded[..length]).ok()).ok_or(KeyError::Failed)?;
        token.push('.');
        token.push_str(text);
        Ok(token)
    }
}

/// Why a token was refused. None of the texts repeats any of the token.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JwsError {
    /// Longer than [`MAX_TOKEN_BYTES`], or a header beyond [`MAX_HEADER_BYTES`].
    #[error("the token is too large")]
    TooLarge,
    /// Not three segments of canonical base64url with JSON objects in the first two.
    #[error("the token is malformed: {0}")]
    Malformed(&'static str),
    /// A header that must not be there.
    #[error("the token's header must not contain {0:?}")]
    Header(&'static str),
    /// `alg` is unknown or not among the allowed ones.
    #[error("the token's algorithm is not allowed")]
    Algorithm,
    /// `typ` is not the expected one.
    #[error("the token's type is not the expected one")]
    Type,
    /// No key fits. A client may fetch the key set again, once.
    #[error("no key for the token")]
    UnknownKey,
    /// The signature is wrong.
    #[error("the token's signature is wrong")]
    Signature,
    /// The payload lacks a claim or has one of the wrong type.
    #[error("the token's claims are not of the expected shape: {0}")]
    Claims(String),
}

/// What `typ` must be. Compared without regard to case and to an `application/` prefix (RFC 7515 §4.1.9).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExpectedType<'a> {
    /// ID tokens: absent or `JWT`, so that no other kind of token passes for one (RFC 8725 §3.11).
    IdToken,
    /// Exactly this type.
    Exactly(&'a str),
    /// One of these types, or none at all: access tokens of issuers that predate RFC 9068.
    AnyOf(&'a [&'a str]),
}

impl ExpectedType<'_> {
    fn accepts(&self, typ: Option<&str>) -> bool {
        let typ = typ.map(|typ| match typ.split_at_checked(12) {
            Some((prefix, rest)) if prefix.eq_ignore_ascii_case("application/") => rest,
            _ => typ,
        });
        let is = |expected: &str| typ.is_some_and(|typ| typ.eq_ignore_ascii_case(expected));
        match self {
            Self::IdToken => typ.is_none() || is("JWT"),
            Self::Exactly(expected) => is(expected),
            Self::AnyOf(expected) => typ.is_none() || expected.iter().any(|expected| is(expected)),
        }
    }
}

/// A token whose signature is good. Its claims are still to be validated ([`crate::claims`]).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified<T> {
    /// The payload.
    pub claims: T,
    /// `alg`.
    pub algorithm: Algorithm,
    /// `kid`.
    pub kid: Option<String>,
    /// `typ` as sent.
    pub typ: Option<String>,
}

/// The parts of a token, nothing verified: to look at, never to trust.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The header.
    pub header: Map<String, Value>,
    /// The payload.
    pub payload: Map<String, Value>,
}

/// Takes a token apart without verifying it, by the same strict rules of form.
pub fn decode(token: &str) -> Result<Decoded, JwsError> {
    let parts = split(token)?;
    Ok(Decoded {
        header: decode_object(parts.header, "header")?,
        payload: decode_object(parts.payload, "payload")?,
    })
}

/// Whether this has the form of a JWT. Opaque tokens never have.
pub fn is_jwt(token: &str) -> bool {
    decode(token).is_ok()
}

/// Verifies a token (RFC 7515 §5.2, RFC 8725 §3): form, header, type, algorithm, key, signature, in this order. The
/// payload is parsed only after the signature was found good.
pub fn verify<T: DeserializeOwned>(
    token: &str,
    keys: &KeySet,
    allowed: &[Algorithm],
    expected_type: ExpectedType<'_>,
) -> Result<Verified<T>, JwsError> {
    let parts = split(token)?;
    let header = decode_object(parts.header, "header")?;
    check_refused_headers(&header)?;
    let algorithm = check_algorithm(&header, allowed)?;
    let typ = optional_text(&header, "typ")?;
    if !expected_type.accepts(typ) {
        return Err(JwsError::Type);
    }
    let kid = optional_text(&header, "kid")?;
    let key = keys.find(kid, algorithm).ok_or(JwsError::UnknownKey)?;
    let signature = decode_base64url(parts.signature).ok_or(JwsError::Malformed("signature"))?;
    if !key.verify(algorithm, parts.signing_input.as_bytes(), &signature) {
        return Err(JwsError::Signature);
    }
    let payload = decode_object(parts.payload, "payload")?;
    let claims =
        T::deserialize(Value::Object(payload)).map_err(|error| JwsError::Claims(shape_of(&error)))?;
    Ok(Verified { claims, algorithm, kid: kid.map(str::to_owned), typ: typ.map(str::to_owned) })
}

/// serde's messages quote values; only the kind of the problem and member names of ours are safe to show.
fn shape_of(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.strip_prefix("missing field ") {
        Some(field) => format!("missing {field}"),
        None => "a claim has the wrong type".to_owned(),
    }
}

struct Parts<'a> {
    header: &'a str,
    payload: &'a str,
    signature: &'a str,
    signing_input: &'a str,
}

fn split(token: &str) -> Result<Parts<'_>, JwsError> {
    if token.len() > MAX_TOKEN_BYTES {
        return Err(JwsError::TooLarge);
    }
    let malformed = || JwsError::Malformed("three segments are expected");
    let (signing_input, signature) = token.rsplit_once('.').ok_or_else(malformed)?;
    let (header, payload) = signing_input.split_once('.').ok_or_else(malformed)?;
    if payload.contains('.') || signature.is_empty() {
        return Err(malformed());
    }
    if header.len() > MAX_HEADER_BYTES {
        return Err(JwsError::TooLarge);
    }
    Ok(Parts { header, payload, signature, signing_input })
}

fn decode_object(segment: &str, name: &'static str) -> Result<Map<String, Value>, JwsError> {
    let bytes = decode_base64url(segment).ok_or(JwsError::Malformed(name))?;
    strict_json::object(&bytes).map_err(|_| JwsError::Malformed(name))
}

fn check_refused_headers(header: &Map<String, Value>) -> Result<(), JwsError> {
    match REFUSED_HEADERS.into_iter().find(|name| header.contains_key(*name)) {
        Some(name) => Err(JwsError::Header(name)),
        None => Ok(()),
    }
}

fn check_algorithm(header: &Map<String, Value>, allowed: &[Algorithm]) -> Result<Algorithm, JwsError> {
    header
        .get("alg")
        .and_then(Value::as_str)
        .and_then(|alg| alg.parse().ok())
        .filter(|algorithm| allowed.contains(algorithm))
        .ok_or(JwsError::Algorithm)
}

fn optional_text<'a>(
    header: &'a Map<String, Value>,
    name: &'static str,
) -> Result<Option<&'a str>, JwsError> {
    match header.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(JwsError::Malformed(name)),
    }
}
