use std::task::{Context, Poll};

use http::Request;
use tower::{Layer, Service};

use super::TokenVerifier;

/// Puts a verifier within reach of handlers; see [`TokenVerifier::layer`]. Of nested ones the inner counts.
///
/// ```
/// # use axum::{Router, routing::get};
/// # fn api(verifier: genkan_sdk::TokenVerifier, handler: axum::routing::MethodRouter) -> Router {
/// Router::new().route("/orders", handler).layer(verifier.layer())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct TokenVerifierLayer {
    verifier: TokenVerifier,
}

impl TokenVerifierLayer {
    pub(super) fn new(verifier: TokenVerifier) -> Self {
        Self { verifier }
    }
}

impl<S> Layer<S> for TokenVerifierLayer {
    type Service = TokenVerifierService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        TokenVerifierService { verifier: self.verifier.clone(), inner }
    }
}

/// The service [`TokenVerifierLayer`] makes.
///
/// ```
/// # use genkan_sdk::{TokenVerifier, TokenVerifierService};
/// # use tower::Layer as _;
/// fn around<S>(verifier: TokenVerifier, service: S) -> TokenVerifierService<S> {
///     verifier.layer().layer(service)
/// }
/// ```
#[derive(Debug, Clone)]
pub struct TokenVerifierService<S> {
    verifier: TokenVerifier,
    inner: S,
}

impl<S: Service<Request<B>>, B> Service<Request<B>> for TokenVerifierService<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request<B>) -> S::Future {
        request.extensions_mut().insert(self.verifier.clone());
        self.inner.call(request)
    }
}
