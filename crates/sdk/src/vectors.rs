//! `spec/session-vectors.json`: made here, read here, and read by every other implementation of the format.
//! `GENKAN_UPDATE_VECTORS=1 cargo test -p genkan-sdk vectors` writes it anew.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::Path;

use http::HeaderMap;
use http::header::COOKIE;
use serde_json::{Value, json};

use crate::clock::Random;
use crate::config::Config;
use crate::cookie;
use crate::seal::{Purpose, Sealer};
use crate::session::SessionRecord;
use crate::store::store_name;
use crate::transaction::Transaction;

const OLD: &str = "an old secret of more than thirty-two bytes";
const NEW: &str = "the new secret, also longer than thirty-two bytes";
const NOW: i64 = 1_800_000_000;

/// Initialization vectors that can be repeated; never outside of this file.
#[derive(Debug)]
struct Fixed(u8);

impl Random for Fixed {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(self.0);
    }
}

fn sealer(purpose: Purpose, app_id: &str, secrets: &[&str]) -> Sealer {
    let mut config =
        Config::builder().endpoint("https://auth.example").app_id(app_id).base_url("https://app.example");
    for secret in secrets {
        config = config.cookie_secret(*secret);
    }
    Sealer::new(purpose, &config.build().unwrap())
}

fn sessions() -> Vec<(&'static str, Value)> {
    vec![
        (
            "nothing but a person",
            json!({
                "id": "AAAAAAAAAAAAAAAAAAAAAA", "gen": 0, "iat": NOW, "exp": NOW + 1_209_600, "sub": "u1",
                "claims": {"sub": "u1"},
            }),
        ),
        (
            "everything",
            json!({
                "id": "BBBBBBBBBBBBBBBBBBBBBA", "gen": 7, "iat": NOW, "exp": NOW + 1_209_600, "since": NOW - 86_400,
                "sub": "foo123",
                "claims": {
                    "sub": "foo123", "aud": "app", "iss": "https://auth.example/oidc", "iat": NOW, "exp": NOW + 3_600,
                    "name": "田中 美緒", "picture": null, "roles": ["reader"], "updated_at": 1_800_000_000_000_i64,
                },
                "refreshToken": "rt-1",
                "accessTokens": {
                    "@": {"token": "at-1", "scope": "openid profile", "expiresAt": NOW + 3_600},
                    "@https://api.example": {"token": "at-2", "scope": "", "expiresAt": NOW + 600},
                    "@https://api.example#org1": {"token": "at-3", "scope": "read", "expiresAt": NOW + 600},
                },
            }),
        ),
    ]
}

fn transaction() -> Value {
    json!({
        "iat": NOW, "exp": NOW + 600,
        "state": "sssssssssssssssssssssssssssssssssssssssssss",
        "nonce": "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn",
        "codeVerifier": "vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv",
        "issuer": "https://auth.example/oidc",
        "redirectUri": "https://app.example/callback",
        "returnTo": "/orders?page=2",
    })
}

fn altered(sealed: &str, segment: usize) -> String {
    let mut segments: Vec<String> = sealed.split('.').map(str::to_owned).collect();
    let first = if segments[segment].starts_with('A') { "B" } else { "A" };
    segments[segment].replace_range(0..1, first);
    segments.join(".")
}

