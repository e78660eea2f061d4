use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::Request;
use tower::{Layer, Service};

use crate::genkan::Genkan;
use crate::session::Slot;

/// Puts the session within reach of handlers and writes it back afterwards; see [`Genkan::layer`].
///
/// A response whose handler looked at the session carries `Cache-Control: private, no-store` and `Vary: Cookie`.
///
/// ```
/// # fn app(genkan: genkan_sdk::Genkan, pages: axum::Router) -> axum::Router {
/// let layer: genkan_sdk::SessionLayer = genkan.layer();
/// pages.layer(layer)
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct SessionLayer {
    genkan: Genkan,
}

impl SessionLayer {
    pub(crate) fn new(genkan: Genkan) -> Self {
        Self { genkan }
    }
}

impl<S> Layer<S> for SessionLayer {
    type Service = SessionService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        SessionService { genkan: self.genkan.clone(), inner }
    }
}

/// The service [`SessionLayer`] makes.
///
/// ```
/// # fn service(genkan: genkan_sdk::Genkan, pages: axum::Router) {
/// use tower::Layer as _;
/// let service: genkan_sdk::SessionService<axum::Router> = genkan.layer().layer(pages);
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct SessionService<S> {
    genkan: Genkan,
    inner: S,
}

impl<S> Service<Request<Body>> for SessionService<S>
where
    S: Service<Request<Body>, Error = Infallible> + Send,
    S::Response: IntoResponse,
    S::Future: Send + 'static,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request<Body>) -> Self::Future {
        // The ready routes bring their own layer; inside the app's, that one has nothing to do.
        let outer = request.extensions().get::<Slot>().is_some_and(|slot| slot.belongs_to(&self.genkan));
        if outer {
            let response = self.inner.call(request);
            return Box::pin(async move { response.await.map(IntoResponse::into_response) });
        }
        let slot = Slot::new(self.genkan.clone());
        request.extensions_mut().insert(slot.clone());
        let response = self.inner.call(request);
        Box::pin(async move {
            let mut response = response.await?.into_response();
            slot.finish(response.headers_mut());
            Ok(response)
        })
    }
}
