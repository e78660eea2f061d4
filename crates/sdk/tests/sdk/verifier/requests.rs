use genkan_sdk::testing::TestIssuer;
use serde_json::{Value, json};

use super::{API, get_as, get_with};
use crate::support::Answer;

fn body(answer: &Answer) -> Value {
    serde_json::from_str(&answer.body).unwrap()
}

fn challenge(answer: &Answer) -> &str {
    answer.headers["www-authenticate"].to_str().unwrap()
}

#[tokio::test]
async fn a_good_token_opens() {
    let issuer = TestIssuer::new();
    let verifier = issuer.token_verifier(API);
    let token = issuer.access_token(&json!({ "aud": API, "sub": "u1" }));
    for scheme in ["Bearer", "bearer", "BEARER", "Bearer "] {
        let answer = get_with(&verifier, "/me", &[("authorization", &format!("{scheme} {token}"))]).await;
        assert_eq!((answer.status.as_u16(), answer.body.as_str()), (200, "u1"));
    }
}

#[tokio::test]
async fn without_credentials_the_challenge_has_no_error() {
    let verifier = TestIssuer::new().token_verifier(API);
    for headers in [
        &[][..],
        &[("authorization", "Basic YTpi")],
        &[("authorization", "DPoP abc")],
        &[("authorization", "")],
    ] {
        let answer = get_with(&verifier, "/me", headers).await;
        assert_eq!(answer.status, 401);
        assert_eq!(challenge(&answer), r#"Bearer realm="api""#);
        assert_eq!(answer.headers["cache-control"], "no-store");
        assert_eq!(body(&answer)["code"], "token_missing");
    }
}

#[tokio::test]
async fn only_one_header_carries_the_token() {
    let issuer = TestIssuer::new();
    let verifier = issuer.token_verifier(API);
    let token = issuer.access_token(&json!({ "aud": API }));
    let bearer = format!("Bearer {token}");
    let query = format!("/me?a=b&access_token={token}");
    let twice = format!("{bearer}, {bearer}");
    for (path, headers) in [
        (query.as_str(), &[][..]),
        (query.as_str(), &[("authorization", bearer.as_str())]),
        ("/me?access%5Ftoken=x", &[("authorization", bearer.as_str())]),
        ("/me", &[("authorization", bearer.as_str()), ("authorization", bearer.as_str())]),
        ("/me", &[("authorization", twice.as_str())]),
        ("/me", &[("authorization", "Bearer")]),
        ("/me", &[("authorization", "Bearer ")]),
        ("/me", &[("authorization", "Bearer =")]),
        ("/me", &[("authorization", "Bearer a b")]),
        ("/me", &[("authorization", "Bearer \"quoted\"")]),
        ("/me", &[("authorization", "Bearer\ttoken")]),
        ("/me", &[("authorization", "Bearer tök")]),
    ] {
        let answer = get_with(&verifier, path, headers).await;
        let expected = if headers.first().is_some_and(|(_, value)| value.contains('\t')) { 401 } else { 400 };
        assert_eq!(answer.status.as_u16(), expected, "{path} {headers:?}");
        if expected == 400 {
            assert!(challenge(&answer).contains(r#"error="invalid_request""#), "{}", challenge(&answer));
            assert_eq!(body(&answer)["code"], "invalid_request");
        }
        assert!(!answer.body.contains(&token));
    }
}

#[tokio::test]
async fn opaque_tokens_get_an_answer_that_helps() {
    let verifier = TestIssuer::new().token_verifier(API);
    let answer = get_as(&verifier, "/me", "v7Xq2mK9pL4nR8sT1wY6zB3cD5fG0hJ2kM7nP9qS4t").await;
    assert_eq!(answer.status, 401);
    assert_eq!(body(&answer)["code"], "token_opaque");
    assert!(answer.body.contains("ask for an access token for the resource https://api.example"));
    assert!(
        challenge(&answer)
            .contains(r#"error="invalid_token", error_description="this access token is opaque"#)
    );
}

#[tokio::test]
async fn every_refusal_has_a_code_and_a_reason() {
    let issuer = TestIssuer::new();
    let verifier = issuer.token_verifier(API);
    let cases = [
        (issuer.access_token(&json!({ "aud": API, "exp": 1 })), "token_expired", "has expired"),
        (
            issuer.access_token(&json!({ "aud": "https://b.example" })),
            "token_audience",
            "https://api.example",
        ),
        (issuer.id_token(&json!({ "aud": API })), "invalid_token", "ID tokens do not open an API"),
        (TestIssuer::new().access_token(&json!({ "aud": API })), "invalid_token", "another issuer"),
        (issuer.access_token(&json!({ "aud": API, "cnf": {} })), "invalid_token", "bound to a key"),
        ("a.b.c.d.e".to_owned(), "invalid_token", "encrypted"),
    ];
    for (token, code, reason) in cases {
        let answer = get_as(&verifier, "/me", &token).await;
        assert_eq!(answer.status, 401);
        assert_eq!(body(&answer)["code"], code);
        assert!(body(&answer)["message"].as_str().unwrap().contains(reason), "{}", answer.body);
        assert!(
            challenge(&answer)
                .starts_with(r#"Bearer realm="api", error="invalid_token", error_description=""#)
        );
        assert_eq!(answer.headers["cache-control"], "no-store");
    }
}

#[tokio::test]
async fn a_missing_scope_is_403_and_named() {
    let issuer = TestIssuer::new();
    let verifier = issuer.token_verifier(API);
    let scoped = |scope: &str| issuer.access_token(&json!({ "aud": API, "scope": scope }));
    for scope in ["", "read:orders", "read:orders read:prices:all", "READ:ORDERS read:prices"] {
        let answer = get_as(&verifier, "/orders", &scoped(scope)).await;
        assert_eq!(answer.status, 403);
        let challenge = challenge(&answer);
        assert!(challenge.contains(r#"error="insufficient_scope""#), "{challenge}");
        assert!(challenge.ends_with(r#"scope="read:orders read:prices""#), "{challenge}");
        assert_eq!(body(&answer)["code"], "insufficient_scope");
    }
    assert_eq!(get_as(&verifier, "/orders", &scoped("x read:prices read:orders")).await.status, 200);
}

#[tokio::test]
async fn another_organization_is_403() {
    let issuer = TestIssuer::new();
    let verifier = issuer.token_verifier(API);
    for (organization, status) in
        [(json!("o1"), 200), (json!("o2"), 403), (json!(null), 403), (json!(["o1"]), 403)]
    {
        let token = issuer.access_token(&json!({ "aud": API, "organization_id": organization }));
        let answer = get_as(&verifier, "/members", &token).await;
        assert_eq!(answer.status.as_u16(), status);
        if status == 403 {
            assert_eq!(body(&answer)["code"], "organization_mismatch");
        }
    }
}

#[tokio::test]
async fn an_optional_token_may_be_absent_but_not_bad() {
    let issuer = TestIssuer::new();
    let verifier = issuer.token_verifier(API);
    assert_eq!(get_with(&verifier, "/greeting", &[]).await.body, "hello");
    let token = issuer.access_token(&json!({ "aud": API, "sub": "u1" }));
    assert_eq!(get_as(&verifier, "/greeting", &token).await.body, "hello u1");
    assert_eq!(get_as(&verifier, "/greeting", "opaque").await.status, 401);
    assert_eq!(get_with(&verifier, "/greeting?access_token=x", &[]).await.status, 400);
}

#[tokio::test]
async fn a_handler_outside_of_the_layer_stays_closed() {
    let issuer = TestIssuer::new();
    let verifier = issuer.token_verifier(API);
    let token = issuer.access_token(&json!({ "aud": API }));
    assert_eq!(get_as(&verifier, "/outside", &token).await.status, 500);
}

#[tokio::test]
async fn of_two_layers_the_inner_counts() {
    let issuer = TestIssuer::new();
    let (inner, outer) = (issuer.token_verifier(API), issuer.token_verifier("https://b.example"));
    let router = super::api(&inner).layer(outer.layer());
    let bearer = format!("Bearer {}", issuer.access_token(&json!({ "aud": API })));
    let answer = crate::support::Browser::new(router)
        .send(http::Method::GET, "/me", &[("authorization", &bearer)])
        .await;
    assert_eq!(answer.status, 200);
}
