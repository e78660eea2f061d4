//! What a sign-out request asked for, kept in the form that confirms it: readable, but good only in the browser
//! that asked (an HMAC over it and a value this browser's cookie holds).

use genkan_oauth::secret::{base64url, decode_base64url};
use http::HeaderValue;
use serde::{Deserialize, Serialize};

use crate::{
    app::Inner,
    http::{
        cookies::{Cookies, SetCookie},
        csrf,
    },
    ids::ClientId,
};

const COOKIE: &str = "_session_end";
const PATH: &str = "/oidc/session/end";
const TTL: i64 = 3600;

/// Where the browser goes afterwards, already checked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Details {
    /// The application that asked, if it said so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<ClientId>,
    /// Registered for that application.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub post_logout_redirect_uri: Option<String>,
    /// To be echoed there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
}

/// Why a confirmation is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unconfirmed {
    /// The browser did not ask to sign out.
    NoDetails,
    /// The token is not ours for this browser.
    InvalidToken,
}

/// The form's token, and the cookie it works with.
pub fn seal(app: &Inner, cookies: &Cookies, details: &Details) -> (String, HeaderValue) {
    // Several tabs may be signing out: they share the value.
    let nonce =
        cookies.get(COOKIE).filter(|own| own.len() == 43).map_or_else(|| app.random.opaque(), str::to_owned);
    let body = base64url(serde_json::to_vec(details).unwrap_or_default());
    let token = format!("{body}.{}", csrf::token(app, &binding(&nonce, &body)));
    let cookie = SetCookie::new(COOKIE, &nonce)
        .path(PATH)
        .max_age(TTL)
        .http_only()
        .secure(app.config.server.is_secure());
    (token, cookie.header())
}

/// Opens what [`seal`] made for this browser.
///
/// # Errors
/// [`Unconfirmed`].
pub fn open(app: &Inner, cookies: &Cookies, token: Option<&str>) -> Result<Details, Unconfirmed> {
    let nonce = cookies.get(COOKIE).ok_or(Unconfirmed::NoDetails)?;
    let (body, tag) = token.and_then(|token| token.split_once('.')).ok_or(Unconfirmed::InvalidToken)?;
    if !csrf::verify(app, &binding(nonce, body), tag) {
        return Err(Unconfirmed::InvalidToken);
    }
    decode_base64url(body)
        .and_then(|json| serde_json::from_slice(&json).ok())
        .ok_or(Unconfirmed::InvalidToken)
}

/// Named, so that no other form's token fits.
fn binding(nonce: &str, body: &str) -> String {
    format!("session-end\n{nonce}\n{body}")
}
