//! Reading a body: JSON or a form, up to 1 MiB.

use std::time::Duration;

use axum::body::{Body, Bytes};
use http::{HeaderMap, header};
use serde_json::{Map, Value};

use super::{
    error::{ApiError, Part},
    schema::{Issue, Key},
};

const JSON_BYTES: usize = 1 << 20;
const FORM_BYTES: usize = 56 << 10;
const TIMEOUT: Duration = Duration::from_secs(30);

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Json,
    Form,
    Text,
    Other,
}

impl Kind {
    fn of(headers: &HeaderMap) -> Self {
        let essence = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
        let essence = essence.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
        match essence.as_str() {
            "application/json" => Self::Json,
            "application/x-www-form-urlencoded" => Self::Form,
            other if other.starts_with("application/") && other.ends_with("+json") => Self::Json,
            other if other.starts_with("text/") => Self::Text,
            _ => Self::Other,
        }
    }
}

/// The body as a value: an object or a list, text of a `text/*` body; `{}` when there is none or its type means
/// nothing to us.
///
/// # Errors
/// 400 for what cannot be read, 408, 413, 415.
pub(super) async fn read(headers: &HeaderMap, body: Body) -> Result<Value, ApiError> {
    let kind = Kind::of(headers);
    if kind == Kind::Other {
        return Ok(Value::Object(Map::new()));
    }
    if is_coded(headers) {
        return Err(ApiError::request_invalid(415, "Send the body without a content coding."));
    }
    let limit = if kind == Kind::Json { JSON_BYTES } else { FORM_BYTES };
    if announced(headers).is_some_and(|length| length > limit) {
        return Err(ApiError::new(413, "request.body_too_large"));
    }
    let bytes = collect(body, limit).await?;
    if bytes.is_empty() {
        return Ok(Value::Object(Map::new()));
    }
    let value = match kind {
        Kind::Json => json(&bytes)?,
        Kind::Form => form(&bytes),
        Kind::Text | Kind::Other => Value::String(String::from_utf8_lossy(&bytes).into_owned()),
    };
    let mut path = Vec::new();
    match unusable(&value, &mut path) {
        None => Ok(value),
        Some(message) => Err(ApiError::guard(Part::Body, &[Issue::custom(path, message)])),
    }
}

/// Whether the body is compressed. We do not unpack: a small body could become a huge one.
fn is_coded(headers: &HeaderMap) -> bool {
    headers.get_all(header::CONTENT_ENCODING).iter().any(|coding| {
        !coding.as_bytes().eq_ignore_ascii_case(b"identity") && !coding.as_bytes().trim_ascii().is_empty()
    })
}

/// What the client says it will send, in bytes: too much is refused before it is waited for.
fn announced(headers: &HeaderMap) -> Option<usize> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

async fn collect(body: Body, limit: usize) -> Result<Bytes, ApiError> {
    let body = axum::body::to_bytes(body, limit);
    let Ok(body) = tokio::time::timeout(TIMEOUT, body).await else {
        return Err(ApiError::new(408, "request.timeout"));
    };
    body.map_err(|error| {
        let source = std::error::Error::source(&error);
        if source.is_some_and(|source| source.is::<http_body_util::LengthLimitError>()) {
            ApiError::new(413, "request.body_too_large")
        } else {
            invalid_json("the request body ended early")
        }
    })
}

fn json(bytes: &[u8]) -> Result<Value, ApiError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let value: Value = serde_json::from_slice(bytes).map_err(|error| invalid_json(&reason(&error)))?;
    if value.is_object() || value.is_array() {
        Ok(value)
    } else {
        Err(invalid_json("invalid JSON, only supports object and array"))
    }
}

/// Where the parser stopped, without repeating what was sent.
fn reason(error: &serde_json::Error) -> String {
    let kind = if error.is_eof() { "the JSON text ends early" } else { "unexpected JSON text" };
    format!("{kind} (line {}, column {})", error.line(), error.column())
}

fn invalid_json(details: &str) -> ApiError {
    ApiError::new(400, "request.invalid_json").with_arg("details", details)
}

fn form(bytes: &[u8]) -> Value {
    let mut object = Map::new();
    for (name, value) in url::form_urlencoded::parse(bytes) {
        object.insert(name.into_owned(), Value::String(value.into_owned()));
    }
    Value::Object(object)
}

/// NUL cannot be stored, and a member named `__proto__` is a trap for whoever reads it later. The value is at most
/// 128 levels deep: the parser refuses more.
fn unusable(value: &Value, path: &mut Vec<Key>) -> Option<&'static str> {
    const NUL: &str = "Text must not contain NUL";
    match value {
        Value::String(text) if text.contains('\0') => Some(NUL),
        Value::Array(items) => items.iter().enumerate().find_map(|(index, item)| {
            path.push(Key::Index(index));
            let found = unusable(item, path);
            if found.is_none() {
                path.pop();
            }
            found
        }),
        Value::Object(members) => members.iter().find_map(|(name, member)| {
            if name.contains('\0') {
                return Some(NUL);
            }
            if name == "__proto__" {
                return Some("Object contains forbidden prototype property");
            }
            path.push(Key::Name(name.clone()));
            let found = unusable(member, path);
            if found.is_none() {
                path.pop();
            }
            found
        }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use serde_json::json;

    use super::*;

    async fn read_as(kind: &'static str, body: impl Into<Body>) -> Result<Value, &'static str> {
        let headers = HeaderMap::from_iter([(header::CONTENT_TYPE, HeaderValue::from_static(kind))]);
        read(&headers, body.into()).await.map_err(|error| error.code())
    }

    #[tokio::test]
    async fn json_forms_and_nothing() {
        assert_eq!(read_as("application/json", "\u{feff}{\"a\":1,\"a\":2}").await, Ok(json!({"a": 2})));
        assert_eq!(read_as("application/vnd.api+json; charset=x", "[1]").await, Ok(json!([1])));
        assert_eq!(
            read_as("application/x-www-form-urlencoded", "a=1&b=x+y").await,
            Ok(json!({"a": "1", "b": "x y"}))
        );
        assert_eq!(read_as("text/plain", "a").await, Ok(json!("a")));
        for (kind, body) in [("application/json", ""), ("application/xml", "<a/>"), ("", "{}")] {
            assert_eq!(read_as(kind, body).await, Ok(json!({})), "{kind}");
        }
    }

    #[tokio::test]
    async fn what_cannot_be_read_is_refused() {
        let deep = "[".repeat(10_000) + &"]".repeat(10_000);
        for bad in ["{\"name\":", "\"x\"", "1", "null", "  ", "{\"a\":\"\\ud800\"}", deep.as_str()] {
            assert_eq!(
                read_as("application/json", bad.to_owned()).await,
                Err("request.invalid_json"),
                "{bad:.20}"
            );
        }
        for bad in ["{\"a\":[{\"__proto__\":1}]}", "{\"a\":\"\\u0000\"}", "{\"\\u0000\":1}"] {
            assert_eq!(read_as("application/json", bad).await, Err("guard.invalid_input"), "{bad}");
        }
        let exactly = format!("[\"{}\"]", "x".repeat((1 << 20) - 4));
        assert!(read_as("application/json", exactly.clone()).await.is_ok());
        assert_eq!(read_as("application/json", exactly + " ").await, Err("request.body_too_large"));
    }
}
