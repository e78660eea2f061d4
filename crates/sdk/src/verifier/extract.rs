use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use http::request::Parts;

use super::credentials::bearer_token;
use super::{BearerToken, TokenError, TokenVerifier};

impl<S: Send + Sync> FromRequestParts<S> for BearerToken {
    type Rejection = TokenError;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Self::Rejection> {
        let verifier = parts.extensions.get::<TokenVerifier>().ok_or(TokenError::LayerMissing)?;
        verifier.verify(bearer_token(parts)?).await
    }
}

/// `None` without a bearer token; a token that is there must be good.
impl<S: Send + Sync> OptionalFromRequestParts<S> for BearerToken {
    type Rejection = TokenError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Option<Self>, Self::Rejection> {
        match <Self as FromRequestParts<S>>::from_request_parts(parts, state).await {
            Err(TokenError::Missing) => Ok(None),
            extracted => extracted.map(Some),
        }
    }
}
