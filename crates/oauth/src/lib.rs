//! OAuth 2.0 and OpenID Connect without I/O: typed messages, JOSE and token claims.
//!
//! Everything here is a pure function of its arguments. The current time is a parameter (epoch seconds or
//! milliseconds, as each item says) and so is randomness, with one exception: ECDSA and RSA-PSS draw their
//! per-signature nonce from the cryptographic library itself.
//!
//! A server reads [`parameters`] → [`authorization_request`] / [`token_request`] → [`error`]; a client uses
//! [`callback`], [`pkce`], [`metadata`] and [`claims`]; both share [`jose`].

pub mod authorization_request;
pub mod callback;
pub mod claims;
pub mod client_authentication;
pub mod error;
pub mod jose;
pub mod metadata;
pub mod parameters;
pub mod pkce;
pub mod redirect_uri;
pub mod resource;
pub mod scope;
pub mod secret;
pub mod token_request;

pub use authorization_request::AuthorizationRequest;
pub use error::{ErrorCode, OAuthError};
pub use parameters::Parameters;
pub use scope::Scope;
pub use token_request::TokenRequest;
