use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::extract::State;
use axum::routing::{get, post};
use axum::{Form, Json, Router};
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use serde_json::{Value, json};
use tokio::sync::Semaphore;

/// The endpoints of an OpenID provider that come after a sign-in. The sign-in itself is in the end-to-end tests.
#[derive(Clone)]
pub(crate) struct Provider {
    pub(crate) endpoint: String,
    refreshes: Arc<AtomicUsize>,
    /// How many user info requests may still be answered.
    answers: Arc<Semaphore>,
}

impl Provider {
    pub(crate) async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let provider = Self { endpoint, refreshes: Arc::default(), answers: Arc::new(Semaphore::new(100)) };
        let router = Router::new()
            .route("/oidc/.well-known/openid-configuration", get(discovery))
            .route("/oidc/token", post(token))
            .route("/oidc/me", get(user_info))
            .with_state(provider.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        provider
    }

    /// How often a token was refreshed.
    pub(crate) fn refreshes(&self) -> usize {
        self.refreshes.load(Ordering::SeqCst)
    }

    /// Keeps user info waiting until [`Self::answer`].
    pub(crate) fn hold(&self) {
        self.answers.forget_permits(100);
    }

    pub(crate) fn answer(&self) {
        self.answers.add_permits(1);
    }
}

async fn discovery(State(provider): State<Provider>) -> Json<Value> {
    let issuer = format!("{}/oidc", provider.endpoint);
    Json(json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/auth"),
        "token_endpoint": format!("{issuer}/token"),
        "userinfo_endpoint": format!("{issuer}/me"),
        "jwks_uri": format!("{issuer}/jwks"),
    }))
}

/// A refresh: a new refresh token each time, and an access token for whatever was asked for.
async fn token(State(provider): State<Provider>, Form(form): Form<HashMap<String, String>>) -> Json<Value> {
    let serial = provider.refreshes.fetch_add(1, Ordering::SeqCst);
    assert_eq!(form["refresh_token"], format!("r{serial}"), "the newest one");
    let audience = form.get("resource").or(form.get("organization_id"));
    let access_token = match audience {
        Some(audience) => jwt(&json!({"aud": audience, "jti": format!("token-{serial}")})),
        None => format!("opaque-{serial}"),
    };
    Json(json!({
        "access_token": access_token, "token_type": "Bearer", "expires_in": 3600,
        "refresh_token": format!("r{}", serial + 1),
    }))
}

fn jwt(claims: &Value) -> String {
    let part = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}.{}", part(&json!({"alg": "ES384"})), part(claims), BASE64_URL_SAFE_NO_PAD.encode([0; 96]))
}

async fn user_info(State(provider): State<Provider>) -> Json<Value> {
    provider.answers.acquire().await.unwrap().forget();
    Json(json!({"sub": "u1", "name": "Mio", "email": "mio@example.com"}))
}
