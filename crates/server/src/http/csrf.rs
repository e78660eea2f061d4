//! Cross-site request forgery: a token in the form, bound to a value only this browser's cookie holds, and the
//! origin the browser says the form came from.

use aws_lc_rs::hmac;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use http::{HeaderMap, header};

use crate::app::Inner;

/// The hidden field of every form.
pub const FIELD: &str = "csrf";

/// The token for a browser that holds `binding` in an `HttpOnly` cookie: HMAC-SHA-256, 43 characters.
pub fn token(app: &Inner, binding: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(hmac::sign(&key(app), binding.as_bytes()))
}

/// Whether `presented` is [`token`] for `binding`; compared in constant time.
pub fn verify(app: &Inner, binding: &str, presented: &str) -> bool {
    BASE64_URL_SAFE_NO_PAD
        .decode(presented)
        .is_ok_and(|tag| hmac::verify(&key(app), binding.as_bytes(), &tag).is_ok())
}

fn key(app: &Inner) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA256, &app.sealer.derive("csrf"))
}

/// Whether the browser says that the request comes from a page of ours. A client that says nothing (it is old, or
/// no browser) is let through: the token decides then. `Origin: null` and foreign origins are refused.
pub fn is_same_origin(app: &Inner, headers: &HeaderMap) -> bool {
    if let Some(origin) = headers.get(header::ORIGIN) {
        return origin.as_bytes() == app.config.server.origin().as_bytes();
    }
    match headers.get("sec-fetch-site") {
        None => true,
        Some(site) => matches!(site.as_bytes(), b"same-origin" | b"none"),
    }
}
