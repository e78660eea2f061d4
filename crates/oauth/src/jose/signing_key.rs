//! Private keys, parsed once.

use std::fmt;

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, ECDSA_P521_SHA512_FIXED_SIGNING,
    EcdsaKeyPair, EcdsaSigningAlgorithm, Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256, RSA_PSS_SHA256,
    RsaEncoding, RsaKeyPair,
};
use zeroize::Zeroizing;

use super::algorithm::Algorithm;
use super::jwk::Jwk;
use super::jws::Header;
use super::rsa_public_key::modulus_and_exponent;
use super::verification_key::VerificationKey;
use crate::secret::base64url;

/// Bits of a generated RSA key.
const RSA_KEY_SIZE: KeySize = KeySize::Rsa2048;

/// A key that could not be made, read or used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The PKCS#8 document is malformed or of another algorithm.
    #[error("the private key is malformed or of another algorithm")]
    Rejected,
    /// The cryptographic library failed.
    #[error("the cryptographic library failed")]
    Failed,
    /// The JWK is malformed, unsupported or not meant for signatures.
    #[error("the public key is malformed, unsupported or not meant for signatures")]
    UnusableJwk,
}

enum KeyPair {
    Ec(EcdsaKeyPair),
    Ed25519(Ed25519KeyPair),
    Rsa(RsaKeyPair, &'static dyn RsaEncoding),
}

/// A private key with its algorithm and its id, the RFC 7638 thumbprint. `Debug` shows these only.
pub struct SigningKey {
    algorithm: Algorithm,
    key: KeyPair,
    kid: String,
    public_jwk: Jwk,
    /// The encoded headers of the usual token types, so that signing only appends.
    headers: [(Header<'static>, String); 3],
}

impl SigningKey {
    /// Generates a key; randomness comes from the cryptographic library.
    pub fn generate(algorithm: Algorithm) -> Result<Self, KeyError> {
        let key = match algorithm {
            Algorithm::ES256 | Algorithm::ES384 | Algorithm::ES512 => {
                KeyPair::Ec(EcdsaKeyPair::generate(ecdsa(algorithm)).map_err(|_| KeyError::Failed)?)
            }
            Algorithm::EdDSA => KeyPair::Ed25519(Ed25519KeyPair::generate().map_err(|_| KeyError::Failed)?),
            Algorithm::RS256 | Algorithm::PS256 => {
                let key = RsaKeyPair::generate(RSA_KEY_SIZE).map_err(|_| KeyError::Failed)?;
                KeyPair::Rsa(key, rsa_encoding(algorithm))
            }
        };
        Self::new(algorithm, key)
    }

    /// Parses an unencrypted PKCS#8 document (RFC 5958). RSA keys have at least 2048 bits.
    pub fn from_pkcs8(algorithm: Algorithm, pkcs8: &[u8]) -> Result<Self, KeyError> {
        let key = match algorithm {
            Algorithm::ES256 | Algorithm::ES384 | Algorithm::ES512 => KeyPair::Ec(
                EcdsaKeyPair::from_pkcs8(ecdsa(algorithm), pkcs8).map_err(|_| KeyError::Rejected)?,
            ),
            Algorithm::EdDSA => {
                KeyPair::Ed25519(Ed25519KeyPair::from_pkcs8(pkcs8).map_err(|_| KeyError::Rejected)?)
            }
            Algorithm::RS256 | Algorithm::PS256 => {
                let key = RsaKeyPair::from_pkcs8(pkcs8).map_err(|_| KeyError::Rejected)?;
                KeyPair::Rsa(key, rsa_encoding(algorithm))
            }
        };
        Self::new(algorithm, key)
    }

    /// The key as a PKCS#8 document, in the clear: seal it before it is stored.
    pub fn to_pkcs8(&self) -> Result<Zeroizing<Vec<u8>>, KeyError> {
        let copy = |bytes: &[u8]| Zeroizing::new(bytes.to_vec());
        match &self.key {
            KeyPair::Ec(key) => key.to_pkcs8v1().map(|document| copy(document.as_ref())),
            KeyPair::Ed25519(key) => key.to_pkcs8().map(|document| copy(document.as_ref())),
            KeyPair::Rsa(key, _) => {
                AsDer::<Pkcs8V1Der<'static>>::as_der(key).map(|document| copy(document.as_ref()))
            }
        }
        .map_err(|_| KeyError::Failed)
    }

    /// The algorithm it signs with.
    pub const fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The key id: the RFC 7638 thumbprint.
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// The public half, ready for the JWK Set.
    pub fn public_jwk(&self) -> Jwk {
        self.public_jwk.clone()
    }

    /// The public half, ready to verify.
    pub fn verification_key(&self) -> Result<VerificationKey, KeyError> {
        VerificationKey::from_jwk(&self.public_jwk)
    }

    /// Signs a message; the signature is in JWS form (RFC 7518 §3: fixed-width R‖S for ECDSA).
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        self.with_signature(message, <[u8]>::to_vec)
    }

    /// Signs and lends the signature, which spares the common case a copy.
    pub(super) fn with_signature<T>(
        &self,
        message: &[u8],
        take: impl FnOnce(&[u8]) -> T,
    ) -> Result<T, KeyError> {
        match &self.key {
            KeyPair::Ec(key) => {
                key.sign(&SystemRandom::new(), message).map(|signature| take(signature.as_ref()))
            }
            KeyPair::Ed25519(key) => key.try_sign(message).map(|signature| take(signature.as_ref())),
            KeyPair::Rsa(key, encoding) => {
                let mut signature = vec![0; key.public_modulus_len()];
                key.sign(*encoding, &SystemRandom::new(), message, &mut signature).map(|()| take(&signature))
            }
        }
        .map_err(|_| KeyError::Failed)
    }

    /// The encoded header segment, if it is one of the usual ones.
    pub(super) fn header_segment(&self, header: &Header<'_>) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == header).map(|(_, segment)| segment.as_str())
    }

    fn new(algorithm: Algorithm, key: KeyPair) -> Result<Self, KeyError> {
        let mut public_jwk = public_jwk(algorithm, &key).ok_or(KeyError::Rejected)?;
        let kid = public_jwk.thumbprint().ok_or(KeyError::Rejected)?;
        public_jwk.kid = Some(kid.clone());
        // A key the other side would refuse must not sign either.
        VerificationKey::from_jwk(&public_jwk).map_err(|_| KeyError::Rejected)?;
        let headers = [Header::ID_TOKEN, Header::ACCESS_TOKEN, Header::LOGOUT_TOKEN]
            .map(|header| (header, header.segment(algorithm, &kid)));
        Ok(Self { algorithm, key, kid, public_jwk, headers })
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey")
            .field("algorithm", &self.algorithm)
            .field("kid", &self.kid)
            .finish_non_exhaustive()
    }
}

fn ecdsa(algorithm: Algorithm) -> &'static EcdsaSigningAlgorithm {
    match algorithm {
        Algorithm::ES384 => &ECDSA_P384_SHA384_FIXED_SIGNING,
        Algorithm::ES512 => &ECDSA_P521_SHA512_FIXED_SIGNING,
        _ => &ECDSA_P256_SHA256_FIXED_SIGNING,
    }
}

fn rsa_encoding(algorithm: Algorithm) -> &'static dyn RsaEncoding {
    match algorithm {
        Algorithm::PS256 => &RSA_PSS_SHA256,
        _ => &RSA_PKCS1_SHA256,
    }
}

fn public_jwk(algorithm: Algorithm, key: &KeyPair) -> Option<Jwk> {
    let common = Jwk {
        kty: algorithm.key_type().to_owned(),
        key_use: Some("sig".to_owned()),
        alg: Some(algorithm.as_str().to_owned()),
        crv: algorithm.curve().map(str::to_owned),
        ..Jwk::default()
    };
    Some(match key {
        KeyPair::Ec(key) => {
            // SEC 1 §2.3.3, uncompressed: 04 ‖ X ‖ Y.
            let (form, point) = key.public_key().as_ref().split_first()?;
            let (x, y) = point.split_at(point.len() / 2);
            if *form != 4 {
                return None;
            }
            Jwk { x: Some(base64url(x)), y: Some(base64url(y)), ..common }
        }
        KeyPair::Ed25519(key) => Jwk { x: Some(base64url(key.public_key())), ..common },
        KeyPair::Rsa(key, _) => {
            let (n, e) = modulus_and_exponent(key.public_key().as_ref())?;
            Jwk { alg: None, n: Some(base64url(n)), e: Some(base64url(e)), ..common }
        }
    })
}
