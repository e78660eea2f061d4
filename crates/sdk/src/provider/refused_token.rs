use genkan_oauth::claims::ClaimsError;
use genkan_oauth::jose::jws::JwsError;

use super::{ProviderUnavailable, SignatureError};

/// Why a token the provider made for this app was not accepted. The texts repeat nothing of the token.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RefusedToken {
    #[error(transparent)]
    Unavailable(#[from] ProviderUnavailable),
    #[error(transparent)]
    Jws(#[from] JwsError),
    #[error(transparent)]
    Claims(#[from] ClaimsError),
}

impl From<SignatureError> for RefusedToken {
    fn from(error: SignatureError) -> Self {
        match error {
            SignatureError::Unavailable(error) => Self::Unavailable(error),
            SignatureError::Jws(error) => Self::Jws(error),
        }
    }
}
