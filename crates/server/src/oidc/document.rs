//! A ready body with its entity tag (RFC 9110 §8.8.3), open to every origin.

use axum::{body::Body, response::Response};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode, header};

use super::cors;

/// What is sent, or confirmed as unchanged.
#[derive(Clone, Debug)]
pub(super) struct Document {
    pub(super) body: Bytes,
    pub(super) etag: HeaderValue,
    pub(super) content_type: HeaderValue,
    pub(super) cache_control: HeaderValue,
}

/// 200 with the body, or 304.
pub(super) fn respond(document: &Document, request: &HeaderMap) -> Response {
    let unchanged = is_unchanged(&document.etag, request.get(header::IF_NONE_MATCH));
    let body = if unchanged { Body::empty() } else { Body::from(document.body.clone()) };
    let mut response = Response::new(body);
    if unchanged {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    }
    let headers = response.headers_mut();
    // Room for what the layers add, so that the map is built once.
    headers.reserve(16);
    if !unchanged {
        headers.insert(header::CONTENT_TYPE, document.content_type.clone());
    }
    headers.insert(header::ETAG, document.etag.clone());
    headers.insert(header::CACHE_CONTROL, document.cache_control.clone());
    cors::answer_open(headers, request.get(header::ORIGIN));
    response
}

/// RFC 9110 §13.1.2: weak comparison with each tag of the list, or `*`.
fn is_unchanged(etag: &HeaderValue, if_none_match: Option<&HeaderValue>) -> bool {
    let Some(tags) = if_none_match else { return false };
    tags.as_bytes()
        .split(|byte| *byte == b',')
        .map(<[u8]>::trim_ascii)
        .any(|tag| tag == b"*" || tag.strip_prefix(b"W/").unwrap_or(tag) == etag.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_compared_weakly() {
        let etag = HeaderValue::from_static("\"abc\"");
        for (sent, expected) in [
            ("\"abc\"", true),
            ("W/\"abc\"", true),
            ("\"x\", \"abc\"", true),
            ("*", true),
            ("abc", false),
            ("", false),
        ] {
            assert_eq!(is_unchanged(&etag, Some(&HeaderValue::from_static(sent))), expected, "{sent}");
        }
        assert!(!is_unchanged(&etag, None));
    }
}
