#![expect(clippy::unwrap_used, reason = "tests")]

mod oracle;
mod refusals;
mod sealing;
mod vectors;

use std::sync::LazyLock;

use serde_json::{Value, json};

use super::jws::{self, ExpectedType, Header};
use super::{Algorithm, KeySet, SigningKey};

/// One key per algorithm: RSA keys take long to generate.
fn key(algorithm: Algorithm) -> &'static SigningKey {
    static KEYS: LazyLock<Vec<SigningKey>> =
        LazyLock::new(|| Algorithm::ALL.map(|algorithm| SigningKey::generate(algorithm).unwrap()).into());
    KEYS.iter().find(|key| key.algorithm() == algorithm).unwrap()
}

fn keys(algorithm: Algorithm) -> KeySet {
    KeySet::new(vec![key(algorithm).verification_key().unwrap()])
}

fn claims() -> Value {
    json!({"iss": "https://id.example/oidc", "sub": "user", "aud": "app", "exp": 4_102_444_800_u64})
}

#[test]
fn signs_and_verifies_with_every_algorithm() {
    for algorithm in Algorithm::ALL {
        let key = key(algorithm);
        let token = jws::encode(key, &Header::ACCESS_TOKEN, &claims()).unwrap();
        let verified =
            jws::verify::<Value>(&token, &keys(algorithm), &[algorithm], ExpectedType::Exactly("at+jwt"))
                .unwrap();
        assert_eq!(verified.claims, claims());
        assert_eq!(verified.kid.as_deref(), Some(key.kid()));
        assert!(jws::is_jwt(&token));
    }
}

#[test]
fn headers_are_as_promised() {
    let key = key(Algorithm::ES384);
    let header = |header: &Header<'_>| {
        let token = jws::encode(key, header, &claims()).unwrap();
        Value::Object(jws::decode(&token).unwrap().header)
    };
    assert_eq!(header(&Header::ID_TOKEN), json!({"alg": "ES384", "kid": key.kid()}));
    assert_eq!(header(&Header::ACCESS_TOKEN), json!({"alg": "ES384", "typ": "at+jwt", "kid": key.kid()}));
    assert_eq!(header(&Header { typ: Some("x\"y") })["typ"], "x\"y");
}

#[test]
fn keys_survive_pkcs8() {
    for algorithm in Algorithm::ALL {
        let document = key(algorithm).to_pkcs8().unwrap();
        let again = SigningKey::from_pkcs8(algorithm, &document).unwrap();
        assert_eq!(again.public_jwk(), key(algorithm).public_jwk());
        assert_eq!(again.kid().len(), 43);
        assert!(SigningKey::from_pkcs8(algorithm, &document[..document.len() - 1]).is_err());
        for other in Algorithm::ALL.into_iter().filter(|other| other.key_type() != algorithm.key_type()) {
            assert!(SigningKey::from_pkcs8(other, &document).is_err(), "{algorithm} as {other}");
        }
    }
    assert!(SigningKey::from_pkcs8(Algorithm::ES384, &key(Algorithm::ES256).to_pkcs8().unwrap()).is_err());
}

#[test]
fn public_keys_have_the_published_members() {
    let members = |algorithm| {
        let jwk = serde_json::to_value(key(algorithm).public_jwk()).unwrap();
        let mut names: Vec<String> = jwk.as_object().unwrap().keys().cloned().collect();
        names.sort();
        names.join(" ")
    };
    assert_eq!(members(Algorithm::ES384), "alg crv kid kty use x y");
    assert_eq!(members(Algorithm::EdDSA), "alg crv kid kty use x");
    assert_eq!(members(Algorithm::RS256), "e kid kty n use");
}

#[test]
fn debug_shows_no_private_part() {
    let key = key(Algorithm::ES256);
    assert_eq!(format!("{key:?}"), format!("SigningKey {{ algorithm: ES256, kid: {:?}, .. }}", key.kid()));
}
