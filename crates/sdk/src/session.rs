//! The session of one request: extracted by handlers, written back by the layer.

mod access_token;
mod error;
mod extract;
mod family;
mod record;
mod signed_in;
mod slot;
mod user_info;

pub use access_token::AccessToken;
pub use error::{SessionError, SessionTooLarge};
pub use extract::LayerMissing;
pub use signed_in::{NotSignedIn, SignedIn};

pub(crate) use family::Family;
pub(crate) use record::{SessionRecord, StoredToken, TokenKey};
pub(crate) use slot::Slot;

use crate::claims::IdTokenClaims;
use crate::genkan::Genkan;

/// The visitor's session, signed in or not. Extract it in any handler below [`Genkan::layer`].
///
/// ```
/// async fn home(session: genkan_sdk::Session) -> String {
///     match session.context().claims {
///         Some(claims) => format!("Hello {}", claims.display_name()),
///         None => "Hello".into(),
///     }
/// }
/// ```
#[derive(Debug, Clone)]
pub struct Session {
    pub(crate) slot: Slot,
}

/// What a page usually wants to know.
#[derive(Debug, Clone)]
pub struct Context {
    /// Whether somebody is signed in.
    pub is_authenticated: bool,
    /// The verified claims of the latest ID token, when somebody is.
    pub claims: Option<IdTokenClaims>,
}

impl Session {
    /// Who is signed in, from the cookie alone: no call to the provider.
    pub fn context(&self) -> Context {
        let claims = self.claims();
        Context { is_authenticated: claims.is_some(), claims }
    }

    /// Whether somebody is signed in.
    pub fn is_authenticated(&self) -> bool {
        self.slot.record().is_some()
    }

    /// The verified claims of the latest ID token.
    pub fn claims(&self) -> Option<IdTokenClaims> {
        self.slot.record().map(|record| record.claims)
    }

    pub(crate) fn genkan(&self) -> &Genkan {
        self.slot.genkan()
    }
}
