//! The OpenID provider: protocol endpoints under the issuer.

pub mod authorization;
pub mod caller;
pub mod claims;
pub mod consent;
pub mod cors;
pub mod end_session;
pub mod error_response;
pub mod id_token_hint;
pub mod pushed_authorization_request;
pub mod routes;
