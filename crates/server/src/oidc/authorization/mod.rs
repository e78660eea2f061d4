//! The authorization endpoint: [`validate`](mod@validate) checks the request, [`decide`](mod@decide) says what comes
//! next, [`step`] does it, [`resume`] comes back from the pages, [`respond`] answers the client.

pub mod browser;
pub mod decide;
mod handler;
mod page_url;
pub mod respond;
mod resume;
pub mod step;
pub mod validate;
pub mod wanted;

use genkan_database::{DbError, Retryable};
use genkan_oauth::OAuthError;

pub(in crate::oidc) use self::{handler::begin, resume::resume as carry_on};
pub use self::{
    handler::{get, post},
    resume::get as resume,
    validate::ValidRequest,
};
use super::error_response::OidcError;
use crate::http::rate_limit::RetryAfter;

/// Why a request goes no further. Whether the client hears of a refusal by a redirect depends on where it happened.
#[derive(Debug)]
pub enum Failure {
    /// The protocol says no.
    Refused(OAuthError),
    /// The database did not answer.
    Storage(DbError),
    /// One address asks too often. Never redirected: that would only make the client ask again.
    Limited(RetryAfter),
}

impl Retryable for Failure {
    /// A foreign key that led nowhere: the session, grant or user went while we were at it. Looking again tells.
    fn is_retryable(&self) -> bool {
        matches!(self, Self::Storage(error) if error.is_retryable() || *error == DbError::ForeignKey)
    }
}

impl From<OAuthError> for Failure {
    fn from(error: OAuthError) -> Self {
        Self::Refused(error)
    }
}

impl From<DbError> for Failure {
    fn from(error: DbError) -> Self {
        Self::Storage(error)
    }
}

impl From<RetryAfter> for Failure {
    fn from(wait: RetryAfter) -> Self {
        Self::Limited(wait)
    }
}

impl From<Failure> for OidcError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Refused(error) => error.into(),
            Failure::Storage(error) => error.into(),
            Failure::Limited(wait) => wait.into(),
        }
    }
}
