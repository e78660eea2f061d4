use serde_json::{Value, json};

use super::API;
use super::attacks::Attacks;
use crate::support::START;

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
    let strict = attacks.server.builder().audience(API).leeway(0).build().unwrap();
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
    let several = attacks.server.with(json!({}), json!({ "aud": ["https://other.example", API] }));
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
    let lenient = attacks.server.builder().audience(API).accept_untyped_tokens(true).build().unwrap();
    let lenient = Attacks { verifier: lenient, server: attacks.server };
    for typ in [Value::Null, json!("JWT"), json!("at+jwt")] {
        lenient.passes("untyped", &lenient.server.with(json!({ "typ": typ }), json!({}))).await;
    }
    for typ in [Value::Null, json!("JWT"), json!("application/jwt")] {
        for claims in [&id_token, &logout_token] {
            let token = lenient.server.with(json!({ "typ": typ }), claims.clone());
            lenient.refused(&format!("untyped {claims}"), &token).await;
        }
    }
    lenient.header_refused(json!({ "typ": "logout+jwt" })).await;
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
