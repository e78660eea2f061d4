//! The path table of the provider: one line per endpoint, with where it is defined.

use axum::{
    Router, middleware,
    routing::{get, post},
};

use super::{authorization, consent, end_session};
use crate::{
    app::App,
    http::headers::{oidc_headers, pages_headers},
};

/// Everything under the issuer, and the consent page.
pub fn routes() -> Router<App> {
    let issuer = Router::new()
        // RFC 6749 §3.1, OpenID Connect Core §3.1.2
        .route("/oidc/auth", get(authorization::get).post(authorization::post))
        .route("/oidc/auth/{uid}", get(authorization::resume))
        // OpenID Connect RP-Initiated Logout 1.0
        .route("/oidc/session/end", get(end_session::get).post(end_session::post))
        .route("/oidc/session/end/confirm", post(end_session::confirm))
        .route("/oidc/session/end/success", get(end_session::success))
        .layer(middleware::from_fn(oidc_headers));
    let pages = Router::new()
        .route("/consent", get(consent::get).post(consent::post))
        .layer(middleware::from_fn(pages_headers));
    issuer.merge(pages)
}
