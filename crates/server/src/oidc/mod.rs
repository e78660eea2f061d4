//! The OpenID provider: protocol endpoints under the issuer.

pub mod authorization;
pub mod caller;
pub mod claims;
pub mod consent;
pub mod cors;
pub mod device;
pub mod discovery;
mod document;
pub mod end_session;
pub mod error_response;
pub mod id_token_hint;
pub mod introspection;
pub mod jwks;
pub mod permissions;
pub mod pushed_authorization_request;
pub mod ready;
pub mod revocation;
pub mod routes;
pub mod token;
pub mod userinfo;
