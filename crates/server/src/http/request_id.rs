//! One id per request: in the response's headers, in every log line, on every error page.

use std::{convert::Infallible, fmt, sync::Arc};

use axum::extract::FromRequestParts;
use http::{HeaderName, HeaderValue, request::Parts};

use crate::random::Random;

/// Our header.
pub const HEADER: HeaderName = HeaderName::from_static("genkan-request-id");
/// The name the field's tools look for.
pub const COMPATIBLE_HEADER: HeaderName = HeaderName::from_static("logto-core-request-id");

/// 16 lower-case alphanumerics, chosen by us (what a client sends is not repeated).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(Arc<str>);

impl RequestId {
    /// A fresh one.
    pub fn generate(random: &Random) -> Self {
        Self(random.id(16).into())
    }

    /// The bare text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As a header.
    pub fn header(&self) -> HeaderValue {
        HeaderValue::from_str(&self.0).expect("alphanumerics are a header value")
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The id the [`edge`](super::edge) gave; `-` outside it.
impl<S: Send + Sync> FromRequestParts<S> for RequestId {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get::<Self>().cloned().unwrap_or_else(|| Self("-".into())))
    }
}
