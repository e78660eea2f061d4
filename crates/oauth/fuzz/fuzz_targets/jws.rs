#![no_main]
//! Nothing that was not signed passes.

use std::sync::LazyLock;

use genkan_oauth::jose::jws::{self, ExpectedType};
use genkan_oauth::jose::{Algorithm, Jwk, JwkSet, KeySet, SigningKey, VerificationKey};
use libfuzzer_sys::fuzz_target;

static KEYS: LazyLock<KeySet> = LazyLock::new(|| {
    let keys =
        [Algorithm::ES256, Algorithm::EdDSA].map(|algorithm| SigningKey::generate(algorithm).expect("a key"));
    KeySet::new(keys.iter().map(|key| key.verification_key().expect("a key")).collect())
});

fuzz_target!(|data: &[u8]| {
    if let Ok(jwk) = serde_json::from_slice::<Jwk>(data) {
        let _ = jwk.thumbprint();
        let _ = VerificationKey::from_jwk(&jwk);
    }
    if let Ok(set) = serde_json::from_slice::<JwkSet>(data) {
        let _ = KeySet::from_jwks(&set);
    }
    if let Ok(text) = str::from_utf8(data) {
        let _ = jws::decode(text);
        let types = ExpectedType::AnyOf(&["JWT", "at+jwt", "logout+jwt"]);
        assert!(jws::verify::<serde_json::Value>(text, &KEYS, &Algorithm::ALL, types).is_err());
    }
    for algorithm in [Algorithm::ES384, Algorithm::EdDSA, Algorithm::RS256] {
        let _ = SigningKey::from_pkcs8(algorithm, data);
    }
});
