use askama::Template;
use axum::Router;
use axum::body::{Body, to_bytes};
use genkan_sdk::{AccessToken, SessionError, TokenVerifier};
use http::header::AUTHORIZATION;
use http::{Request, StatusCode};
use serde_json::Value;
use tower::ServiceExt as _;

use crate::orders::{self, Order, Orders};
use crate::problem::Problem;
use crate::token::Token;
use crate::words::Words;

/// The app as a client of the demo API.
#[derive(Debug, Clone)]
pub(crate) struct Api {
    /// What access tokens for it are asked for.
    pub(crate) resource: String,
    router: Router,
}

/// Longest answer that is read.
const LONGEST: usize = 64 * 1024;

/// A token for the API and what the API says to it.
#[derive(Debug, Template)]
#[template(path = "parts/api_call.html")]
pub(crate) struct ApiCall {
    words: &'static Words,
    path: &'static str,
    token: Result<Called, Problem>,
}

#[derive(Debug)]
struct Called {
    token: Token,
    answer: Answer,
}

#[derive(Debug)]
struct Answer {
    status: StatusCode,
    /// Or the code of the refusal.
    orders: Result<Vec<Order>, String>,
}

impl Api {
    pub(crate) fn new(resource: String, verifier: &TokenVerifier) -> Self {
        Self { resource, router: orders::routes(verifier) }
    }

    /// Calls the API with a token, when there is one.
    pub(crate) async fn call(
        &self,
        words: &'static Words,
        token: Result<AccessToken, SessionError>,
    ) -> ApiCall {
        let token = match token {
            Ok(token) => {
                Ok(Called { token: Token::new(words, &token), answer: self.answer(token.secret()).await })
            }
            Err(error) => Err(Problem::of(words, &error)),
        };
        ApiCall { words, path: orders::PATH, token }
    }

    /// The API lives in this process, so it is called without a network. Elsewhere this is a request of an HTTP client
    /// with the same header.
    async fn answer(&self, token: &str) -> Answer {
        let request = Request::get(orders::PATH).header(AUTHORIZATION, format!("Bearer {token}"));
        let Ok(request) = request.body(Body::empty()) else {
            return Answer { status: StatusCode::BAD_REQUEST, orders: Err("invalid_request".into()) };
        };
        let Ok(response) = self.router.clone().oneshot(request).await;
        let status = response.status();
        let body = to_bytes(response.into_body(), LONGEST).await.unwrap_or_default();
        let orders = match status {
            StatusCode::OK => serde_json::from_slice(&body)
                .map(|answer: Orders| answer.orders)
                .map_err(|_| "invalid_answer".into()),
            _ => Err(code(&body)),
        };
        Answer { status, orders }
    }
}

fn code(body: &[u8]) -> String {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    body["code"].as_str().unwrap_or("unknown").to_owned()
}
