//! Response headers by surface. Each layer sets what the handler did not.

use axum::{extract::Request, middleware::Next, response::Response};
use http::{HeaderMap, HeaderName, HeaderValue, header};

const REFERRER: HeaderValue = HeaderValue::from_static("strict-origin-when-cross-origin");
const NOSNIFF: HeaderValue = HeaderValue::from_static("nosniff");
const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");

/// The pages' content security policy. There is no `form-action`: browsers apply it to the whole redirect chain
/// that follows a form post, and signing in ends at the application's redirect URI, which may be any scheme.
pub const CONTENT_SECURITY_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' https: data:; font-src 'self'; \
     connect-src 'self'; manifest-src 'self'; frame-ancestors 'none'; base-uri 'none'",
);

/// Pages for people: strict CSP, never framed, never cached.
pub async fn pages_headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    set_pages_headers(response.headers_mut());
    response
}

/// What [`pages_headers`] sets, for a page that is made elsewhere (the error page of a protocol endpoint). No
/// `Cross-Origin-Opener-Policy`: any value but the default cuts the tie to the application that opened us in a popup.
pub fn set_pages_headers(headers: &mut HeaderMap) {
    set(headers, header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY);
    set(headers, header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    set(headers, header::X_CONTENT_TYPE_OPTIONS, NOSNIFF);
    set(headers, header::REFERRER_POLICY, REFERRER);
    set(headers, RESOURCE_POLICY, HeaderValue::from_static("same-origin"));
    set(
        headers,
        PERMISSIONS_POLICY,
        HeaderValue::from_static("camera=(), geolocation=(), microphone=(), payment=()"),
    );
    set(headers, header::CACHE_CONTROL, NO_STORE);
}

/// Everything under the issuer: no CSP (its few pages bring their own), the rest as clients know it.
pub async fn oidc_headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    set_oidc_headers(response.headers_mut());
    response
}

/// What [`oidc_headers`] sets, for an answer that does not pass it.
pub fn set_oidc_headers(headers: &mut HeaderMap) {
    set(headers, header::X_CONTENT_TYPE_OPTIONS, NOSNIFF);
    set(headers, header::X_FRAME_OPTIONS, HeaderValue::from_static("SAMEORIGIN"));
    set(headers, header::REFERRER_POLICY, REFERRER);
    set(headers, RESOURCE_POLICY, HeaderValue::from_static("same-origin"));
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: HeaderValue) {
    headers.entry(name).or_insert(value);
}