fn make() -> Value {
    let session = sealer(Purpose::Session, "app", &[NEW]);
    let mut opens = Vec::new();
    for (index, (name, payload)) in sessions().into_iter().enumerate() {
        let sealed = session.seal(&payload, &Fixed(u8::try_from(index).unwrap())).unwrap();
        opens.push(json!({"name": name, "purpose": "session", "appId": "app", "secrets": [NEW], "now": NOW,
            "sealed": sealed, "payload": payload}));
    }
    let (_, person) = sessions().swap_remove(0);
    let before_rotation = sealer(Purpose::Session, "app", &[OLD]).seal(&person, &Fixed(3)).unwrap();
    opens.push(json!({"name": "sealed before the secret was rotated", "purpose": "session", "appId": "app",
        "secrets": [NEW, OLD], "now": NOW, "sealed": before_rotation, "payload": person}));
    let sealed_transaction =
        sealer(Purpose::Transaction, "app", &[NEW]).seal(&transaction(), &Fixed(4)).unwrap();
    opens.push(
        json!({"name": "a sign-in under way", "purpose": "transaction", "appId": "app", "secrets": [NEW],
        "now": NOW, "sealed": sealed_transaction, "payload": transaction()}),
    );
    let stored = sealer(Purpose::StoredSession, "app", &[NEW]).seal(&person, &Fixed(6)).unwrap();
    opens.push(
        json!({"name": "in a store", "purpose": "storedSession", "appId": "app", "secrets": [NEW], "now": NOW,
        "sealed": stored, "payload": person}),
    );

    let good = opens[0]["sealed"].as_str().unwrap().to_owned();
    let mut mismatch = person.clone();
    mismatch["sub"] = json!("u2");
    let mismatch = session.seal(&mismatch, &Fixed(5)).unwrap();
    let refuse = |name: &str, app_id: &str, now: i64, sealed: &str| json!({"name": name, "purpose": "session", "appId": app_id, "secrets": [NEW], "now": now, "sealed": sealed});
    let refused = vec![
        refuse("the header altered", "app", NOW, &altered(&good, 0)),
        refuse("the initialization vector altered", "app", NOW, &altered(&good, 2)),
        refuse("the ciphertext altered", "app", NOW, &altered(&good, 3)),
        refuse("the tag altered", "app", NOW, &altered(&good, 4)),
        refuse("the tag cut short", "app", NOW, &good[..good.len() - 4]),
        refuse("a sixth segment", "app", NOW, &format!("{good}.AAAA")),
        refuse("an encrypted key that must be empty", "app", NOW, &good.replacen("..", ".AAAA.", 1)),
        refuse("padding", "app", NOW, &format!("{good}==")),
        refuse("empty", "app", NOW, ""),
        refuse("the session of another app", "app2", NOW, &good),
        refuse("sealed with a secret that is not in the list", "app", NOW, &before_rotation),
        refuse("a transaction is no session", "app", NOW, &sealed_transaction),
        refuse("what a store keeps is no cookie", "app", NOW, &stored),
        refuse("expired this second", "app", NOW + 1_209_600, &good),
        refuse("`sub` is not the `sub` of the claims", "app", NOW, &mismatch),
    ];
    let cookies = vec![
        json!({"name": "whole", "header": "a=b; s=value; c=d", "value": "value"}),
        json!({"name": "two chunks", "header": "s.0=2~va; s.1=lue", "value": "value"}),
        json!({"name": "in any order", "header": "s.1=lue; s.0=2~va", "value": "value"}),
        json!({"name": "an extra chunk is ignored", "header": "s.0=2~va; s.1=lue; s.2=x", "value": "value"}),
        json!({"name": "the whole one wins", "header": "s.0=2~x; s.1=y; s=value", "value": "value"}),
        json!({"name": "the first of a name wins", "header": "s=value; s=other", "value": "value"}),
        json!({"name": "a missing chunk", "header": "s.0=3~va; s.1=lue", "value": null}),
        json!({"name": "a lookalike", "header": "s.0=2~va; s.01=lue", "value": null}),
        json!({"name": "swapped chunks", "header": "s.1=2~va; s.0=lue", "value": null}),
        json!({"name": "one chunk is none", "header": "s.0=1~value", "value": null}),
        json!({"name": "more chunks than allowed", "header": "s.0=5~a; s.1=b; s.2=c; s.3=d; s.4=e", "value": null}),
        json!({"name": "no count", "header": "s.0=va; s.1=lue", "value": null}),
    ];
    let names: Vec<Value> = [
        ("session", "app", &["AAAAAAAAAAAAAAAAAAAAAA"][..]),
        ("refresh", "app", &["AAAAAAAAAAAAAAAAAAAAAA"]),
        ("sid", "app", &["https://auth.example/oidc", "sid-1"]),
        ("subject", "app", &["https://auth.example/oidc", "foo123"]),
        ("subject", "https://app.example/client.json", &["https://auth.example/oidc", "田中"]),
        ("logout", "app", &["jti-1"]),
    ]
    .into_iter()
    .map(|(kind, app_id, parts)| {
        json!({"kind": kind, "appId": app_id, "parts": parts, "name": store_name(kind, app_id, parts)})
    })
    .collect();
    json!({
        "about": "Vectors for docs/SESSION-FORMAT.md. The initialization vectors are fixed here and random in life.",
        "opens": opens, "refused": refused, "cookies": cookies, "storeNames": names,
    })
}

fn file() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec/session-vectors.json");
    if std::env::var_os("GENKAN_UPDATE_VECTORS").is_some() {
        std::fs::write(&path, format!("{:#}\n", make())).unwrap();
    }
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// As [`crate::session::Slot`] does it: opened, in time, of one person.
fn open_session(vector: &Value) -> Option<SessionRecord> {
    let secrets: Vec<&str> =
        vector["secrets"].as_array().unwrap().iter().map(|secret| secret.as_str().unwrap()).collect();
    sealer(Purpose::Session, vector["appId"].as_str().unwrap(), &secrets)
        .open::<SessionRecord>(vector["sealed"].as_str().unwrap())
        .filter(|record| {
            record.is_valid(vector["now"].as_i64().unwrap(), 180 * 86_400, "https://auth.example/oidc")
        })
}

#[test]
fn vectors_are_what_this_code_makes() {
    assert_eq!(file(), make());
}

#[test]
fn vectors_open_and_are_refused() {
    let vectors = file();
    for vector in vectors["opens"].as_array().unwrap() {
        let payload = match vector["purpose"].as_str().unwrap() {
            "session" => serde_json::to_value(open_session(vector).unwrap()).unwrap(),
            "storedSession" => {
                let sealer = sealer(Purpose::StoredSession, "app", &[NEW]);
                let record = sealer.open::<SessionRecord>(vector["sealed"].as_str().unwrap()).unwrap();
                serde_json::to_value(record).unwrap()
            }
            _ => {
                let sealer = sealer(Purpose::Transaction, "app", &[NEW]);
                serde_json::to_value(sealer.open::<Transaction>(vector["sealed"].as_str().unwrap()).unwrap())
                    .unwrap()
            }
        };
        assert_eq!(payload, vector["payload"], "{}", vector["name"]);
    }
    for vector in vectors["refused"].as_array().unwrap() {
        assert_eq!(open_session(vector), None, "{}", vector["name"]);
    }
    for vector in vectors["cookies"].as_array().unwrap() {
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, vector["header"].as_str().unwrap().parse().unwrap());
        assert_eq!(
            cookie::find(&headers, "s").value.as_deref(),
            vector["value"].as_str(),
            "{}",
            vector["name"]
        );
    }
}
