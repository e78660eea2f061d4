use std::sync::Arc;

use genkan_oauth::jose::jws::{self, ExpectedType, JwsError, Verified};
use genkan_oauth::jose::{Algorithm, KeySet};
use genkan_oauth::metadata::ProviderMetadata;
use serde_json::{Map, Value};

use super::cached::Cached;
use super::{HttpClient, ProviderUnavailable};
use crate::clock::Clock;

/// What everybody may know about a provider: its metadata and its keys, for apps that sign people in and for APIs
/// that only verify tokens.
#[derive(Debug)]
pub(crate) struct Issuer {
    /// The issuer, character by character as in the tokens' `iss`.
    pub(crate) name: String,
    pub(super) allow_http: bool,
    pub(super) http: HttpClient,
    pub(super) metadata: Arc<Cached<ProviderMetadata>>,
    pub(super) keys: Arc<Cached<KeySet>>,
    /// Keys that came otherwise: nothing is ever fetched.
    pub(super) fixed_keys: Option<KeySet>,
}

impl Issuer {
    /// An issuer whose documents are fetched at first need.
    pub(crate) fn new(
        name: String,
        allow_http: bool,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, ProviderUnavailable> {
        Ok(Self {
            name,
            allow_http,
            http: HttpClient::new()?,
            metadata: Cached::new(Arc::clone(&clock)),
            keys: Cached::new(clock),
            fixed_keys: None,
        })
    }

    /// An issuer with these keys for good.
    pub(crate) fn with_keys(
        name: String,
        keys: KeySet,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, ProviderUnavailable> {
        Ok(Self { fixed_keys: Some(keys), ..Self::new(name, false, clock)? })
    }

    /// Verifies form, header, type, algorithm and signature of a JWT; its claims are still to be checked. An unknown
    /// `kid` fetches the keys once more, but not in quick succession.
    pub(crate) async fn verify_signature(
        self: &Arc<Self>,
        token: &str,
        allowed: &[Algorithm],
        expected_type: ExpectedType<'_>,
    ) -> Result<Verified<Map<String, Value>>, SignatureError> {
        let verify = |keys: &KeySet| jws::verify(token, keys, allowed, expected_type);
        if let Some(keys) = &self.fixed_keys {
            return Ok(verify(keys)?);
        }
        let keys = self.keys().await?;
        match verify(&keys.value) {
            Err(JwsError::UnknownKey) => match self.newer_keys(keys.generation).await? {
                Some(newer) => Ok(verify(&newer.value)?),
                None => Err(JwsError::UnknownKey.into()),
            },
            verified => Ok(verified?),
        }
    }
}

/// Why a signature was not accepted.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SignatureError {
    #[error(transparent)]
    Unavailable(#[from] ProviderUnavailable),
    #[error(transparent)]
    Jws(#[from] JwsError),
}
