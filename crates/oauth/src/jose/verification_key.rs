//! Public keys, parsed once.

use aws_lc_rs::rsa::PublicKeyComponents;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ECDSA_P521_SHA512_FIXED, ED25519, ParsedPublicKey,
    RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256, RsaParameters, VerificationAlgorithm,
};

use super::algorithm::Algorithm;
use super::jwk::{Jwk, JwkSet};
use super::signing_key::KeyError;
use crate::secret::decode_base64url;

/// Most keys taken from one set.
const MAX_KEYS: usize = 100;

/// A public key with the algorithms it may verify: one, except for RSA keys without `alg`, which serve two.
#[derive(Debug)]
pub struct VerificationKey {
    kid: Option<String>,
    keys: Vec<(Algorithm, ParsedPublicKey)>,
}

impl VerificationKey {
    /// Parses a JWK. `use`, if given, must be `sig`; `alg`, if given, must fit the key; RSA keys have 2048 to 8192
    /// bits and a small exponent.
    pub fn from_jwk(jwk: &Jwk) -> Result<Self, KeyError> {
        if jwk.key_use.as_deref().is_some_and(|key_use| key_use != "sig") {
            return Err(KeyError::UnusableJwk);
        }
        let mut keys = Vec::new();
        for algorithm in Algorithm::ALL {
            let fits = jwk.kty == algorithm.key_type() && jwk.crv.as_deref() == algorithm.curve();
            if fits && named(jwk.alg.as_deref(), algorithm) {
                keys.push((algorithm, parse(jwk, algorithm).ok_or(KeyError::UnusableJwk)?));
            }
        }
        if keys.is_empty() { Err(KeyError::UnusableJwk) } else { Ok(Self { kid: jwk.kid.clone(), keys }) }
    }

    /// The key id, if the key has one.
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// Whether it may verify signatures of this algorithm.
    pub fn supports(&self, algorithm: Algorithm) -> bool {
        self.keys.iter().any(|(own, _)| *own == algorithm)
    }

    /// Whether the signature is good. `false` also if the key is for another algorithm.
    pub fn verify(&self, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> bool {
        self.keys
            .iter()
            .find(|(own, _)| *own == algorithm)
            .is_some_and(|(_, key)| key.verify_sig(message, signature).is_ok())
    }
}

/// The keys of one issuer.
#[derive(Debug, Default)]
pub struct KeySet {
    keys: Vec<VerificationKey>,
}

impl KeySet {
    /// Takes these keys.
    pub const fn new(keys: Vec<VerificationKey>) -> Self {
        Self { keys }
    }

    /// Takes the usable keys of a JWK Set and skips the others (RFC 7517 §5).
    pub fn from_jwks(set: &JwkSet) -> Self {
        Self {
            keys: set
                .keys
                .iter()
                .take(MAX_KEYS)
                .filter_map(|jwk| VerificationKey::from_jwk(jwk).ok())
                .collect(),
        }
    }

    /// The key for a token header. Without a `kid` in the header there must be exactly one candidate.
    pub fn find(&self, kid: Option<&str>, algorithm: Algorithm) -> Option<&VerificationKey> {
        let mut candidates = self
            .keys
            .iter()
            .filter(|key| key.supports(algorithm))
            .filter(|key| kid.is_none() || key.kid() == kid);
        let first = candidates.next()?;
        (kid.is_some() || candidates.next().is_none()).then_some(first)
    }

    /// Whether there are no usable keys.
    pub const fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }
}

/// RFC 9864 names the curve in `alg`; the key is the same.
fn named(alg: Option<&str>, algorithm: Algorithm) -> bool {
    match alg {
        None => true,
        Some("Ed25519") => algorithm == Algorithm::EdDSA,
        Some(alg) => alg == algorithm.as_str(),
    }
}

fn parse(jwk: &Jwk, algorithm: Algorithm) -> Option<ParsedPublicKey> {
    let bytes = |member: &Option<String>| member.as_deref().and_then(decode_base64url);
    let (curve, coordinate): (&'static dyn VerificationAlgorithm, usize) = match algorithm {
        Algorithm::ES256 => (&ECDSA_P256_SHA256_FIXED, 32),
        Algorithm::ES384 => (&ECDSA_P384_SHA384_FIXED, 48),
        Algorithm::ES512 => (&ECDSA_P521_SHA512_FIXED, 66),
        Algorithm::EdDSA => {
            let key = bytes(&jwk.x).filter(|key| key.len() == 32)?;
            return ParsedPublicKey::new(&ED25519, key).ok();
        }
        Algorithm::RS256 => return parse_rsa(bytes(&jwk.n)?, bytes(&jwk.e)?, &RSA_PKCS1_2048_8192_SHA256),
        Algorithm::PS256 => return parse_rsa(bytes(&jwk.n)?, bytes(&jwk.e)?, &RSA_PSS_2048_8192_SHA256),
    };
    let (x, y) = (bytes(&jwk.x)?, bytes(&jwk.y)?);
    if x.len() != coordinate || y.len() != coordinate {
        return None;
    }
    // SEC 1 §2.3.3, uncompressed; the library checks that the point is on the curve.
    ParsedPublicKey::new(curve, [&[4][..], &x, &y].concat()).ok()
}

fn parse_rsa(n: Vec<u8>, e: Vec<u8>, parameters: &'static RsaParameters) -> Option<ParsedPublicKey> {
    let canonical = n.first().is_some_and(|byte| *byte != 0) && e.first().is_some_and(|byte| *byte != 0);
    if !canonical || !(256..=1024).contains(&n.len()) || e.len() > 4 || e == [1] {
        return None;
    }
    PublicKeyComponents { n, e }.to_parsed_public_key(parameters).ok()
}
