use askama::Template;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};

use crate::http::headers::set_pages_headers;

/// Renders a page with the pages' security headers. It belongs to one person at one moment, so nobody stores it.
/// A template that fails (it cannot, short of memory) is logged and answered in plain words.
pub fn html(status: StatusCode, page: impl Template) -> Response {
    let mut response = match page.render() {
        Ok(body) => {
            let content_type = HeaderValue::from_static("text/html; charset=utf-8");
            (status, [(header::CONTENT_TYPE, content_type)], body).into_response()
        }
        Err(error) => {
            tracing::error!(%error, "a page could not be rendered");
            (StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong. Please try again.\n").into_response()
        }
    };
    set_pages_headers(response.headers_mut());
    response
}
