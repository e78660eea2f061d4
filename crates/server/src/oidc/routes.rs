//! The path table of the provider: one line per endpoint, with where it is defined.

use axum::{
    Router, middleware,
    routing::{get, post},
};

use super::{
    authorization, consent, cors, device, discovery, end_session, introspection, jwks,
    pushed_authorization_request, revocation, token, userinfo,
};
use crate::{
    app::App,
    http::headers::{oidc_headers, pages_headers},
};

/// Everything under the issuer, and the pages that belong to it.
pub fn routes() -> Router<App> {
    let issuer = Router::new()
        // OpenID Connect Discovery §4, RFC 8414 §3, RFC 7517 §5
        .route("/oidc/.well-known/openid-configuration", get(discovery::get).options(cors::preflight_open))
        .route(
            "/oidc/.well-known/oauth-authorization-server",
            get(discovery::get).options(cors::preflight_open),
        )
        .route("/oidc/jwks", get(jwks::get).options(cors::preflight_open))
        // RFC 6749 §3.1, OpenID Connect Core §3.1.2
        .route("/oidc/auth", get(authorization::get).post(authorization::post))
        .route("/oidc/auth/{uid}", get(authorization::resume))
        // RFC 9126 §2
        .route("/oidc/request", post(pushed_authorization_request::post).options(cors::preflight_client))
        // RFC 8628 §3.1, §3.3
        .route("/oidc/device/auth", post(device::authorize).options(cors::preflight_client))
        .route("/oidc/device", get(device::begin).post(device::decide))
        .route("/oidc/device/{uid}", get(device::resume))
        // RFC 6749 §3.2, RFC 7009, RFC 7662
        .route("/oidc/token", post(token::post).options(cors::preflight_client))
        .route("/oidc/token/revocation", post(revocation::post).options(cors::preflight_client))
        .route("/oidc/token/introspection", post(introspection::post).options(cors::preflight_client))
        // OpenID Connect Core §5.3
        .route("/oidc/me", get(userinfo::get).post(userinfo::post).options(cors::preflight_userinfo))
        // OpenID Connect RP-Initiated Logout 1.0
        .route("/oidc/session/end", get(end_session::get).post(end_session::post))
        .route("/oidc/session/end/confirm", post(end_session::confirm))
        .route("/oidc/session/end/success", get(end_session::success))
        .layer(middleware::from_fn(oidc_headers));
    let pages = Router::new()
        .route("/consent", get(consent::get).post(consent::post))
        .route("/switch-account", get(consent::switch_account))
        .route("/device", get(device::show))
        .route("/device/success", get(device::success))
        .layer(middleware::from_fn(pages_headers));
    issuer.merge(pages)
}
