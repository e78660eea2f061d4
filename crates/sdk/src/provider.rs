//! The identity provider as the SDK sees it: its metadata and keys, fetched lazily, once for everybody.

mod cached;
mod http_client;
mod id_token;
mod issuer;
mod keys;
mod logout_token;
mod metadata;
mod refused_token;
mod revocation;
mod token;
mod user_info;

pub(crate) use http_client::HttpClient;
pub(crate) use id_token::Expected;
pub(crate) use issuer::{Issuer, SignatureError};
pub(crate) use logout_token::LOGOUT_TOKEN_LIFE;
pub(crate) use refused_token::RefusedToken;
pub(crate) use token::{TokenError, expires_at};
pub(crate) use user_info::UserInfoError;

use std::sync::Arc;

use genkan_oauth::metadata::ProviderMetadata;

use crate::config::Config;

/// The provider could not be asked, or answered with something that is not the protocol. Sessions are kept.
///
/// ```
/// # use genkan_sdk::{Session, SessionError, UserInfo};
/// async fn user_info(session: Session) -> Result<Option<UserInfo>, SessionError> {
///     match session.user_info().await {
///         Ok(info) => Ok(Some(info)),
///         Err(SessionError::Unavailable(_)) => Ok(None), // the page goes without
///         Err(error) => Err(error),
///     }
/// }
/// ```
#[derive(Debug, Clone, thiserror::Error)]
#[error("the identity provider cannot be used right now: {0}")]
pub struct ProviderUnavailable(pub(crate) String);

impl ProviderUnavailable {
    /// What clients learn: internal addresses and their states are for the log.
    pub(crate) const TO_CLIENTS: &str = "the identity provider cannot be used right now; try again later";
}

/// Everything that talks to the provider as this app; shared by all requests.
#[derive(Debug)]
pub(crate) struct Provider {
    pub(crate) config: Arc<Config>,
    pub(crate) http: HttpClient,
    pub(crate) issuer: Arc<Issuer>,
}

impl Provider {
    pub(crate) fn new(config: Arc<Config>) -> Result<Self, ProviderUnavailable> {
        let issuer = Issuer::new(config.issuer.clone(), config.allow_http, Arc::clone(&config.clock))?;
        Ok(Self { http: issuer.http.clone(), issuer: Arc::new(issuer), config })
    }

    /// Makes sure that ID tokens can be verified, before a code is redeemed that cannot be redeemed twice.
    pub(crate) async fn prepare(&self) -> Result<(), ProviderUnavailable> {
        self.issuer.keys().await.map(drop)
    }

    /// The provider's metadata.
    pub(crate) async fn document(&self) -> Result<Arc<ProviderMetadata>, ProviderUnavailable> {
        self.issuer.document().await
    }
}
