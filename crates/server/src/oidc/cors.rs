//! Who may call from a browser (Fetch standard, CORS protocol). Three classes of endpoints:
//!
//! - *open* (metadata, keys): everybody reads.
//! - *client* (token, revocation, introspection, pushed requests): any origin passes the preflight, for the client is
//!   not yet known; the request itself must come from an origin of the client.
//! - *userinfo*: the same, with the client the token was issued to.
//!
//! Credentials (cookies) are never allowed.

use axum::response::{IntoResponse, Response};
use genkan_oauth::OAuthError;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use url::Url;

use super::{caller::Caller, error_response::OidcError};
use crate::{app::Inner, applications::Client};

/// `OPTIONS` on open endpoints.
pub async fn preflight_open(headers: HeaderMap) -> Response {
    preflight("GET", &headers)
}

/// `OPTIONS` on client endpoints.
pub async fn preflight_client(headers: HeaderMap) -> Response {
    preflight("POST", &headers)
}

/// `OPTIONS` on the userinfo endpoint.
pub async fn preflight_userinfo(headers: HeaderMap) -> Response {
    preflight("GET,POST", &headers)
}

fn preflight(methods: &'static str, headers: &HeaderMap) -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    let answer = response.headers_mut();
    answer.insert(header::VARY, HeaderValue::from_static("Origin, Access-Control-Request-Headers"));
    let Some(origin) = headers.get(header::ORIGIN) else { return response };
    answer.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
    answer.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static(methods));
    answer.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("3600"));
    if let Some(asked) = headers.get(header::ACCESS_CONTROL_REQUEST_HEADERS) {
        answer.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, asked.clone());
    }
    response
}

/// Headers of an answer on an open endpoint.
pub fn answer_open(headers: &mut HeaderMap, origin: Option<&HeaderValue>) {
    let allowed = origin.cloned().unwrap_or(HeaderValue::from_static("*"));
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, allowed);
    headers.insert(header::VARY, HeaderValue::from_static("Origin"));
}

/// Headers of an answer on a client endpoint; `None`: the origin was refused.
pub fn answer(headers: &mut HeaderMap, allowed: Option<HeaderValue>) {
    headers.insert(header::VARY, HeaderValue::from_static("Origin"));
    if let Some(origin) = allowed {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("WWW-Authenticate"));
    }
}

/// The caller's origin, if there is one, is one of the client's.
///
/// # Errors
/// `invalid_request`, not readable from that origin.
pub fn check_origin(app: &Inner, client: &Client, caller: &Caller) -> Result<(), OidcError> {
    let Some(origin) = &caller.origin else { return Ok(()) };
    if origin.to_str().is_ok_and(|origin| is_allowed(&app.config.server.endpoint, client, origin)) {
        return Ok(());
    }
    let shown: String =
        String::from_utf8_lossy(origin.as_bytes()).chars().filter(char::is_ascii_graphic).take(200).collect();
    let description = format!("origin {shown} not allowed for client: {}", client.application.id);
    Err(OidcError::from(OAuthError::invalid_request(description)).refusing_origin())
}

/// Our own origin, a registered one, or that of a redirect URI.
fn is_allowed(endpoint: &Url, client: &Client, origin: &str) -> bool {
    let Some(parsed) = parse(origin) else { return false };
    endpoint.origin() == parsed.origin()
        || client.application.metadata.cors_allowed_origins.iter().any(|allowed| allowed == origin)
        || client.application.redirect_uris.iter().any(|uri| is_origin_of(uri, &parsed))
}

/// A serialised http(s) origin and nothing else. `null` is none.
fn parse(origin: &str) -> Option<Url> {
    let url = Url::parse(origin).ok()?;
    (matches!(url.scheme(), "http" | "https")
        && url.origin().ascii_serialization() == origin
        && !origin.contains('*'))
    .then_some(url)
}

fn is_origin_of(redirect_uri: &str, origin: &Url) -> bool {
    let Ok(uri) = Url::parse(redirect_uri) else { return false };
    let (Some(pattern), Some(host)) = (uri.host_str(), origin.host_str()) else { return false };
    uri.scheme() == origin.scheme()
        && uri.port_or_known_default() == origin.port_or_known_default()
        && (pattern == host || is_wildcard_host_of(pattern, host))
}

/// The same number of labels, and `*` stands for one or more characters within its label.
fn is_wildcard_host_of(pattern: &str, host: &str) -> bool {
    pattern.contains('*')
        && pattern.split('.').count() == host.split('.').count()
        && pattern.split('.').zip(host.split('.')).all(|(pattern, label)| matches_label(pattern, label))
}

fn matches_label(pattern: &str, label: &str) -> bool {
    let Some((before, after)) = pattern.split_once('*') else { return pattern == label };
    let Some(rest) = label.strip_prefix(before) else { return false };
    (1..=rest.len()).filter(|at| rest.is_char_boundary(*at)).any(|at| matches_label(after, &rest[at..]))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn only_serialised_web_origins_are_origins() {
        for good in ["https://a.example", "http://localhost:3000", "https://xn--bcher-kva.example"] {
            assert!(parse(good).is_some(), "{good}");
        }
        for bad in [
            "null",
            "",
            "https://a.example/",
            "https://a.example:443",
            "HTTPS://a.example",
            "https://A.example",
            "ftp://a.example",
            "https://u@a.example",
            "https://a.example?x",
            "https://*.example",
            "app://x",
        ] {
            assert!(parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn redirect_uris_bring_their_origin() {
        for (uri, origin, expected) in [
            ("https://a.example/callback?x=1", "https://a.example", true),
            ("https://a.example:443/cb", "https://a.example", true),
            ("https://a.example/cb", "http://a.example", false),
            ("https://a.example/cb", "https://a.example:8443", false),
            ("https://a.example/cb", "https://b.a.example", false),
            ("io.app://callback", "https://callback", false),
            ("https://*.a.example/cb", "https://x.a.example", true),
            ("https://*.a.example/cb", "https://a.example", false),
            ("https://*.a.example/cb", "https://x.y.a.example", false),
            ("https://pr-*-web.a.example/cb", "https://pr-12-web.a.example", true),
            ("https://pr-*-web.a.example/cb", "https://pr--web.a.example", false),
            ("https://*.a.example/cb", "https://x.a.example.evil", false),
        ] {
            assert_eq!(is_origin_of(uri, &parse(origin).unwrap()), expected, "{uri} {origin}");
        }
    }
}
