//! An API protected by access tokens.

mod attacks;
mod false_claims;
mod key_server;
mod keys;
mod mutations;
mod requests;
mod requirements;

use axum::Router;
use axum::routing::get;
use genkan_sdk::{BearerToken, TokenError, TokenVerifier};
use http::Method;
use key_server::KeyServer;

use crate::support::{Answer, Browser};

const API: &str = "https://api.example";

/// An API with one handler for each way to look at a token.
fn api(verifier: &TokenVerifier) -> Router {
    Router::new()
        .route("/me", get(|token: BearerToken| async move { token.subject().to_owned() }))
        .route("/orders", get(orders))
        .route("/members", get(members))
        .route("/greeting", get(greeting))
        .layer(verifier.layer())
        .route("/outside", get(|token: BearerToken| async move { token.subject().to_owned() }))
}

async fn orders(token: BearerToken) -> Result<&'static str, TokenError> {
    token.require_scopes(&["read:orders", "read:prices"])?;
    Ok("orders")
}

async fn members(token: BearerToken) -> Result<&'static str, TokenError> {
    token.require_organization("o1")?;
    Ok("members of o1")
}

async fn greeting(token: Option<BearerToken>) -> String {
    token.map_or_else(|| "hello".into(), |token| format!("hello {}", token.subject()))
}

async fn get_with(verifier: &TokenVerifier, path: &str, headers: &[(&str, &str)]) -> Answer {
    Browser::new(api(verifier)).send(Method::GET, path, headers).await
}

async fn get_as(verifier: &TokenVerifier, path: &str, token: &str) -> Answer {
    get_with(verifier, path, &[("authorization", &format!("Bearer {token}"))]).await
}
