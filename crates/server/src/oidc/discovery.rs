//! Provider metadata (OpenID Connect Discovery §4, RFC 8414 §3): one document under both names, built when the
//! signing keys change and sent as it is. The issuer and the endpoints come from the configured endpoint; what host
//! name a request used does not matter.

use std::sync::Arc;

use arc_swap::ArcSwapOption;
use axum::{
    extract::{Request, State},
    response::Response,
};
use bytes::Bytes;
use genkan_database::DbError;
use genkan_oauth::{metadata::ProviderMetadata, secret};
use http::HeaderValue;

use super::{
    document::{self, Document},
    error_response::OidcError,
};
use crate::{
    app::App,
    signing_keys::{self, KeyRing},
};

/// The document and the keys it was built for. An [`App`] part.
#[derive(Debug, Default)]
pub struct DiscoveryCache(ArcSwapOption<(Arc<KeyRing>, Document)>);

/// `GET /oidc/.well-known/openid-configuration` and `…/oauth-authorization-server`.
pub async fn get(State(app): State<App>, request: Request) -> Response {
    match current(&app).await {
        Ok(document) => document::respond(&document, request.headers()),
        Err(error) => OidcError::from(error).respond(&app, false),
    }
}

async fn current(app: &App) -> Result<Document, DbError> {
    let ring = signing_keys::ring(app).await?;
    if let Some(document) = cached(app, &ring) {
        return Ok(document);
    }
    let document = build(app, &ring)?;
    app.part::<DiscoveryCache>().0.store(Some(Arc::new((ring, document.clone()))));
    Ok(document)
}

/// The document that was built for these keys.
pub(super) fn cached(app: &App, ring: &Arc<KeyRing>) -> Option<Document> {
    let entry = app.part::<DiscoveryCache>().0.load();
    entry.as_ref().filter(|entry| Arc::ptr_eq(&entry.0, ring)).map(|entry| entry.1.clone())
}

fn build(app: &App, ring: &KeyRing) -> Result<Document, DbError> {
    let metadata = ProviderMetadata::of_server(app.issuer(), app.issuer(), ring.algorithms());
    let body = serde_json::to_vec(&metadata).map_err(|error| DbError::Decode(error.to_string()))?;
    let etag = format!("\"{}\"", &secret::base64url(secret::sha256(&body))[..27]);
    Ok(Document {
        body: Bytes::from(body),
        etag: HeaderValue::try_from(etag).map_err(|error| DbError::Decode(error.to_string()))?,
        content_type: HeaderValue::from_static("application/json; charset=utf-8"),
        cache_control: HeaderValue::from_static("public, max-age=300"),
    })
}
