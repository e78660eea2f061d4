//! Browsers in which a person has signed in before.
//!
//! They carry a proof, and their attempts are counted apart from everybody else's: whoever locks an account by
//! guessing from elsewhere does not lock its owner out. The proof says nothing about whom it belongs to.

use aws_lc_rs::hmac;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use http::HeaderValue;

use crate::{
    app::Inner,
    http::cookies::{Cookies, SetCookie},
    users::Identifier,
};

/// Holds one proof per account, newest first: `nonce.mac`, joined by `~`.
const COOKIE: &str = "_known";
/// Accounts one browser is known to.
const MOST: usize = 4;
/// Seconds a browser stays known after its last sign-in.
const LIFETIME: i64 = 180 * 86_400;

/// Whose failures an attempt counts among: the identifier's, or this browser's with it.
pub(super) fn subject(app: &Inner, cookies: &Cookies, identifier: &Identifier) -> String {
    let canonical = identifier.canonical();
    match proven(app, cookies, &canonical) {
        Some(nonce) => format!("{canonical} browser:{nonce}"),
        None => canonical,
    }
}

/// Makes this browser known to the account; `None`: it is already.
pub(super) fn remember(app: &Inner, cookies: &Cookies, identifier: &Identifier) -> Option<HeaderValue> {
    let canonical = identifier.canonical();
    if proven(app, cookies, &canonical).is_some() {
        return None;
    }
    let nonce = BASE64_URL_SAFE_NO_PAD.encode(app.random.bytes::<16>());
    let mac = BASE64_URL_SAFE_NO_PAD.encode(hmac::sign(&key(app), signed(&nonce, &canonical).as_bytes()));
    let others = proofs(cookies).take(MOST - 1).map(|(nonce, mac)| format!("{nonce}.{mac}"));
    let value = std::iter::once(format!("{nonce}.{mac}")).chain(others).collect::<Vec<_>>().join("~");
    let cookie =
        SetCookie::new(COOKIE, value).http_only().secure(app.config.server.is_secure()).max_age(LIFETIME);
    Some(cookie.header())
}

fn proven<'a>(app: &Inner, cookies: &'a Cookies, canonical: &str) -> Option<&'a str> {
    let key = key(app);
    proofs(cookies)
        .find(|(nonce, mac)| {
            BASE64_URL_SAFE_NO_PAD
                .decode(mac)
                .is_ok_and(|mac| hmac::verify(&key, signed(nonce, canonical).as_bytes(), &mac).is_ok())
        })
        .map(|(nonce, _)| nonce)
}

fn proofs(cookies: &Cookies) -> impl Iterator<Item = (&str, &str)> {
    let is_proof = |(nonce, mac): &(&str, &str)| nonce.len() == 22 && mac.len() == 43;
    cookies
        .get(COOKIE)
        .unwrap_or_default()
        .split('~')
        .take(MOST)
        .filter_map(|proof| proof.split_once('.'))
        .filter(is_proof)
}

fn signed(nonce: &str, canonical: &str) -> String {
    format!("{nonce} {canonical}")
}

fn key(app: &Inner) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA256, &app.sealer.derive("known-browser"))
}
