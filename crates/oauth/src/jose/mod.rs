//! JOSE: signed tokens (JWS, RFC 7515), keys (JWK, RFC 7517), algorithms (RFC 7518, RFC 8037), thumbprints
//! (RFC 7638) and the one kind of encrypted token the SDK needs (JWE, RFC 7516).
//!
//! Keys are parsed once and used many times. Verification is strict on purpose: what two implementations could
//! understand differently is refused (duplicate members, non-canonical base64url, headers that fetch keys).

pub mod jwe;
pub mod jws;

mod algorithm;
mod jwk;
mod rsa_public_key;
mod signing_key;
mod strict_json;
mod verification_key;

pub use algorithm::Algorithm;
pub use jwk::{Jwk, JwkSet};
pub use signing_key::{KeyError, SigningKey};
pub use verification_key::{KeySet, VerificationKey};

#[cfg(test)]
mod tests;
