//! Tokens that must not pass (RFC 8725 §2).

use super::super::jws::{self, ExpectedType, Header, JwsError};
use super::super::{Algorithm, JwkSet, KeySet, VerificationKey};
use super::{claims, key, keys};
use crate::secret::base64url;
use serde_json::{Value, json};

/// A token with any header and payload, properly signed by the ES256 key.
fn forge(header: &str, payload: &str) -> String {
    let input = format!("{}.{}", base64url(header), base64url(payload));
    let signature = key(Algorithm::ES256).sign(input.as_bytes()).unwrap();
    format!("{input}.{}", base64url(signature))
}

fn verify(token: &str) -> Result<Value, JwsError> {
    jws::verify(token, &keys(Algorithm::ES256), &[Algorithm::ES256], ExpectedType::IdToken)
        .map(|verified| verified.claims)
}

fn header_with(extra: &str) -> String {
    format!(r#"{{"alg":"ES256"{extra}}}"#)
}

#[test]
fn the_forge_makes_good_tokens() {
    assert_eq!(verify(&forge(&header_with(""), "{}")), Ok(json!({})));
    assert_eq!(verify(&forge(&header_with(r#","typ":"application/jwt","x5t":"abc""#), "{}")), Ok(json!({})));
}

#[test]
fn headers() {
    for name in ["crit", "jku", "jwk", "x5u", "x5c", "b64", "zip", "cty", "enc"] {
        let token = forge(&header_with(&format!(r#","{name}":null"#)), "{}");
        assert!(matches!(verify(&token), Err(JwsError::Header(found)) if found == name), "{name}");
    }
    let table = [
        (r#"{"alg":"none"}"#, JwsError::Algorithm),
        (r#"{"alg":"NONE"}"#, JwsError::Algorithm),
        (r#"{"alg":"HS256"}"#, JwsError::Algorithm),
        (r#"{"alg":"es256"}"#, JwsError::Algorithm),
        (r#"{"alg":"ES384"}"#, JwsError::Algorithm),
        (r#"{"alg":["ES256"]}"#, JwsError::Algorithm),
        ("{}", JwsError::Algorithm),
        (r#"{"alg":"ES256","kid":"another"}"#, JwsError::UnknownKey),
        (r#"{"alg":"ES256","kid":1}"#, JwsError::Malformed("kid")),
        (r#"{"alg":"ES256","typ":["JWT"]}"#, JwsError::Malformed("typ")),
        (r#"{"alg":"ES256","typ":"at+jwt"}"#, JwsError::Type),
        (r#"{"alg":"ES256","typ":"logout+jwt"}"#, JwsError::Type),
        (r#"{"alg":"ES256","typ":""}"#, JwsError::Type),
        (r#"{"alg":"none","alg":"ES256"}"#, JwsError::Malformed("header")),
        (r#"{"alg":"ES256","\u0061lg":"ES256"}"#, JwsError::Malformed("header")),
        (r#"["alg","ES256"]"#, JwsError::Malformed("header")),
        (r#"{"alg":"ES256"} "x""#, JwsError::Malformed("header")),
    ];
    for (header, expected) in table {
        assert_eq!(verify(&forge(header, "{}")), Err(expected), "{header}");
    }
    let huge = forge(&header_with(&format!(r#","x":"{}""#, "y".repeat(4_000))), "{}");
    assert_eq!(verify(&huge), Err(JwsError::TooLarge));
    assert_eq!(verify(&"a".repeat(1 << 20)), Err(JwsError::TooLarge));
}

#[test]
fn payloads() {
    for payload in
        [r#"{"sub":"a","sub":"b"}"#, "[]", "", "{", "\"x\"", r#"{"a":1}x"#, r#"{"a":{"b":1,"b":2}}"#]
    {
        assert_eq!(
            verify(&forge(&header_with(""), payload)),
            Err(JwsError::Malformed("payload")),
            "{payload}"
        );
    }
}

#[test]
fn forms() {
    let good = forge(&header_with(""), "{}");
    let (input, signature) = good.rsplit_once('.').unwrap();
    let parts: Vec<&str> = good.split('.').collect();
    let table = [
        String::new(),
        ".".into(),
        "..".into(),
        "...".into(),
        input.into(),
        format!("{input}."),
        format!("{good}."),
        format!("{good}.{signature}"),
        format!("{good}="),
        format!("{good} "),
        format!(" {good}"),
        format!("{good}\n"),
        format!("{}.e30=.{signature}", parts[0]),
        format!("{}.e31.{signature}", parts[0]),
        format!("{}.{}.é", parts[0], parts[1]),
    ];
    for token in table {
        assert!(verify(&token).is_err(), "{token:?}");
    }
}

#[test]
fn no_changed_byte_passes() {
    for algorithm in [Algorithm::ES256, Algorithm::EdDSA, Algorithm::RS256] {
        let token = jws::encode(key(algorithm), &Header::ID_TOKEN, &claims()).unwrap();
        let keys = keys(algorithm);
        for index in 0..token.len() {
            for bit in [1, 2, 32] {
                let mut bytes = token.clone().into_bytes();
                bytes[index] ^= bit;
                let Ok(changed) = String::from_utf8(bytes) else { continue };
                let result = jws::verify::<Value>(&changed, &keys, &[algorithm], ExpectedType::IdToken);
                assert!(result.is_err(), "{algorithm}: byte {index} bit {bit}");
            }
        }
        for end in 0..token.len() {
            assert!(jws::verify::<Value>(&token[..end], &keys, &[algorithm], ExpectedType::IdToken).is_err());
        }
    }
}

#[test]
fn signatures_of_special_numbers() {
    let token = forge(&header_with(""), "{}");
    let (input, _) = token.rsplit_once('.').unwrap();
    let order = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
    let order: Vec<u8> = (0..32).map(|i| u8::from_str_radix(&order[2 * i..2 * i + 2], 16).unwrap()).collect();
    let one = [&[0; 31][..], &[1]].concat();
    for (r, s) in [
        (&[0; 32][..], &[0; 32][..]),
        (&one, &order),
        (&order, &one),
        (&one, &[0; 32]),
        (&[255; 32], &[255; 32]),
    ] {
        let forged = format!("{input}.{}", base64url([r, s].concat()));
        assert_eq!(verify(&forged), Err(JwsError::Signature));
    }
    for length in [0, 1, 63, 65, 72, 128] {
        let forged = format!("{input}.{}", base64url(vec![1; length]));
        assert!(verify(&forged).is_err(), "{length}");
    }
}

#[test]
fn keys_are_not_confused() {
    // A token of one algorithm never passes with the key of another, whatever the header says.
    for signer in Algorithm::ALL {
        let token = jws::encode(key(signer), &Header::ID_TOKEN, &claims()).unwrap();
        for holder in Algorithm::ALL.into_iter().filter(|holder| *holder != signer) {
            let mut jwk = key(holder).public_jwk();
            jwk.kid = Some(key(signer).kid().to_owned());
            let keys = KeySet::new(vec![VerificationKey::from_jwk(&jwk).unwrap()]);
            let result = jws::verify::<Value>(&token, &keys, &Algorithm::ALL, ExpectedType::IdToken);
            assert!(result.is_err(), "{signer} by {holder}");
        }
    }
}

#[test]
fn a_token_without_kid_needs_a_single_candidate() {
    let token = forge(&header_with(""), "{}");
    let other = super::SigningKey::generate(Algorithm::ES256).unwrap();
    let two =
        KeySet::from_jwks(&JwkSet { keys: vec![key(Algorithm::ES256).public_jwk(), other.public_jwk()] });
    let result = jws::verify::<Value>(&token, &two, &[Algorithm::ES256], ExpectedType::IdToken);
    assert_eq!(result.unwrap_err(), JwsError::UnknownKey);
}

#[test]
fn unusable_keys() {
    let good = serde_json::to_value(key(Algorithm::ES256).public_jwk()).unwrap();
    let rsa = serde_json::to_value(key(Algorithm::RS256).public_jwk()).unwrap();
    let changed = |jwk: &Value, name: &str, value: Value| {
        let mut jwk = jwk.clone();
        jwk[name] = value;
        VerificationKey::from_jwk(&serde_json::from_value(jwk).unwrap())
    };
    assert!(changed(&good, "kid", json!("x")).is_ok());
    for (name, value) in [
        ("kty", json!("oct")),
        ("kty", json!("RSA")),
        ("crv", json!("P-384")),
        ("crv", json!("secp256k1")),
        ("alg", json!("ES384")),
        ("alg", json!("HS256")),
        ("use", json!("enc")),
        ("x", json!("AA")),
        ("y", good["x"].clone()),
        ("x", json!(format!("{}=", good["x"].as_str().unwrap()))),
    ] {
        assert!(changed(&good, name, value.clone()).is_err(), "{name} {value}");
    }
    assert!(changed(&rsa, "alg", json!("PS256")).unwrap().supports(Algorithm::PS256));
    assert!(!changed(&rsa, "alg", json!("PS256")).unwrap().supports(Algorithm::RS256));
    for (name, value) in [
        ("e", json!("AQ")),
        ("e", json!("")),
        ("e", json!("AAEAAQ")),
        ("n", json!(base64url([0xff; 128]))),
        ("n", json!(base64url(vec![0xff; 1_025]))),
        ("alg", json!("RS1")),
    ] {
        assert!(changed(&rsa, name, value.clone()).is_err(), "{name} {value}");
    }
}

#[test]
fn unreadable_entries_of_a_set_are_skipped() {
    let good = serde_json::to_value(key(Algorithm::ES256).public_jwk()).unwrap();
    let set = json!({"keys": [{"kty": 1}, "x", {"kty": "oct", "k": "AA"}, {}, good], "more": 1});
    let set: JwkSet = serde_json::from_value(set).unwrap();
    assert!(KeySet::from_jwks(&set).find(Some(key(Algorithm::ES256).kid()), Algorithm::ES256).is_some());
}

proptest::proptest! {
    #[test]
    fn never_panics(token in "[A-Za-z0-9_-]{0,40}(\\.[A-Za-z0-9_=-]{0,40}){0,4}", raw in ".{0,60}") {
        let _ = verify(&token);
        let _ = verify(&raw);
        let _ = jws::decode(&token);
    }

    #[test]
    fn any_header_and_payload_get_an_answer(header in ".{0,60}", payload in ".{0,60}") {
        let _ = verify(&forge(&header, &payload));
    }
}
