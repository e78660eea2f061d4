//! The identity provider as the SDK sees it: its metadata and keys, fetched lazily, once for everybody.

mod http_client;
mod id_token;
mod keys;
mod metadata;
mod revocation;
mod token;
mod user_info;

pub(crate) use http_client::HttpClient;
pub(crate) use id_token::{Expected, IdTokenError};
pub(crate) use keys::Keys;
pub(crate) use metadata::Metadata;
pub(crate) use token::{TokenError, expires_at};
pub(crate) use user_info::UserInfoError;

use std::sync::Arc;

use crate::config::Config;

/// The provider could not be asked, or answered with something that is not the protocol. Sessions are kept.
#[derive(Debug, Clone, thiserror::Error)]
#[error("the identity provider cannot be used right now: {0}")]
pub struct ProviderUnavailable(pub(crate) String);

/// Everything that talks to the provider; shared by all requests.
#[derive(Debug)]
pub(crate) struct Provider {
    pub(crate) config: Arc<Config>,
    pub(crate) http: HttpClient,
    pub(crate) metadata: Metadata,
    pub(crate) keys: Keys,
}

impl Provider {
    pub(crate) fn new(config: Arc<Config>) -> Result<Self, ProviderUnavailable> {
        Ok(Self { http: HttpClient::new()?, metadata: Metadata::default(), keys: Keys::default(), config })
    }
}
