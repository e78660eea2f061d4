use axum::Json;
use axum::extract::{FromRequestParts, OptionalFromRequestParts, OriginalUri};
use axum::response::{IntoResponse, Response};
use http::header::{ACCEPT, CACHE_CONTROL, HeaderName, HeaderValue, LOCATION, VARY};
use http::request::Parts;
use http::{Method, StatusCode};

use super::{Session, SessionRejection};
use crate::claims::IdTokenClaims;
use crate::routes::is_prefetch;

/// The session of somebody who is signed in. A visitor who is not never reaches the handler: a page request goes to
/// the sign-in route and comes back afterwards, any other request gets `401` with JSON.
///
/// ```
/// async fn orders(me: genkan_sdk::SignedIn) -> String {
///     format!("Orders of {}", me.claims.subject())
/// }
/// ```
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// The verified claims of the latest ID token.
    pub claims: IdTokenClaims,
    /// The session, for access tokens and user info.
    pub session: Session,
}

impl<S: Send + Sync> FromRequestParts<S> for SignedIn {
    type Rejection = NotSignedIn;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        let session = Session::from_request_parts(parts, state).await.map_err(NotSignedIn::Rejected)?;
        match session.claims() {
            Some(claims) => Ok(Self { claims, session }),
            None if wants_a_page(parts) => {
                Err(NotSignedIn::Page { sign_in: sign_in_location(&session, parts) })
            }
            None => Err(NotSignedIn::Api),
        }
    }
}

/// `None` for visitors; the session must still be in reach.
impl<S: Send + Sync> OptionalFromRequestParts<S> for SignedIn {
    type Rejection = SessionRejection;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Option<Self>, Self::Rejection> {
        let session = <Session as FromRequestParts<S>>::from_request_parts(parts, state).await?;
        Ok(session.claims().map(|claims| Self { claims, session }))
    }
}

/// Why [`SignedIn`] turned a request away.
///
/// ```
/// use genkan_sdk::{NotSignedIn, SignedIn};
///
/// /// Shows visitors a page of its own instead of leading them to the sign-in page.
/// async fn orders(me: Result<SignedIn, NotSignedIn>) -> Result<String, NotSignedIn> {
///     match me {
///         Ok(me) => Ok(format!("Orders of {}", me.claims.subject())),
///         Err(NotSignedIn::Page { sign_in }) => Ok(format!("To see your orders, sign in at {sign_in}")),
///         Err(rejection) => Err(rejection),
///     }
/// }
/// ```
#[derive(Debug, Clone)]
pub enum NotSignedIn {
    /// A person's navigation: redirected (303) to the sign-in route.
    Page {
        /// The `Location`, with the way back in `returnTo`.
        sign_in: String,
    },
    /// A program's call: `401` with JSON.
    Api,
    /// The session could not be looked at: the layer is missing, or the store is down.
    Rejected(SessionRejection),
}

impl IntoResponse for NotSignedIn {
    fn into_response(self) -> Response {
        let mut response = match self {
            Self::Page { sign_in } => (StatusCode::SEE_OTHER, [(LOCATION, sign_in)]).into_response(),
            Self::Api => {
                let body = serde_json::json!({ "code": "not_authenticated", "message": "Sign in first." });
                (StatusCode::UNAUTHORIZED, Json(body)).into_response()
            }
            Self::Rejected(rejection) => return rejection.into_response(),
        };
        response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
        // Which of the two came depends on what the request asked for.
        response.headers_mut().append(VARY, HeaderValue::from_static("Accept"));
        response
    }
}

/// A navigation says so in `Sec-Fetch-Mode`; older browsers and forms are known by `Accept: text/html`.
pub(super) fn wants_a_page(parts: &Parts) -> bool {
    if is_prefetch(&parts.headers) {
        return false;
    }
    let text = |name: &HeaderName| parts.headers.get(name).and_then(|value| value.to_str().ok());
    match text(&HeaderName::from_static("sec-fetch-mode")) {
        Some("navigate") => true,
        Some(_) => false,
        None => text(&ACCEPT).is_some_and(|accept| accept.contains("text/html")),
    }
}

fn sign_in_location(session: &Session, parts: &Parts) -> String {
    let config = &session.genkan().inner.config;
    let sign_in = config.local(&config.paths.sign_in);
    // A form that was posted cannot be posted again by a redirect.
    if parts.method != Method::GET && parts.method != Method::HEAD {
        return sign_in;
    }
    let uri = parts.extensions.get::<OriginalUri>().map_or(&parts.uri, |original| &original.0);
    let Some(path) = uri.path_and_query() else { return sign_in };
    // A proxy may have taken the base URL's path away.
    let base = config.base.path();
    let whole = path.path().strip_prefix(base).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let path = if whole { path.as_str().to_owned() } else { config.local(path.as_str()) };
    let return_to: String = url::form_urlencoded::byte_serialize(path.as_bytes()).collect();
    format!("{sign_in}?returnTo={return_to}")
}
