//! The OpenID provider: protocol endpoints under the issuer.

pub mod caller;
pub mod claims;
pub mod cors;
pub mod error_response;
