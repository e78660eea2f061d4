//! Form posts: urlencoded, or a flat JSON object with the same members.

use std::time::Duration;

use axum::{
    Json,
    body::Bytes,
    extract::{FromRequest, Request},
    response::{IntoResponse, Response},
};
use genkan_oauth::{OAuthError, Parameters, parameters::MAX_BYTES};
use http::{StatusCode, header};
use serde_json::json;

/// A client has this long to send the body it announced.
const BODY_TIMEOUT: Duration = Duration::from_secs(30);

/// The parameters of a request body of at most 56 KB. An empty body has none.
#[derive(Debug)]
pub struct FormBody(pub Parameters);

/// Why a body was refused. Protocol endpoints turn it into their own error with `.0`; on its own it answers with
/// the protocol's JSON.
#[derive(Debug)]
pub struct FormRejection(pub OAuthError);

impl From<FormRejection> for OAuthError {
    fn from(rejection: FormRejection) -> Self {
        rejection.0
    }
}

impl IntoResponse for FormRejection {
    fn into_response(self) -> Response {
        let error = self.0;
        let message = error.description.as_deref().unwrap_or("the request body cannot be read");
        let body = json!({
            "code": error.code.message_code(),
            "message": message,
            "error": error.code.as_str(),
            "error_description": message,
        });
        let status = StatusCode::from_u16(error.status).unwrap_or(StatusCode::BAD_REQUEST);
        (status, [(header::CACHE_CONTROL, "no-store")], Json(body)).into_response()
    }
}

impl<S: Send + Sync> FromRequest<S> for FormBody {
    type Rejection = FormRejection;

    async fn from_request(request: Request, _: &S) -> Result<Self, FormRejection> {
        let kind = Kind::of(request.headers().get(header::CONTENT_TYPE).map(|value| value.as_bytes()));
        let body = read(request).await?;
        match kind {
            _ if body.is_empty() => Ok(Parameters::default()),
            Kind::Form => Parameters::from_form(&body),
            Kind::Json => Parameters::from_json(&body),
            Kind::Other => Err(OAuthError::invalid_request(
                "the request body must be application/x-www-form-urlencoded (or a flat JSON object)",
            )),
        }
        .map(Self)
        .map_err(FormRejection)
    }
}

async fn read(request: Request) -> Result<Bytes, FormRejection> {
    let body = axum::body::to_bytes(request.into_body(), MAX_BYTES);
    let Ok(body) = tokio::time::timeout(BODY_TIMEOUT, body).await else {
        let slow = OAuthError::invalid_request("the request body did not arrive in time");
        return Err(FormRejection(slow.with_status(StatusCode::REQUEST_TIMEOUT.as_u16())));
    };
    body.map_err(|error| {
        let source = std::error::Error::source(&error);
        let too_long = source.is_some_and(|source| source.is::<http_body_util::LengthLimitError>());
        FormRejection(OAuthError::invalid_request(if too_long {
            "the request body is longer than 56 KB"
        } else {
            "the request body ended early"
        }))
    })
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Form,
    Json,
    Other,
}

impl Kind {
    /// By the media type alone; parameters such as `charset` are ignored.
    fn of(content_type: Option<&[u8]>) -> Self {
        let essence = content_type.unwrap_or_default().split(|byte| *byte == b';').next().unwrap_or_default();
        let essence = essence.trim_ascii();
        if essence.eq_ignore_ascii_case(b"application/x-www-form-urlencoded") {
            Self::Form
        } else if essence.eq_ignore_ascii_case(b"application/json") {
            Self::Json
        } else {
            Self::Other
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use axum::body::Body;

    use super::*;

    async fn parse(kind: &str, body: impl Into<Body>) -> Result<Parameters, String> {
        let request = Request::post("/").header("content-type", kind).body(body.into()).unwrap();
        FormBody::from_request(request, &()).await.map(|body| body.0).map_err(|error| {
            assert_eq!(error.0.status, 400);
            error.0.description.unwrap_or_default().into_owned()
        })
    }

    #[tokio::test]
    async fn forms_and_flat_json_are_the_same_parameters() {
        let form = parse("application/x-www-form-urlencoded; charset=utf-8", "a=1&b=x+y").await.unwrap();
        let json = parse("Application/JSON", r#"{"a":1,"b":"x y"}"#).await.unwrap();
        assert_eq!((form.get("a"), form.get("b")), (Some("1"), Some("x y")));
        assert_eq!((json.get("a"), json.get("b")), (Some("1"), Some("x y")));
        assert_eq!(parse("text/plain", "").await.unwrap().get("a"), None);
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_never_comes_is_given_up() {
        let body = Body::from_stream(futures_util::stream::pending::<Result<Bytes, std::io::Error>>());
        let request =
            Request::post("/").header("content-type", "application/x-www-form-urlencoded").body(body);
        let error = FormBody::from_request(request.unwrap(), &()).await.unwrap_err();
        assert_eq!(error.0.status, 408);
    }

    #[tokio::test]
    async fn refusals_are_client_errors_in_words() {
        assert!(parse("text/plain", "a=1").await.unwrap_err().contains("urlencoded"));
        assert!(parse("", "a=1").await.unwrap_err().contains("urlencoded"));
        let long = "a=".to_owned() + &"x".repeat(60_000);
        assert!(parse("application/x-www-form-urlencoded", long).await.unwrap_err().contains("56 KB"));
        for body in [&b"a=%00"[..], b"a=\xff", b"a=%ff"] {
            assert!(parse("application/x-www-form-urlencoded", body.to_vec()).await.is_err(), "{body:?}");
        }
        for body in ["[]", "{", "{\"a\":{}}", "1", "\"x\""] {
            assert!(parse("application/json", body).await.is_err(), "{body}");
        }
    }
}
