use std::sync::Arc;

use genkan_oauth::jose::jws::{self, Header};
use genkan_oauth::jose::{Algorithm, KeySet, SigningKey};
use serde_json::{Value, json};

use crate::clock::{Clock, SystemClock, SystemRandom, random_text};
use crate::provider::Issuer;
use crate::verifier::{TokenVerifier, TokenVerifierBuilder};

/// The issuer in the tokens of a [`TestIssuer`]; `.test` never resolves (RFC 6761 §6.2).
const NAME: &str = "https://issuer.test/oidc";

/// An issuer of access tokens for the tests of an API: it makes keys of its own and needs no network.
///
/// ```
/// use axum::{Router, body::Body, routing::get};
/// use genkan_sdk::{BearerToken, TokenVerifier, testing::TestIssuer};
/// use http::Request;
/// use tower::ServiceExt as _;
///
/// fn api(verifier: TokenVerifier) -> Router {
///     Router::new()
///         .route("/me", get(|token: BearerToken| async move { token.subject().to_owned() }))
///         .layer(verifier.layer())
/// }
///
/// # let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
/// # runtime.block_on(async {
/// let issuer = TestIssuer::new();
/// let api = api(issuer.token_verifier("https://api.example.com"));
/// let token = issuer.access_token(&serde_json::json!({ "aud": "https://api.example.com" }));
/// let request = Request::get("/me").header("authorization", format!("Bearer {token}"));
/// let response = api.oneshot(request.body(Body::empty())?).await?;
/// assert_eq!(response.status(), 200);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # }).expect("the token is good");
/// ```
#[derive(Debug)]
pub struct TestIssuer {
    key: SigningKey,
    issuer: Arc<Issuer>,
    clock: Arc<dyn Clock>,
}

impl TestIssuer {
    /// Makes an issuer with a fresh ES384 key, by the clock of the machine.
    ///
    /// ```
    /// let issuer = genkan_sdk::testing::TestIssuer::new();
    /// ```
    pub fn new() -> Self {
        Self::with_clock(Arc::new(SystemClock))
    }

    /// The same by another clock: tokens are issued by it, verifiers go by it.
    ///
    /// ```
    /// # use std::sync::Arc;
    /// let issuer = genkan_sdk::testing::TestIssuer::with_clock(Arc::new(genkan_sdk::SystemClock));
    /// ```
    pub fn with_clock(clock: Arc<dyn Clock>) -> Self {
        let key = SigningKey::generate(Algorithm::ES384).expect("the generator, once seeded, does not fail");
        let public = key.verification_key().expect("the key was made with this public half");
        let issuer = Issuer::with_keys(NAME.into(), KeySet::new(vec![public]), Arc::clone(&clock))
            .expect("a machine that runs tests has a TLS configuration");
        Self { key, issuer: Arc::new(issuer), clock }
    }

    /// `iss` of its tokens.
    ///
    /// ```
    /// assert_eq!(genkan_sdk::testing::TestIssuer::new().name(), "https://issuer.test/oidc");
    /// ```
    pub fn name(&self) -> &str {
        &self.issuer.name
    }

    /// A verifier that trusts this issuer and asks for this audience.
    ///
    /// ```
    /// # let issuer = genkan_sdk::testing::TestIssuer::new();
    /// let verifier = issuer.token_verifier("https://api.example.com");
    /// ```
    pub fn token_verifier(&self, audience: impl Into<String>) -> TokenVerifier {
        TokenVerifier::of_issuer(Arc::clone(&self.issuer), Arc::clone(&self.clock), audience.into())
    }

    /// The same with further requirements.
    ///
    /// ```
    /// # let issuer = genkan_sdk::testing::TestIssuer::new();
    /// let verifier = issuer.token_verifier_builder().organization_tokens().scope("read:members").build()?;
    /// # Ok::<(), genkan_sdk::ConfigError>(())
    /// ```
    pub fn token_verifier_builder(&self) -> TokenVerifierBuilder {
        TokenVerifierBuilder::known_issuer(Arc::clone(&self.issuer), Arc::clone(&self.clock))
    }

    /// A signed access token (RFC 9068). Unless `claims` says otherwise it is about the person `test-user`, was given
    /// to the application `test-app` and lives for an hour; name `aud` at least. `null` leaves a claim out.
    ///
    /// ```
    /// # let issuer = genkan_sdk::testing::TestIssuer::new();
    /// let token = issuer.access_token(&serde_json::json!({
    ///     "aud": "https://api.example.com", "sub": "u1", "scope": "read:orders", "organization_id": "o1",
    /// }));
    /// ```
    pub fn access_token(&self, claims: &Value) -> String {
        self.sign(&Header::ACCESS_TOKEN, json!({ "sub": "test-user", "client_id": "test-app" }), claims)
    }

    /// A signed ID token, to test that an API refuses it.
    ///
    /// ```
    /// # let issuer = genkan_sdk::testing::TestIssuer::new();
    /// let token = issuer.id_token(&serde_json::json!({ "aud": "test-app", "name": "Mio" }));
    /// ```
    pub fn id_token(&self, claims: &Value) -> String {
        self.sign(&Header::ID_TOKEN, json!({ "sub": "test-user" }), claims)
    }

    fn sign(&self, header: &Header<'_>, mut claims: Value, changes: &Value) -> String {
        let now = self.clock.now();
        claims["iss"] = self.name().into();
        claims["iat"] = now.into();
        claims["exp"] = now.saturating_add(3600).into();
        claims["jti"] = random_text::<16>(&SystemRandom).into();
        for (name, value) in changes.as_object().into_iter().flatten() {
            claims[name] = value.clone();
        }
        if let Some(claims) = claims.as_object_mut() {
            claims.retain(|_, value| !value.is_null());
        }
        jws::encode(&self.key, header, &claims).expect("JSON signed with a key of its own cannot fail")
    }
}

impl Default for TestIssuer {
    fn default() -> Self {
        Self::new()
    }
}
