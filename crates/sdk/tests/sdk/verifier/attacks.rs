use aws_lc_rs::hmac;
use genkan_oauth::secret::base64url;
use genkan_sdk::TokenVerifier;
use serde_json::{Value, json};

use super::key_server::{changed, new_key, sign_with};
use super::{KeyServer, api, get_as};

pub struct Attacks {
    pub server: KeyServer,
    pub verifier: TokenVerifier,
}

impl Attacks {
    pub async fn start() -> Self {
        let server = KeyServer::start().await;
        let attacks = Self { verifier: server.verifier(), server };
        attacks.passes("the plain token", &attacks.server.token()).await;
        attacks
    }

    pub async fn passes(&self, name: &str, token: &str) {
        let verified = self.verifier.verify(token).await;
        assert_eq!(
            verified.map(|token| token.subject().to_owned()).map_err(|e| e.to_string()),
            Ok("u1".into()),
            "{name}"
        );
    }

    /// By hand and over HTTP; never a server error, and nothing of the token is repeated.
    pub async fn refused(&self, name: &str, token: &str) {
        assert!(self.verifier.verify(token).await.is_err(), "{name}");
        // What no header can carry does not come by HTTP.
        if !http::HeaderValue::from_str(token).is_ok_and(|value| value.to_str().is_ok()) {
            return;
        }
        let answer = get_as(&self.verifier, "/me", token).await;
        assert!(matches!(answer.status.as_u16(), 400 | 401), "{name}: {}", answer.status);
        assert!(answer.headers.contains_key("www-authenticate"), "{name}");
        assert!(token.len() < 20 || !answer.body.contains(&token[..20]), "{name}: {}", answer.body);
    }

    pub async fn header_refused(&self, changes: Value) {
        self.refused(&format!("header {changes}"), &self.server.with(changes, json!({}))).await;
    }

    pub async fn claims_refused(&self, changes: Value) {
        self.refused(&format!("claims {changes}"), &self.server.with(json!({}), changes)).await;
    }
}

#[tokio::test]
async fn algorithms() {
    let attacks = Attacks::start().await;
    let payload = attacks.server.claims().to_string();
    let kid = attacks.server.key().kid().to_owned();
    for alg in ["none", "None", "NONE", "", "es256", "ES384", "RS256", "HS256", "PBES2-HS256+A128KW"] {
        attacks.header_refused(json!({ "alg": alg })).await;
        let header = json!({ "alg": alg, "typ": "at+jwt", "kid": kid }).to_string();
        let unsigned = format!("{}.{}.", base64url(header), base64url(&payload));
        attacks.refused(&format!("{alg}, unsigned"), &unsigned).await;
    }
    for alg in [json!(null), json!(["ES256"]), json!(1)] {
        attacks.header_refused(json!({ "alg": alg })).await;
    }

    let jwk = attacks.server.key().public_jwk();
    let jwk_text = serde_json::to_string(&jwk).unwrap();
    let coordinates = format!("{}{}", jwk.x.clone().unwrap(), jwk.y.clone().unwrap());
    for secret in [jwk_text.as_bytes(), coordinates.as_bytes(), jwk.x.unwrap().as_bytes(), b""] {
        let header = json!({ "alg": "HS256", "typ": "at+jwt", "kid": kid }).to_string();
        let input = format!("{}.{}", base64url(header), base64url(&payload));
        let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), input.as_bytes());
        let token = format!("{input}.{}", base64url(tag.as_ref()));
        attacks.refused("HMAC keyed with what is public", &token).await;
    }
}

#[tokio::test]
async fn an_allow_list_of_algorithms_is_kept() {
    let server = KeyServer::start().await;
    let only = |algorithm: &str| server.builder().audience(super::API).algorithm(algorithm).build().unwrap();
    assert!(only("ES256").verify(&server.token()).await.is_ok());
    assert!(only("ES384").verify(&server.token()).await.is_err());
}

