#![expect(clippy::unwrap_used, reason = "tests")]

use serde_json::{Value, json};

use super::*;
use crate::scope::Scope;

const NOW: i64 = 1_700_000_000;
const ISSUER: &str = "https://id.example/oidc";

fn id_token(change: impl Fn(&mut Value)) -> Result<(), ClaimsError> {
    let mut claims =
        json!({"sub": "u", "aud": "app", "exp": NOW + 3_600, "iat": NOW, "iss": ISSUER, "nonce": "n"});
    change(&mut claims);
    validate_id_token(&serde_json::from_value(claims).unwrap(), &expected_id_token())
}

const fn expected_id_token() -> ExpectedIdToken<'static> {
    ExpectedIdToken {
        issuer: ISSUER,
        client_id: "app",
        nonce: ExpectedNonce::Exactly("n"),
        subject: None,
        max_age: None,
        now: NOW,
        leeway: 10,
    }
}

#[test]
fn id_token_validation() {
    use ClaimsError::{Audience, AuthorizedParty, Expired, IssuedAt, Issuer, Nonce, NotYetValid, Subject};
    let table: [(&str, Value, Result<(), ClaimsError>); 20] = [
        ("x", json!(1), Ok(())),
        ("iss", json!("https://id.example/oidc/"), Err(Issuer)),
        ("iss", json!("https://ID.example/oidc"), Err(Issuer)),
        ("aud", json!("other"), Err(Audience)),
        ("aud", json!(["app"]), Ok(())),
        ("aud", json!(["other", "third"]), Err(Audience)),
        ("aud", json!(["app", "other"]), Err(AuthorizedParty)),
        ("azp", json!("other"), Err(AuthorizedParty)),
        ("azp", json!("app"), Ok(())),
        ("exp", json!(NOW - 10), Err(Expired)),
        ("exp", json!(NOW - 9), Ok(())),
        ("exp", json!(0), Err(Expired)),
        ("iat", json!(NOW + 11), Err(IssuedAt)),
        ("iat", json!(NOW + 10), Ok(())),
        ("nbf", json!(NOW + 11), Err(NotYetValid)),
        ("nbf", json!(NOW), Ok(())),
        ("nonce", json!("m"), Err(Nonce)),
        ("nonce", json!(""), Err(Nonce)),
        ("nonce", Value::Null, Err(Nonce)),
        ("sub", json!(""), Err(Subject)),
    ];
    for (name, value, expected) in table {
        assert_eq!(id_token(|claims| claims[name] = value.clone()), expected, "{name} {value}");
    }
}

#[test]
fn id_token_nonce_subject_and_max_age() {
    let claims = |more: Value| -> IdTokenClaims {
        let mut claims = json!({"sub": "u", "aud": "app", "exp": NOW + 60, "iat": NOW, "iss": ISSUER});
        claims.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        serde_json::from_value(claims).unwrap()
    };
    let any = ExpectedIdToken { nonce: ExpectedNonce::Any, ..expected_id_token() };
    let absent = ExpectedIdToken { nonce: ExpectedNonce::Absent, ..any };
    let max_age = ExpectedIdToken { max_age: Some(60), ..any };
    let subject = ExpectedIdToken { subject: Some("v"), ..any };
    assert_eq!(validate_id_token(&claims(json!({"nonce": "z"})), &any), Ok(()));
    assert_eq!(validate_id_token(&claims(json!({"nonce": "z"})), &absent), Err(ClaimsError::Nonce));
    assert_eq!(validate_id_token(&claims(json!({})), &absent), Ok(()));
    assert_eq!(validate_id_token(&claims(json!({})), &subject), Err(ClaimsError::Subject));
    for (auth_time, good) in [(NOW, true), (NOW - 70, true), (NOW - 71, false), (NOW + 11, false)] {
        let result = validate_id_token(&claims(json!({"auth_time": auth_time})), &max_age);
        assert_eq!(result.is_ok(), good, "{auth_time}");
    }
    assert_eq!(validate_id_token(&claims(json!({})), &max_age), Err(ClaimsError::AuthenticationTime));
}

#[test]
fn times_and_audiences_are_read_strictly() {
    let read = |name: &str, value: Value| {
        let mut claims = json!({"sub": "u", "aud": "app", "exp": NOW, "iat": NOW, "iss": ISSUER});
        claims[name] = value;
        serde_json::from_value::<IdTokenClaims>(claims)
    };
    for time in [
        json!("1700000000"),
        json!(1.5),
        json!(1e9),
        json!(-1),
        json!(u64::MAX),
        json!(253_402_300_800_i64),
        json!(true),
        Value::Null,
    ] {
        assert!(read("exp", time.clone()).is_err(), "{time}");
    }
    for audience in [json!([]), json!(1), json!([1]), json!({}), Value::Null] {
        assert!(read("aud", audience.clone()).is_err(), "{audience}");
    }
    for name in ["sub", "iss", "aud", "exp", "iat"] {
        let mut claims = json!({"sub": "u", "aud": "app", "exp": NOW, "iat": NOW, "iss": ISSUER});
        claims.as_object_mut().unwrap().remove(name);
        assert!(serde_json::from_value::<IdTokenClaims>(claims).is_err(), "{name}");
    }
}

