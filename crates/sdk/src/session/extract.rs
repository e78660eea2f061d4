use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::{CACHE_CONTROL, HeaderValue, RETRY_AFTER};
use http::request::Parts;

use super::signed_in::wants_a_page;
use super::{ReadOnlySession, Session, SessionError, Slot};
use crate::routes::{guarded_page, plain_page};
use crate::store::StoreUnavailable;

impl<S: Send + Sync> FromRequestParts<S> for Session {
    type Rejection = SessionRejection;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Self::Rejection> {
        Ok(Self::new(loaded(parts).await?))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for ReadOnlySession {
    type Rejection = SessionRejection;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Self::Rejection> {
        let session = Self { slot: loaded(parts).await? };
        session.refresh_ahead().await;
        Ok(session)
    }
}

async fn loaded(parts: &Parts) -> Result<Slot, SessionRejection> {
    let slot = parts.extensions.get::<Slot>().cloned().ok_or(LayerMissing)?;
    slot.load(parts).await.map_err(|error| {
        tracing::error!(%error, "a session could not be loaded");
        SessionRejection::StoreUnavailable { error, page: wants_a_page(parts) }
    })?;
    Ok(slot)
}

/// Why a session could not be extracted. Nobody is signed out by it.
///
/// To answer such requests too, extract `Result<Session, SessionRejection>`.
///
/// ```
/// use genkan_sdk::{Session, SessionRejection};
///
/// async fn home(session: Result<Session, SessionRejection>) -> &'static str {
///     match session {
///         Ok(session) if session.is_authenticated() => "Hello again",
///         Ok(_) => "Hello",
///         Err(_) => "Hello, whoever you are: we cannot look it up right now",
///     }
/// }
/// ```
#[derive(Debug, Clone, thiserror::Error)]
pub enum SessionRejection {
    /// A mistake in the app's router: `500`.
    #[error(transparent)]
    LayerMissing(#[from] LayerMissing),
    /// The session store does not answer: `503`, a page for people, JSON for programs.
    #[error("{error}")]
    StoreUnavailable {
        /// What the store said.
        error: StoreUnavailable,
        /// Whether a person waits for a page.
        page: bool,
    },
}

impl IntoResponse for SessionRejection {
    fn into_response(self) -> Response {
        let mut response = match self {
            Self::LayerMissing(missing) => return missing.into_response(),
            Self::StoreUnavailable { error, page: false } => SessionError::from(error).response(),
            Self::StoreUnavailable { page: true, .. } => {
                let text = "This site cannot look up who you are right now. Wait a moment and load the page again; \
                            you are still signed in.";
                guarded_page(StatusCode::SERVICE_UNAVAILABLE, plain_page("One moment", text, ""))
            }
        };
        response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("5"));
        response
    }
}

/// The route is not below [`Genkan::layer`](crate::Genkan::layer): a mistake in the app's router.
///
/// ```
/// use axum::{Router, body::Body, routing::get};
/// use tower::ServiceExt as _;
///
/// # #[tokio::main]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let forgotten: Router = Router::new().route("/", get(|_: genkan_sdk::Session| async {}));
/// let response = forgotten.oneshot(http::Request::new(Body::empty())).await?;
/// assert_eq!(response.status(), 500); // and the log says which line is missing
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("the session was extracted outside of `Genkan::layer()`; add `.layer(genkan.layer())` to the router")]
pub struct LayerMissing;

impl IntoResponse for LayerMissing {
    fn into_response(self) -> Response {
        tracing::error!("{self}");
        StatusCode::INTERNAL_SERVER_ERROR.into_response()
    }
}
