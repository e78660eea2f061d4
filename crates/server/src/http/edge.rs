//! The outermost layer: request id, catch-panic, the request metrics, one log line for what went wrong.

use std::{
    any::Any,
    cell::RefCell,
    panic::AssertUnwindSafe,
    time::{Duration, Instant},
};

use axum::{
    Json,
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use futures_util::FutureExt;
use http::{HeaderValue, Method, StatusCode, header};
use serde_json::json;

use super::{
    metrics::Metrics,
    request_id::{RequestId, Sequence},
};
use crate::app::App;

tokio::task_local! {
    static REQUEST: RefCell<Option<RequestId>>;
}

/// The id of the request the current task answers, for log lines.
pub fn current_request_id() -> Option<RequestId> {
    REQUEST.try_with(|id| id.borrow().clone()).ok().flatten()
}

/// The template of a route that the router does not know, told by who answered. A response extension.
#[derive(Clone, Debug)]
pub struct RouteTemplate(std::sync::Arc<str>);

impl RouteTemplate {
    /// `/api/roles/{id}`.
    pub fn new(template: impl Into<std::sync::Arc<str>>) -> Self {
        Self(template.into())
    }
}

/// Wraps every request. Paths are logged and counted as route templates, so that neither holds what a client made
/// up; query strings, cookies and bodies are never written anywhere.
pub async fn edge(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = app.part::<Sequence>().next();
    request.extensions_mut().insert(id.clone());
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();

    let answer = REQUEST.scope(RefCell::new(Some(id.clone())), async move {
        let answer = AssertUnwindSafe(next.run(request)).catch_unwind().await;
        let mut response = answer.unwrap_or_else(|panic| panicked(&*panic));
        let told = response.extensions_mut().remove::<RouteTemplate>();
        let matched = route.as_ref().map_or("(none)", MatchedPath::as_str);
        let route = told.as_ref().map_or(matched, |told| &told.0);
        let status = response.status();
        let elapsed = started.elapsed();
        app.part::<Metrics>().record(route, &method, status, elapsed);
        if status.is_server_error() {
            tracing::error!(%method, route, status = status.as_u16(), ?elapsed, "request failed");
        } else {
            tracing::debug!(%method, route, status = status.as_u16(), ?elapsed, "request");
        }
        set_headers(&app, &id, &mut response);
        response
    });
    answer.await
}

/// Gives an answer that was ready before routing (see [`super::serve::Served`]) what the others get from [`edge`].
pub fn finish_ready(app: &App, route: &'static str, method: &Method, mut response: Response) -> Response {
    app.part::<Metrics>().record(route, method, response.status(), Duration::ZERO);
    set_headers(app, &app.part::<Sequence>().next(), &mut response);
    response
}

fn set_headers(app: &App, id: &RequestId, response: &mut Response) {
    let headers = response.headers_mut();
    id.put(headers);
    if app.config.server.is_secure() {
        headers
            .entry(header::STRICT_TRANSPORT_SECURITY)
            .or_insert(HeaderValue::from_static("max-age=31536000"));
    }
}

fn panicked(panic: &(dyn Any + Send)) -> Response {
    let text = panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("(no message)");
    tracing::error!(panic = text, "a handler panicked");
    let message = "oops! something went wrong";
    let body = json!({
        "code": "oidc.server_error",
        "message": message,
        "error": "server_error",
        "error_description": message,
    });
    (StatusCode::INTERNAL_SERVER_ERROR, [(header::CACHE_CONTROL, "no-store")], Json(body)).into_response()
}
