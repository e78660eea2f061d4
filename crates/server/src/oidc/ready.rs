//! The two documents everybody polls, answered before routing (docs/decisions/0011-ready-documents.md). What is not
//! in the cache, or is not asked for by its plain path, takes the usual road and gets the same answer.

use axum::response::Response;
use http::{Method, Request};

use super::{discovery, document, jwks};
use crate::{
    app::App,
    http::{edge, headers},
    signing_keys,
};

/// Discovery and JWKS, if they lie ready.
pub fn respond<B>(app: &App, request: &Request<B>) -> Option<Response> {
    if request.method() != Method::GET {
        return None;
    }
    let route = ROUTES.into_iter().find(|route| *route == request.uri().path())?;
    let ring = signing_keys::cached_ring(app)?;
    let document = if route == JWKS { jwks::document(&ring) } else { discovery::cached(app, &ring)? };
    let mut response = document::respond(&document, request.headers());
    headers::set_oidc_headers(response.headers_mut());
    Some(edge::finish_ready(app, route, request.method(), response))
}

const JWKS: &str = "/oidc/jwks";
const ROUTES: [&str; 3] =
    ["/oidc/.well-known/openid-configuration", "/oidc/.well-known/oauth-authorization-server", JWKS];
