//! What no route answers: JSON under the issuer, a page elsewhere.

use axum::{
    extract::{Request, State},
    response::Response,
};
use http::StatusCode;

use crate::{
    app::App,
    http::request_id::RequestId,
    oidc::error_response,
    pages::{self, ErrorPage, Visit},
};

/// No such path.
pub async fn not_found(State(app): State<App>, id: RequestId, visit: Visit, request: Request) -> Response {
    answer(app, id, visit, request, StatusCode::NOT_FOUND).await
}

/// The path exists, but not with this method. Under the issuer that is a 404, too, as its clients know it.
pub async fn method_not_allowed(
    State(app): State<App>,
    id: RequestId,
    visit: Visit,
    request: Request,
) -> Response {
    answer(app, id, visit, request, StatusCode::METHOD_NOT_ALLOWED).await
}

async fn answer(app: App, id: RequestId, visit: Visit, request: Request, status: StatusCode) -> Response {
    let path = request.uri().path();
    if path == "/oidc" || path.starts_with("/oidc/") {
        let (parts, _body) = request.into_parts();
        return error_response::unrecognized(State(app), parts.method, parts.uri).await;
    }
    let page = ErrorPage::new(visit.page(None, true, "en"), "error-not-found").with_request_id(id.as_str());
    pages::html(status, page)
}
