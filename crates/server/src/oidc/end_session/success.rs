//! `GET /oidc/session/end/success`: the person is signed out and has nowhere else to go.

use axum::{extract::State, response::Response};
use http::StatusCode;

use crate::{
    app::App,
    http::headers::set_pages_headers,
    oidc::authorization::browser::Browser,
    pages::{self, SignedOut},
};

/// `GET /oidc/session/end/success`.
pub async fn get(State(app): State<App>, browser: Browser) -> Response {
    let page = SignedOut { page: browser.page(&app, None).await };
    let mut response = pages::html(StatusCode::OK, page);
    set_pages_headers(response.headers_mut());
    response
}