#[tokio::test]
async fn keys_that_come_with_the_token() {
    let attacks = Attacks::start().await;
    let own = new_key();
    let jwk = serde_json::to_value(own.public_jwk()).unwrap();
    let payload = attacks.server.claims().to_string();
    for (name, value) in [
        ("jwk", jwk.clone()),
        ("jku", json!("https://evil.example/jwks")),
        ("x5u", json!("https://evil.example/cert")),
        ("x5c", json!(["MIIB"])),
        ("crit", json!(["exp"])),
        ("crit", json!([])),
        ("b64", json!(false)),
        ("zip", json!("DEF")),
        ("cty", json!("JWT")),
        ("enc", json!("A256GCM")),
    ] {
        attacks.header_refused(json!({ name: value })).await;
        let header = changed(attacks.server.header(), json!({ name: value, "kid": own.kid() }));
        attacks.refused(name, &sign_with(&own, &header.to_string(), &payload)).await;
    }
    let header = attacks.server.header().to_string();
    attacks.refused("another key under a known kid", &sign_with(&own, &header, &payload)).await;
    for kid in [json!("unknown"), json!(""), json!("../../dev/null"), json!(7), json!({ "kid": 1 })] {
        attacks.header_refused(json!({ "kid": kid })).await;
    }
    assert!(attacks.server.published().key_fetches <= 2, "strangers cost the issuer nothing");
}

#[tokio::test]
async fn forms() {
    let attacks = Attacks::start().await;
    let good = attacks.server.token();
    let parts: Vec<&str> = good.split('.').collect();
    let (header, payload, signature) = (parts[0], parts[1], parts[2]);
    let nested = attacks.server.sign(&attacks.server.header().to_string(), &format!("\"{good}\""));
    let jwe_header = base64url(r#"{"alg":"RSA-OAEP","enc":"A256GCM"}"#);
    let huge = changed(attacks.server.header(), json!({ "x": "y".repeat(1 << 20) })).to_string();
    for (name, token) in [
        ("empty", String::new()),
        ("opaque", "v7Xq2mK9pL4nR8sT1wY6zB3cD5fG0hJ2kM7nP9qS4t".into()),
        ("dots", "..".into()),
        ("two parts", format!("{header}.{payload}")),
        ("no signature", format!("{header}.{payload}.")),
        ("JWE", format!("{jwe_header}.AAAA.AAAA.AAAA.AAAA")),
        ("JWE of a good token", format!("{header}.AAAA.AAAA.{payload}.{signature}")),
        ("a JWT in a JWT", nested),
        ("1 MB header", attacks.server.sign(&huge, &attacks.server.claims().to_string())),
        ("1 MB", "a".repeat(1 << 20)),
        ("1 MB of dots", ".".repeat(1 << 20)),
        ("trailing dot", format!("{good}.")),
        ("a fourth part", format!("{good}.{signature}")),
        ("padding", format!("{good}=")),
        ("padded payload", format!("{header}.{payload}=.{signature}")),
        ("trailing data", format!("{good}AAAA")),
        ("trailing space", format!("{good} x")),
        ("a new line", format!("{good}\n")),
        ("the other alphabet", format!("{header}.{payload}.{}", signature.replace(['-', '_'], "+"))),
        ("not ASCII", format!("{header}.{payload}.é")),
        ("NUL", format!("{good}\0")),
        ("a JSON serialization", format!(r#"{{"payload":"{payload}","signature":"{signature}"}}"#)),
    ] {
        if token != good {
            attacks.refused(name, &token).await;
        }
    }
    // The last character of a part has spare bits; only zeros there are canonical (RFC 4648 §3.5).
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    for last in alphabet.chars().filter(|last| !good.ends_with(*last)) {
        let token = format!("{}{last}", &good[..good.len() - 1]);
        attacks.refused("spare bits", &token).await;
    }
}

#[tokio::test]
async fn a_router_outlives_the_attacks() {
    let attacks = Attacks::start().await;
    attacks.header_refused(json!({ "alg": "none" })).await;
    let mut browser = crate::support::Browser::new(api(&attacks.verifier));
    let bearer = format!("Bearer {}", attacks.server.token());
    let answer = browser.send(http::Method::GET, "/me", &[("authorization", &bearer)]).await;
    assert_eq!((answer.status.as_u16(), answer.body.as_str()), (200, "u1"));
}
