//! What an answer depends on besides its content: the caller's origin and how it wants errors.

use std::convert::Infallible;

use axum::{
    extract::FromRequestParts,
    response::{IntoResponse, Response},
};
use http::{HeaderValue, header, request::Parts};

use super::{
    cors,
    error_response::{OidcError, wants_bare_errors},
};
use crate::app::App;

/// Who calls an endpoint of the CORS classes `client` and `userinfo`.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The `Origin` header: a browser calls from another site.
    pub origin: Option<HeaderValue>,
    /// The `Authorization` header.
    pub authorization: Option<HeaderValue>,
    bare_errors: bool,
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self {
            origin: parts.headers.get(header::ORIGIN).cloned(),
            authorization: parts.headers.get(header::AUTHORIZATION).cloned(),
            bare_errors: wants_bare_errors(parts.uri.query()),
        })
    }
}

impl Caller {
    /// Completes the answer: errors in their wire form, and CORS headers unless the origin was refused.
    pub fn finish(self, app: &App, answer: Result<Response, OidcError>) -> Response {
        let (mut response, readable) = match answer {
            Ok(response) => (response, true),
            Err(error) => {
                let readable = !error.refuses_origin();
                (error.respond(app, self.bare_errors).into_response(), readable)
            }
        };
        if let Some(origin) = self.origin {
            cors::answer(response.headers_mut(), readable.then_some(origin));
        }
        response
    }
}
