use genkan_sdk::testing::TestIssuer;
use genkan_sdk::{BearerToken, TokenError, TokenVerifier, TokenVerifierBuilder};
use serde_json::{Value, json};

use super::API;

const ORGANIZATION: &str = "urn:logto:organization:o1";

async fn verified(
    issuer: &TestIssuer,
    verifier: &TokenVerifier,
    claims: Value,
) -> Result<BearerToken, TokenError> {
    verifier.verify(&issuer.access_token(&claims)).await
}

async fn code(issuer: &TestIssuer, verifier: &TokenVerifier, claims: Value) -> &'static str {
    verified(issuer, verifier, claims).await.map_or_else(|error| error.code(), |_| "good")
}

#[tokio::test]
async fn what_a_token_tells() {
    let issuer = TestIssuer::new();
    let claims = json!({
        "aud": API, "sub": "u1", "client_id": "app", "scope": "b a", "organization_id": "o1", "plan": { "tier": 2 },
        "exp": 4_000_000_000_i64,
    });
    let token = verified(&issuer, &issuer.token_verifier(API), claims).await.unwrap();
    assert_eq!(token.subject(), "u1");
    assert_eq!(token.client_id(), Some("app"));
    assert!(!token.is_application());
    assert_eq!(token.scopes().collect::<Vec<_>>(), ["b", "a"]);
    assert!(token.has_scope("a") && !token.has_scope("b a") && !token.has_scope(""));
    assert_eq!(token.organization_id(), Some("o1"));
    assert_eq!(token.expires_at(), 4_000_000_000);
    assert_eq!(token.get::<Value>("plan").unwrap()["tier"], 2);
    assert_eq!(token.claims["iss"], issuer.name());
    assert!(!format!("{token:?}").contains("tier"), "Debug keeps custom claims to itself");

    let machine = json!({ "aud": API, "sub": "app", "client_id": "app", "scope": null });
    let token = verified(&issuer, &issuer.token_verifier(API), machine).await.unwrap();
    assert!(token.is_application());
    assert_eq!(token.scopes().len(), 0);
    let bare = json!({ "aud": API, "client_id": null });
    let token = verified(&issuer, &issuer.token_verifier(API), bare).await.unwrap();
    assert!(!token.is_application());
}

#[tokio::test]
async fn one_of_several_audiences_is_enough() {
    let issuer = TestIssuer::new();
    let verifier =
        issuer.token_verifier_builder().audience(API).audience("https://b.example").build().unwrap();
    assert_eq!(code(&issuer, &verifier, json!({ "aud": API })).await, "good");
    assert_eq!(code(&issuer, &verifier, json!({ "aud": "https://b.example" })).await, "good");
    assert_eq!(code(&issuer, &verifier, json!({ "aud": "https://c.example" })).await, "token_audience");
}

#[tokio::test]
async fn all_required_scopes_are_needed() {
    let issuer = TestIssuer::new();
    let verifier = issuer.token_verifier_builder().audience(API).scope("a").scope("b").build().unwrap();
    assert_eq!(code(&issuer, &verifier, json!({ "aud": API, "scope": "b c a" })).await, "good");
    for scope in [json!("a"), json!("ab"), json!(""), Value::Null] {
        assert_eq!(
            code(&issuer, &verifier, json!({ "aud": API, "scope": scope })).await,
            "insufficient_scope"
        );
    }
    // Whether a token is good is said before what it lacks.
    assert_eq!(code(&issuer, &verifier, json!({ "aud": API, "exp": 1 })).await, "token_expired");
}

#[tokio::test]
async fn organization_tokens_open_only_where_they_are_accepted() {
    let issuer = TestIssuer::new();
    let organization = json!({ "aud": ORGANIZATION });
    assert_eq!(code(&issuer, &issuer.token_verifier(API), organization.clone()).await, "token_audience");
    let verifier = issuer.token_verifier_builder().organization_tokens().build().unwrap();
    let token = verified(&issuer, &verifier, organization).await.unwrap();
    assert_eq!(token.organization_id(), Some("o1"));
    for aud in [API, "urn:logto:organization:", "urn:logto:organizations", "o1", "URN:LOGTO:ORGANIZATION:o1"]
    {
        assert_eq!(code(&issuer, &verifier, json!({ "aud": aud })).await, "token_audience", "{aud}");
    }
}

