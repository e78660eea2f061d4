use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::request::Parts;

use super::{Session, Slot};

impl<S: Send + Sync> FromRequestParts<S> for Session {
    type Rejection = LayerMissing;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Self::Rejection> {
        let slot = parts.extensions.get::<Slot>().cloned().ok_or(LayerMissing)?;
        slot.load(&parts.headers);
        Ok(Self { slot })
    }
}

/// The route is not below [`Genkan::layer`](crate::Genkan::layer): a mistake in the app's router.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("the session was extracted outside of `Genkan::layer()`; add `.layer(genkan.layer())` to the router")]
pub struct LayerMissing;

impl IntoResponse for LayerMissing {
    fn into_response(self) -> Response {
        tracing::error!("{self}");
        StatusCode::INTERNAL_SERVER_ERROR.into_response()
    }
}
