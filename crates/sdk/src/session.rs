//! The session of one request: extracted by handlers, written back by the layer.

mod access_token;
mod ahead;
mod error;
mod extract;
mod family;
mod organization;
mod read_only;
mod record;
mod refresh;
mod signed_in;
mod slot;
mod user_info;

pub use access_token::{AccessToken, AccessTokenRequest};
pub use error::{SessionError, SessionTooLarge};
pub use extract::{LayerMissing, SessionRejection};
pub use read_only::{Context, ReadOnlySession};
pub use signed_in::{NotSignedIn, SignedIn};

pub(crate) use family::Family;
pub(crate) use record::{SessionRecord, StoredToken, TokenKey};
pub(crate) use slot::Slot;

use std::ops::Deref;

/// The visitor's session, signed in or not. Extract it in any handler below [`Genkan::layer`](crate::Genkan::layer).
///
/// It does everything a [`ReadOnlySession`] does (the claims, user info, tokens), and it can also start a
/// [sign-in](Self::sign_in), [finish](Self::handle_callback) it and [sign out](Self::sign_out), because the response
/// has not begun yet and cookies can be set.
///
/// ```
/// use genkan_sdk::{Session, SessionError};
///
/// async fn home(session: Session) -> Result<String, SessionError> {
///     let Some(claims) = session.claims() else { return Ok("Hello".into()) };
///     let token = session.access_token("https://api.example.com").await?;
///     Ok(format!("Hello {}, your token lives until {}", claims.display_name(), token.expires_at))
/// }
/// ```
///
/// A middleware of your own can extract it too, below the layer:
///
/// ```
/// use axum::extract::Request;
/// use axum::middleware::{self, Next};
/// use axum::response::Response;
/// use axum::{Router, routing::get};
/// use genkan_sdk::{Genkan, Session};
///
/// async fn log_who(session: Session, request: Request, next: Next) -> Response {
///     tracing::info!(signed_in = session.is_authenticated(), path = request.uri().path());
///     next.run(request).await
/// }
///
/// fn app(genkan: &Genkan) -> Router {
///     Router::new()
///         .route("/", get(|| async { "Hello" }))
///         .layer(middleware::from_fn(log_who))
///         .layer(genkan.layer()) // around the middleware, so it comes after it
/// }
/// ```
#[derive(Debug, Clone)]
pub struct Session {
    reader: ReadOnlySession,
}

impl Session {
    pub(crate) fn new(slot: Slot) -> Self {
        Self { reader: ReadOnlySession { slot } }
    }

    /// The same session for a part of the response that is written after its headers, such as a stream: it gives
    /// claims and tokens, and cannot set cookies.
    ///
    /// ```
    /// # use genkan_sdk::Session;
    /// async fn page(session: Session) -> impl axum::response::IntoResponse {
    ///     let session = session.read_only();
    ///     let greeting = async move { session.claims().map(|claims| claims.display_name().to_owned()) };
    ///     # greeting.await.unwrap_or_default()
    /// }
    /// ```
    pub fn read_only(&self) -> ReadOnlySession {
        self.reader.clone()
    }
}

impl Deref for Session {
    type Target = ReadOnlySession;

    fn deref(&self) -> &ReadOnlySession {
        &self.reader
    }
}