#[tokio::test]
async fn the_audience_decides_about_the_organization() {
    let issuer = TestIssuer::new();
    let verifier = issuer.token_verifier_builder().audience(API).organization_tokens().build().unwrap();
    let organization = async |claims| {
        verified(&issuer, &verifier, claims).await.unwrap().organization_id().map(str::to_owned)
    };
    // A custom claim must not move an organization token to another organization …
    let claims = json!({ "aud": ORGANIZATION, "organization_id": "o2" });
    assert_eq!(organization(claims).await.as_deref(), Some("o1"));
    // … nor a second audience a token for the API.
    let claims = json!({ "aud": [ORGANIZATION, API] });
    assert_eq!(organization(claims).await, None);
    let claims = json!({ "aud": API, "organization_id": "o2" });
    assert_eq!(organization(claims).await.as_deref(), Some("o2"));
}

#[tokio::test]
async fn one_organization_only() {
    let issuer = TestIssuer::new();
    let builder = || issuer.token_verifier_builder().organization("o1");
    let of_api = builder().audience(API).build().unwrap();
    assert_eq!(code(&issuer, &of_api, json!({ "aud": API, "organization_id": "o1" })).await, "good");
    for other in [json!("o2"), json!("O1"), Value::Null] {
        assert_eq!(
            code(&issuer, &of_api, json!({ "aud": API, "organization_id": other })).await,
            "organization_mismatch"
        );
    }
    let of_organization = builder().organization_tokens().build().unwrap();
    assert_eq!(code(&issuer, &of_organization, json!({ "aud": ORGANIZATION })).await, "good");
    assert_eq!(
        code(&issuer, &of_organization, json!({ "aud": "urn:logto:organization:o2" })).await,
        "organization_mismatch"
    );
}

fn refused(builder: TokenVerifierBuilder) -> Vec<&'static str> {
    builder.build().unwrap_err().problems.iter().map(|problem| problem.setting).collect()
}

fn good() -> TokenVerifierBuilder {
    TokenVerifier::builder().endpoint("https://auth.example").audience(API)
}

#[test]
fn every_problem_of_the_settings_is_named_at_once() {
    let bad = TokenVerifier::builder().algorithm("HS256").leeway(-1).organization("").scope("a b");
    assert_eq!(
        refused(bad),
        ["endpoint", "audience", "organization", "scope of the verifier", "algorithm", "leeway"]
    );
    assert_eq!(refused(good().endpoint("http://auth.example")), ["endpoint"]);
    assert_eq!(refused(good().issuer("auth.example")), ["issuer"]);
    assert_eq!(refused(good().audience("a b")), ["audience"]);
    assert_eq!(refused(good().audience("")), ["audience"]);
    assert_eq!(refused(good().leeway(301)), ["leeway"]);
    for algorithm in ["none", "HS256", "es256", ""] {
        assert_eq!(refused(good().algorithm(algorithm)), ["algorithm"]);
    }
    assert!(good().endpoint("http://auth.internal").allow_http(true).build().is_ok());
    let message = good().algorithm("HS256").build().unwrap_err().to_string();
    assert!(message.contains("algorithm: `HS256` is none of ES256, ES384"), "{message}");
}

#[test]
fn the_environment_is_read() {
    let verifier = |variables: &'static [(&'static str, &'static str)]| {
        let lookup = |name: &str| {
            variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        };
        TokenVerifier::builder().environment(lookup)
    };
    let both = &[("GENKAN_ENDPOINT", "http://localhost:3001"), ("GENKAN_AUDIENCE", "https://a https://b")];
    let debug = format!("{:?}", verifier(both).build().unwrap());
    assert!(
        debug.contains("http://localhost:3001/oidc") && debug.contains(r#"["https://a", "https://b"]"#),
        "{debug}"
    );
    let empty = &[
        ("GENKAN_ISSUER", "https://login.example"),
        ("GENKAN_AUDIENCE", " "),
        ("GENKAN_ALLOW_HTTP", "maybe"),
    ];
    assert_eq!(refused(verifier(empty)), ["allow_http", "audience"]);
    let message = verifier(empty).build().unwrap_err().to_string();
    assert!(message.contains("audience (GENKAN_AUDIENCE): is missing"), "{message}");
}