fn access_token(extra: Value, scope: Option<&str>) -> AccessTokenClaims {
    AccessTokenClaims {
        extra: ExtraClaims::for_access_token(extra.as_object().unwrap().clone()),
        jti: Some("j".into()),
        sub: "u".into(),
        iat: NumericDate::from_seconds(NOW),
        exp: NumericDate::from_seconds(NOW + 3_600),
        nbf: None,
        scope: scope.map(|scope| Scope::parse(scope).unwrap()),
        client_id: Some("app".into()),
        iss: ISSUER.into(),
        aud: Audience::new("https://api.example"),
    }
}

#[test]
fn access_tokens_write_extra_claims_first_and_registered_ones_win() {
    let claims =
        access_token(json!({"sub": "admin", "scope": "all", "organization_id": "o", "exp": 1}), Some(""));
    assert_eq!(
        serde_json::to_string(&claims).unwrap(),
        format!(
            r#"{{"organization_id":"o","jti":"j","sub":"u","iat":{NOW},"exp":{},"scope":"","client_id":"app","iss":"{ISSUER}","aud":"https://api.example"}}"#,
            NOW + 3_600
        )
    );
    assert_eq!(claims.organization_id(), Some("o"));
    let without = serde_json::to_value(access_token(json!({"scope": "all", "nbf": 9}), None)).unwrap();
    assert!(without.get("scope").is_none() && without.get("nbf").is_none());
    let read: AccessTokenClaims = serde_json::from_str(&serde_json::to_string(&claims).unwrap()).unwrap();
    assert_eq!(read, claims);
}

#[test]
fn access_token_validation() {
    let expected =
        ExpectedAccessToken { issuer: ISSUER, audience: "https://api.example", now: NOW, leeway: 10 };
    let claims = access_token(json!({}), None);
    assert_eq!(validate_access_token(&claims, &expected), Ok(()));
    let check = |change: fn(&mut AccessTokenClaims)| {
        let mut claims = claims.clone();
        change(&mut claims);
        validate_access_token(&claims, &expected)
    };
    assert_eq!(check(|c| c.iss.push('/')), Err(ClaimsError::Issuer));
    assert_eq!(check(|c| c.aud = Audience::new("https://api.example/")), Err(ClaimsError::Audience));
    assert_eq!(check(|c| c.sub.clear()), Err(ClaimsError::Subject));
    assert_eq!(check(|c| c.exp = NumericDate::from_seconds(NOW - 10)), Err(ClaimsError::Expired));
    assert_eq!(check(|c| c.iat = NumericDate::from_seconds(NOW + 60)), Err(ClaimsError::IssuedAt));
    let organization =
        AccessTokenClaims { aud: Audience::new("urn:logto:organization:abc"), ..claims.clone() };
    assert_eq!(organization.organization_id(), Some("abc"));
}

#[test]
fn logout_token_validation() {
    use ClaimsError::{Audience, Events, Expired, IssuedAt, Issuer, Nonce, Subject};
    let expected =
        ExpectedLogoutToken { issuer: ISSUER, client_id: "app", now: NOW, leeway: 10, max_age: 120 };
    let good = || {
        json!({"iss": ISSUER, "aud": "app", "iat": NOW, "exp": NOW + 120, "jti": "j", "sub": "u",
               "events": LogoutTokenClaims::logout_events()})
    };
    for (name, value, result) in [
        ("sid", json!("s"), Ok(())),
        ("iss", json!("x"), Err(Issuer)),
        ("aud", json!("x"), Err(Audience)),
        ("exp", json!(NOW - 10), Err(Expired)),
        ("iat", json!(NOW - 131), Err(IssuedAt)),
        ("iat", json!(NOW + 11), Err(IssuedAt)),
        ("events", json!({}), Err(Events)),
        ("events", json!({BACK_CHANNEL_LOGOUT_EVENT: true}), Err(Events)),
        ("nonce", json!("n"), Err(Nonce)),
        ("nonce", json!(1), Err(Nonce)),
        ("sub", json!(""), Err(Subject)),
    ] {
        let mut claims = good();
        claims[name] = value.clone();
        let claims = serde_json::from_value(claims).unwrap();
        assert_eq!(validate_logout_token(&claims, &expected), result, "{name} {value}");
    }
}

#[test]
fn numeric_dates_are_limited() {
    assert_eq!(NumericDate::from_milliseconds(1_700_000_000_999).seconds(), 1_700_000_000);
    assert_eq!(NumericDate::from_seconds(-5).seconds(), 0);
    assert_eq!(NumericDate::from_seconds(i64::MAX).seconds(), 253_402_300_799);
}
