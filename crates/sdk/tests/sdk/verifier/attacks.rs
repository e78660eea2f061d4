use aws_lc_rs::hmac;
use genkan_oauth::secret::base64url;
use genkan_sdk::TokenVerifier;
use serde_json::{Value, json};

use super::key_server::{changed, new_key, sign_with};
use super::{KeyServer, api, get_as};
use crate::support::START;

struct Attacks {
    server: KeyServer,
    verifier: TokenVerifier,
}

impl Attacks {
    async fn start() -> Self {
        let server = KeyServer::start().await;
        let attacks = Self { verifier: server.verifier(), server };
        attacks.passes("the plain token", &attacks.server.token()).await;
        attacks
    }

    async fn passes(&self, name: &str, token: &str) {
        let verified = self.verifier.verify(token).await;
        assert_eq!(
            verified.map(|token| token.subject().to_owned()).map_err(|e| e.to_string()),
            Ok("u1".into()),
            "{name}"
        );
    }

    /// By hand and over HTTP; never a server error, and nothing of the token is repeated.
    async fn refused(&self, name: &str, token: &str) {
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

    async fn header_refused(&self, changes: Value) {
        self.refused(&format!("header {changes}"), &self.server.with(changes, json!({}))).await;
    }

    async fn claims_refused(&self, changes: Value) {
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
async fn duplicate_members() {
    let attacks = Attacks::start().await;
    let (header, claims) = (attacks.server.header().to_string(), attacks.server.claims().to_string());
    for (name, text) in [("header", &header), ("claims", &claims)] {
        for extra in [r#""alg":"ES256""#, r#""sub":"admin""#, r#""\u0061lg":"none""#, r#""\u0073ub":"admin""#]
        {
            let member = if extra.contains("ub") { "sub" } else { "alg" };
            if !text.contains(member) {
                continue;
            }
            let doubled = text.replacen('{', &format!("{{{extra},"), 1);
            let token = match name {
                "header" => attacks.server.sign(&doubled, &claims),
                _ => attacks.server.sign(&header, &doubled),
            };
            attacks.refused(&format!("{name} with {extra}"), &token).await;
        }
    }
}

#[tokio::test]
async fn times() {
    let attacks = Attacks::start().await;
    for exp in [
        json!((START + 60).to_string()),
        json!(START as f64 + 60.5),
        json!(1e30),
        json!(u64::MAX),
        json!(i64::MAX),
        json!(-1),
        json!(0),
        json!(START - 31),
        json!([START + 60]),
        json!(true),
        Value::Null,
    ] {
        attacks.claims_refused(json!({ "exp": exp })).await;
    }
    for nbf in [json!(START + 31), json!("now"), json!(START as f64 + 0.5), json!(-1)] {
        attacks.claims_refused(json!({ "nbf": nbf })).await;
    }
    for iat in [json!(START + 31), json!("now"), Value::Null] {
        attacks.claims_refused(json!({ "iat": iat })).await;
    }
    for claims in [json!({ "exp": START - 29 }), json!({ "nbf": START + 29 }), json!({ "iat": START + 29 })] {
        attacks.passes(&claims.to_string(), &attacks.server.with(json!({}), claims)).await;
    }
    let strict = attacks.server.builder().audience(super::API).leeway(0).build().unwrap();
    assert!(strict.verify(&attacks.server.with(json!({}), json!({ "exp": START }))).await.is_err());
}

#[tokio::test]
async fn issuer_audience_and_subject() {
    let attacks = Attacks::start().await;
    let issuer = attacks.server.issuer();
    for iss in
        [json!(format!("{issuer}/")), json!(attacks.server.origin), json!([issuer]), json!(""), Value::Null]
    {
        attacks.claims_refused(json!({ "iss": iss })).await;
    }
    for aud in [
        json!("https://other.example"),
        json!("https://api.example/"),
        json!("https://api.example.evil"),
        json!("HTTPS://API.EXAMPLE"),
        json!(""),
        json!([]),
        json!(["https://other.example"]),
        json!([["https://api.example"]]),
        json!({ "https://api.example": true }),
        json!(["https://api.example", 1]),
        json!("urn:logto:organization:o1"),
        Value::Null,
    ] {
        attacks.claims_refused(json!({ "aud": aud })).await;
    }
    for sub in [json!(""), json!(7), Value::Null] {
        attacks.claims_refused(json!({ "sub": sub })).await;
    }
    for claims in [json!({ "scope": ["read:orders"] }), json!({ "scope": 7 }), json!({ "client_id": 7 })] {
        attacks.claims_refused(claims).await;
    }
    let several = attacks.server.with(json!({}), json!({ "aud": ["https://other.example", super::API] }));
    attacks.passes("one of several audiences", &several).await;
}

#[tokio::test]
async fn tokens_of_other_kinds() {
    let attacks = Attacks::start().await;
    for typ in [
        Value::Null,
        json!("JWT"),
        json!("jwt"),
        json!("logout+jwt"),
        json!("secevent+jwt"),
        json!("dpop+jwt"),
        json!("at"),
        json!("at+jwt "),
        json!(""),
        json!(["at+jwt"]),
    ] {
        attacks.header_refused(json!({ "typ": typ })).await;
    }
    for typ in ["at+JWT", "application/at+jwt"] {
        attacks.passes(typ, &attacks.server.with(json!({ "typ": typ }), json!({}))).await;
    }
    let id_token = json!({ "nonce": "n1", "at_hash": "h", "scope": null, "client_id": null });
    attacks.refused("an ID token", &attacks.server.with(json!({ "typ": null }), id_token.clone())).await;
    let event = json!({ "http://schemas.openid.net/event/backchannel-logout": {} });
    let logout_token = json!({ "events": event, "exp": START + 60 });
    attacks
        .refused("a logout token", &attacks.server.with(json!({ "typ": "logout+jwt" }), logout_token.clone()))
        .await;
    attacks
        .refused("bound to a key", &attacks.server.with(json!({}), json!({ "cnf": { "jkt": "x" } })))
        .await;

    // Providers that do not write `typ`: their ID tokens and logout tokens stay outside all the same.
    let lenient = attacks.server.builder().audience(super::API).accept_untyped_tokens(true).build().unwrap();
    let lenient = Attacks { verifier: lenient, server: attacks.server };
    for typ in [Value::Null, json!("JWT"), json!("at+jwt")] {
        lenient.passes("untyped", &lenient.server.with(json!({ "typ": typ }), json!({}))).await;
    }
    for typ in [Value::Null, json!("JWT")] {
        for claims in [&id_token, &logout_token] {
            let token = lenient.server.with(json!({ "typ": typ }), claims.clone());
            lenient.refused(&format!("untyped {claims}"), &token).await;
        }
    }
    lenient.header_refused(json!({ "typ": "logout+jwt" })).await;
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
async fn payloads_that_are_no_claims() {
    let attacks = Attacks::start().await;
    let header = attacks.server.header().to_string();
    for payload in ["", "null", "[]", "\"x\"", "{}", "{", "{}{}", "\u{feff}{}", "{\"a\":NaN}"] {
        attacks.refused(payload, &attacks.server.sign(&header, payload)).await;
    }
    let deep = format!("{{\"a\":{}{}}}", "[".repeat(5_000), "]".repeat(5_000));
    attacks.refused("deep", &attacks.server.sign(&header, &deep)).await;
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
