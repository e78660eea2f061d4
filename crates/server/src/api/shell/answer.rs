//! What an operation answers with.

use axum::{
    body::Body,
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use genkan_oauth::secret::{base64url, sha256};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use serde::Serialize;

use super::call::Call;

/// An answer.
#[derive(Debug)]
pub struct Answer {
    status: StatusCode,
    content: Content,
    headers: HeaderMap,
    /// Items of the whole list, and whether counting stopped there.
    pub(super) total: Option<(i64, bool)>,
}

#[derive(Debug)]
enum Content {
    Nothing,
    Text(&'static str),
    Json(Bytes),
}

impl Answer {
    fn new(status: u16, content: Content) -> Self {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
        Self { status, content, headers: HeaderMap::new(), total: None }
    }

    /// JSON.
    pub fn json(status: u16, value: &impl Serialize) -> Self {
        // Our own types have string keys and no failing serializers.
        Self::ready_json(status, serde_json::to_vec(value).unwrap_or_default().into())
    }

    /// JSON that was made before.
    pub fn ready_json(status: u16, json: Bytes) -> Self {
        Self::new(status, Content::Json(json))
    }

    /// Items of a list of `total`; the headers that say so only when the request pages.
    pub fn list(call: &Call, items: &[impl Serialize], total: i64) -> Self {
        let mut answer = Self::json(200, &items);
        answer.total = call.page.map(|_| (total, false));
        answer
    }

    /// An object that holds one page of a list of `total`.
    pub fn page(call: &Call, value: &impl Serialize, total: i64) -> Self {
        let mut answer = Self::json(200, value);
        answer.total = call.page.map(|_| (total, false));
        answer
    }

    /// Counting stopped at the total.
    #[must_use]
    pub fn capped(mut self, capped: bool) -> Self {
        if let Some((_, own)) = &mut self.total {
            *own = capped;
        }
        self
    }

    /// The status' name as text, as the field's server answers where it has nothing to say.
    pub fn text(status: u16) -> Self {
        let text = if status == 201 { "Created" } else { "OK" };
        Self::new(status, Content::Text(text))
    }

    /// 204.
    pub fn no_content() -> Self {
        Self::new(204, Content::Nothing)
    }

    /// A header more.
    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    pub(super) fn headers_mut(&mut self) -> &mut HeaderMap {
        &mut self.headers
    }

    /// The response to `method`; a `GET` gets an entity tag and may be answered with 304.
    pub(super) fn respond(self, method: &Method, request: &HeaderMap) -> Response {
        let reads = *method == Method::GET || *method == Method::HEAD;
        let (mut response, length) = match self.content {
            Content::Nothing => (self.status.into_response(), None),
            Content::Text(text) => ((self.status, text).into_response(), Some(text.len())),
            Content::Json(bytes) => {
                let length = bytes.len();
                let tag = (*method == Method::GET).then(|| entity_tag(&bytes)).flatten();
                let fresh = tag.as_ref().is_some_and(|tag| is_known(tag, request));
                let status = if fresh { StatusCode::NOT_MODIFIED } else { self.status };
                let body = if fresh || *method == Method::HEAD { Body::empty() } else { Body::from(bytes) };
                let mut response = (status, body).into_response();
                let headers = response.headers_mut();
                if !fresh {
                    headers.insert(
                        header::CONTENT_TYPE,
                        HeaderValue::from_static("application/json; charset=utf-8"),
                    );
                }
                if let Some(tag) = tag {
                    headers.insert(header::ETAG, tag);
                }
                (response, (!fresh).then_some(length))
            }
        };
        if let (true, Some(length)) = (reads, length) {
            response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(length));
        }
        response.headers_mut().extend(self.headers);
        response
    }
}

fn entity_tag(bytes: &[u8]) -> Option<HeaderValue> {
    HeaderValue::try_from(format!("\"{:x}-{}\"", bytes.len(), &base64url(sha256(bytes))[..27])).ok()
}

/// RFC 9110 §13.1.2: weak comparison.
fn is_known(tag: &HeaderValue, request: &HeaderMap) -> bool {
    let Ok(tag) = tag.to_str() else { return false };
    request.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok()).any(|value| {
        value.split(',').map(str::trim).any(|own| own == "*" || own.strip_prefix("W/").unwrap_or(own) == tag)
    })
}
