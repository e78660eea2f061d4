use super::{SessionError, SessionRecord, Slot};
use crate::claims::IdTokenClaims;
use crate::genkan::Genkan;

/// The visitor's session where the response has begun and no cookie can be set any more: in a streamed body, or in a
/// component that renders into one. Everything that only reads: claims, user info, access and organization tokens.
///
/// Extracting it refreshes, before the response begins, the tokens that are about to expire, so that the renewed
/// cookie still reaches the browser (not for a prefetch). A refresh that is needed later anyway gives its token and
/// loses nothing: with a store it is kept there, with cookies this process remembers it and hands the renewed cookie
/// to the browser with its next request.
///
/// ```
/// use axum::body::Body;
/// use futures_util::stream;
/// use genkan_sdk::{ReadOnlySession, SessionError};
///
/// async fn report(session: ReadOnlySession) -> Body {
///     let head = async { Ok::<_, SessionError>("<h1>Report</h1>".to_owned()) };
///     let rest = async move {
///         let token = session.access_token("https://api.example.com").await?;
///         Ok(format!("<p>asked with a token that lives until {}</p>", token.expires_at))
///     };
///     use futures_util::StreamExt as _;
///     Body::from_stream(stream::once(head).chain(stream::once(rest)))
/// }
/// ```
#[derive(Debug, Clone)]
pub struct ReadOnlySession {
    pub(crate) slot: Slot,
}

/// What a page usually wants to know.
///
/// ```
/// # fn page(session: &genkan_sdk::Session) -> String {
/// use genkan_sdk::Context;
/// let Context { is_authenticated, claims } = session.context();
/// format!("{is_authenticated}: {}", claims.map_or("nobody".into(), |claims| claims.subject().to_owned()))
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Context {
    /// Whether somebody is signed in.
    pub is_authenticated: bool,
    /// The verified claims of the latest ID token, when somebody is.
    pub claims: Option<IdTokenClaims>,
}

impl ReadOnlySession {
    /// Who is signed in, from the session alone: no call to the provider.
    ///
    /// ```
    /// # fn page(session: &genkan_sdk::Session) -> String {
    /// let context = session.context();
    /// context.claims.map_or("Hello".into(), |claims| format!("Hello {}", claims.display_name()))
    /// # }
    /// ```
    pub fn context(&self) -> Context {
        let claims = self.claims();
        Context { is_authenticated: claims.is_some(), claims }
    }

    /// Whether somebody is signed in.
    ///
    /// ```
    /// async fn menu(session: genkan_sdk::Session) -> &'static str {
    ///     if session.is_authenticated() { "Sign out" } else { "Sign in" }
    /// }
    /// ```
    pub fn is_authenticated(&self) -> bool {
        self.slot.record().is_some()
    }

    /// The verified claims of the latest ID token. The access tokens' are in the tokens.
    ///
    /// ```
    /// async fn home(session: genkan_sdk::Session) -> String {
    ///     session.claims().map_or("Hello".into(), |claims| format!("Hello {}", claims.display_name()))
    /// }
    /// ```
    pub fn claims(&self) -> Option<IdTokenClaims> {
        self.slot.record().map(|record| record.claims.clone())
    }

    pub(crate) fn genkan(&self) -> &Genkan {
        self.slot.genkan()
    }

    pub(super) fn signed_in(&self) -> Result<std::sync::Arc<SessionRecord>, SessionError> {
        self.slot.record().ok_or(SessionError::NotSignedIn)
    }
}
