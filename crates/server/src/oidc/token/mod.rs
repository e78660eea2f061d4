//! The token endpoint (RFC 6749 §3.2): one file per grant, all of the same shape.

mod access_token;
mod audit;
mod authorization_code;
pub mod client_authentication;
mod client_credentials;
mod device_code;
mod handler;
mod id_token;
mod refresh_token;
mod response;
mod rotation;
mod subject_token;
mod target;
mod token_exchange;

pub use self::{handler::post, response::TokenResponse};
