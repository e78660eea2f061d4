//! What ties the page where codes are typed to this browser: a random value in a cookie of its own, and the token
//! made of it, which the form carries.

use axum::response::Response;
use http::HeaderValue;

use super::LIFETIME_SECONDS;
use crate::{
    app::{App, Inner},
    http::{
        cookies::{Cookies, SetCookie},
        csrf,
    },
    oidc::authorization::browser::with_cookies,
};

/// The token, for the page's form; scripts may read it.
pub(super) const COOKIE: &str = "_logto_device_flow_xsrf";
/// What the token is bound to; only the issuer's side of the flow receives it.
const BINDING: &str = "_device_flow";
/// The form's field.
pub(super) const FIELD: &str = "xsrf";

/// The cookies of a browser that comes to type a code. One that has them keeps its binding, so that a second tab does
/// not spoil the first.
pub(super) fn remember(app: &Inner, cookies: &Cookies) -> [HeaderValue; 2] {
    let known = cookies.get(BINDING).filter(|value| value.len() == 43);
    let value = known.map_or_else(|| app.random.opaque(), str::to_owned);
    let token = csrf::token(app, &bound(&value));
    let secure = app.config.server.is_secure();
    [
        SetCookie::new(COOKIE, token).path("/device").max_age(LIFETIME_SECONDS).secure(secure).header(),
        SetCookie::new(BINDING, value)
            .path("/oidc/device")
            .max_age(LIFETIME_SECONDS)
            .http_only()
            .secure(secure)
            .header(),
    ]
}

/// Takes the cookies away: the flow is over.
pub(super) fn forget(app: &App, response: Response) -> Response {
    let secure = app.config.server.is_secure();
    let gone = [(COOKIE, "/device"), (BINDING, "/oidc/device")]
        .map(|(name, path)| SetCookie::new(name, "").path(path).secure(secure).expire().header());
    with_cookies(response, gone)
}

/// Whether the form's token is this browser's.
pub(super) fn is_valid(app: &Inner, cookies: &Cookies, presented: Option<&str>) -> bool {
    match (cookies.get(BINDING), presented) {
        (Some(value), Some(token)) => csrf::verify(app, &bound(value), token),
        _ => false,
    }
}

fn bound(value: &str) -> String {
    format!("device\n{value}")
}
