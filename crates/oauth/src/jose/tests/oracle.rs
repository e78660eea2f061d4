//! Another implementation reads what this one writes, and the reverse.

use jsonwebtoken as other;

use super::super::{Algorithm, jws};
use super::{claims, key, keys};
use serde_json::Value;

const PAIRS: [(Algorithm, other::Algorithm); 5] = [
    (Algorithm::ES256, other::Algorithm::ES256),
    (Algorithm::ES384, other::Algorithm::ES384),
    (Algorithm::EdDSA, other::Algorithm::EdDSA),
    (Algorithm::RS256, other::Algorithm::RS256),
    (Algorithm::PS256, other::Algorithm::PS256),
];

#[test]
fn the_other_verifies_ours() {
    for (ours, theirs) in PAIRS {
        let token = jws::encode(key(ours), &jws::Header::ACCESS_TOKEN, &claims()).unwrap();
        let jwk: other::jwk::Jwk =
            serde_json::from_value(serde_json::to_value(key(ours).public_jwk()).unwrap()).unwrap();
        let mut validation = other::Validation::new(theirs);
        validation.set_audience(&["app"]);
        let decoded =
            other::decode::<Value>(&token, &other::DecodingKey::from_jwk(&jwk).unwrap(), &validation)
                .unwrap();
        assert_eq!(decoded.claims, claims(), "{ours}");
    }
}

#[test]
fn ours_verifies_the_others() {
    for (ours, theirs) in PAIRS {
        let document = key(ours).to_pkcs8().unwrap();
        let their_key = match ours.key_type() {
            "EC" => other::EncodingKey::from_ec_der(&document),
            "OKP" => other::EncodingKey::from_ed_der(&document),
            _ => continue_with_rsa(&document),
        };
        let mut header = other::Header::new(theirs);
        header.kid = Some(key(ours).kid().to_owned());
        let token = other::encode(&header, &claims(), &their_key).unwrap();
        let verified =
            jws::verify::<Value>(&token, &keys(ours), &[ours], jws::ExpectedType::IdToken).unwrap();
        assert_eq!(verified.claims, claims(), "{ours}");
    }
}

/// The other library reads RSA keys from PEM in PKCS#8 form.
fn continue_with_rsa(document: &[u8]) -> other::EncodingKey {
    use base64::Engine as _;
    let body = base64::engine::general_purpose::STANDARD.encode(document);
    let pem = format!("-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----\n");
    other::EncodingKey::from_rsa_pem(pem.as_bytes()).unwrap()
}
