use std::sync::{Arc, Mutex, MutexGuard};

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use genkan_oauth::jose::{Algorithm, JwkSet, SigningKey};
use genkan_oauth::secret::base64url;
use genkan_sdk::{Clock as _, TokenVerifier, TokenVerifierBuilder};
use http::StatusCode;
use serde_json::{Value, json};

use super::API;
use crate::support::TestClock;

/// An issuer that publishes its metadata and keys over HTTP and signs whatever it is told to.
#[derive(Clone)]
pub struct KeyServer {
    pub origin: String,
    pub clock: Arc<TestClock>,
    state: Arc<Mutex<Published>>,
}

pub struct Published {
    /// The keys, the first one signs.
    pub keys: Vec<Arc<SigningKey>>,
    /// Both documents answer 500.
    pub down: bool,
    /// What is answered instead of the keys.
    pub broken_keys: Option<(u16, String)>,
    pub discoveries: usize,
    pub key_fetches: usize,
}

impl KeyServer {
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let published = Published {
            keys: vec![new_key()],
            down: false,
            broken_keys: None,
            discoveries: 0,
            key_fetches: 0,
        };
        let server =
            Self { origin, clock: Arc::new(TestClock::new()), state: Arc::new(Mutex::new(published)) };
        let router = Router::new()
            .route("/oidc/.well-known/openid-configuration", get(discovery))
            .route("/oidc/jwks", get(key_set))
            .with_state(server.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        server
    }

    pub fn issuer(&self) -> String {
        format!("{}/oidc", self.origin)
    }

    pub fn published(&self) -> MutexGuard<'_, Published> {
        self.state.lock().unwrap()
    }

    pub fn key(&self) -> Arc<SigningKey> {
        Arc::clone(&self.published().keys[0])
    }

    /// A new key replaces all others at once.
    pub fn replace_keys(&self) {
        self.published().keys = vec![new_key()];
    }

    pub fn builder(&self) -> TokenVerifierBuilder {
        TokenVerifier::builder().endpoint(&self.origin).clock(Arc::clone(&self.clock) as Arc<_>)
    }

    pub fn verifier(&self) -> TokenVerifier {
        self.builder().audience(API).build().unwrap()
    }

    /// The header of a good access token.
    pub fn header(&self) -> Value {
        json!({ "alg": "ES256", "typ": "at+jwt", "kid": self.key().kid() })
    }

    /// The claims of a good access token.
    pub fn claims(&self) -> Value {
        let now = self.clock.now();
        json!({
            "iss": self.issuer(), "aud": API, "sub": "u1", "client_id": "app", "scope": "read:orders",
            "iat": now, "exp": now + 3600, "jti": "t1",
        })
    }

    pub fn token(&self) -> String {
        self.sign(&self.header().to_string(), &self.claims().to_string())
    }

    /// Any header and payload with a good signature by the first key.
    pub fn sign(&self, header: &str, payload: &str) -> String {
        sign_with(&self.key(), header, payload)
    }

    /// A token whose header or claims differ from a good one's by these members; `null` removes.
    pub fn with(&self, header: Value, claims: Value) -> String {
        let header = changed(self.header(), header);
        self.sign(&header.to_string(), &changed(self.claims(), claims).to_string())
    }
}

pub fn new_key() -> Arc<SigningKey> {
    Arc::new(SigningKey::generate(Algorithm::ES256).unwrap())
}

pub fn sign_with(key: &SigningKey, header: &str, payload: &str) -> String {
    let input = format!("{}.{}", base64url(header), base64url(payload));
    let signature = key.sign(input.as_bytes()).unwrap();
    format!("{input}.{}", base64url(signature))
}

pub fn changed(mut object: Value, changes: Value) -> Value {
    for (name, value) in changes.as_object().unwrap() {
        object[name] = value.clone();
    }
    object.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    object
}

async fn discovery(State(server): State<KeyServer>) -> Response {
    let mut published = server.published();
    published.discoveries += 1;
    if published.down {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    let issuer = server.issuer();
    Json(json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/auth"),
        "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/jwks"),
    }))
    .into_response()
}

async fn key_set(State(server): State<KeyServer>) -> Response {
    let mut published = server.published();
    published.key_fetches += 1;
    if published.down {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    if let Some((status, body)) = published.broken_keys.clone() {
        let status = StatusCode::from_u16(status).unwrap();
        return (status, [("location", "/elsewhere")], body).into_response();
    }
    Json(JwkSet { keys: published.keys.iter().map(|key| key.public_jwk()).collect() }).into_response()
}
