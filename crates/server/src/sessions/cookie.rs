use http::HeaderValue;

use crate::{
    app::Inner,
    clock::Timestamp,
    http::cookies::{Cookies, SetCookie},
    secrets::Token,
};

/// Name of the session cookie.
pub const COOKIE: &str = "_session";

/// The id in the cookie, if it has the shape of one.
pub fn cookie_value(cookies: &Cookies) -> Option<Token> {
    let is_id = |value: &&str| {
        value.len() == 43 && value.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    };
    cookies.get(COOKIE).filter(is_id).map(Token::new)
}

/// Gives the browser its session id until `expires_at`.
pub fn set_cookie(app: &Inner, id: &Token, expires_at: Timestamp) -> HeaderValue {
    let seconds = expires_at.seconds().saturating_sub(app.clock.now().seconds());
    SetCookie::new(COOKIE, id.expose())
        .path("/")
        .http_only()
        .secure(app.config.server.is_secure())
        .max_age(seconds.max(0))
        .header()
}

/// Takes the session id from the browser.
pub fn clear_cookie(app: &Inner) -> HeaderValue {
    SetCookie::new(COOKIE, "").path("/").http_only().secure(app.config.server.is_secure()).expire().header()
}
