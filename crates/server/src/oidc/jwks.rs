//! The keys that verify our tokens (RFC 7517 §5).

use axum::{
    extract::{Request, State},
    response::Response,
};
use http::HeaderValue;

use super::{
    document::{self, Document},
    error_response::OidcError,
};
use crate::{
    app::App,
    signing_keys::{self, KeyRing},
};

/// `GET /oidc/jwks`. Caches must ask again each time: a key that leaked is gone from here at once.
pub async fn get(State(app): State<App>, request: Request) -> Response {
    match signing_keys::ring(&app).await {
        Ok(ring) => document::respond(&document(&ring), request.headers()),
        Err(error) => OidcError::from(error).respond(&app, false),
    }
}

pub(super) fn document(ring: &KeyRing) -> Document {
    Document {
        body: ring.jwks(),
        etag: ring.etag().clone(),
        content_type: HeaderValue::from_static("application/jwk-set+json; charset=utf-8"),
        cache_control: HeaderValue::from_static("no-cache, max-age=0, must-revalidate"),
    }
}
