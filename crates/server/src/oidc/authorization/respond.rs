//! The authorization response (RFC 6749 §4.1.2, RFC 9207): where it goes, what it says, how it travels.

use axum::response::{IntoResponse, Response};
use genkan_oauth::{
    OAuthError,
    authorization_request::{Envelope, ResponseMode},
};
use http::{HeaderValue, StatusCode, header};
use url::{Url, form_urlencoded::Serializer};

use super::{ValidRequest, browser::Browser};
use crate::{
    app::App,
    http::headers::set_pages_headers,
    oidc::device,
    pages::{self, AutoSubmit, Page},
    secrets::{Token, TokenHash},
};

/// Where the answer goes.
#[derive(Clone, Debug)]
pub struct Destination {
    redirect_uri: String,
    response_mode: ResponseMode,
    state: Option<String>,
    /// The answer is a device's, which asks for it at the token endpoint; the browser sees a page.
    device_code: Option<TokenHash>,
}

impl Destination {
    /// A redirect URI that was found registered, and how the client wants to be answered.
    pub fn new(redirect_uri: &str, envelope: &Envelope) -> Self {
        Self {
            redirect_uri: redirect_uri.to_owned(),
            response_mode: envelope.response_mode,
            state: envelope.state.clone(),
            device_code: None,
        }
    }

    /// Where the answer to this request goes.
    pub fn of(valid: &ValidRequest) -> Self {
        match valid.device_code {
            Some(device_code) => Self::device(device_code),
            None => Self::new(&valid.redirect_uri, &valid.request.envelope),
        }
    }

    /// A device (RFC 8628).
    pub fn device(device_code: TokenHash) -> Self {
        Self {
            redirect_uri: String::new(),
            response_mode: ResponseMode::Query,
            state: None,
            device_code: Some(device_code),
        }
    }

    /// RFC 6749 §4.1.2: the code.
    pub async fn code(&self, app: &App, browser: &Browser, code: &Token) -> Response {
        self.send(app, browser, StatusCode::OK, vec![("code", code.expose().to_owned())]).await
    }

    /// RFC 6749 §4.1.2.1: the error.
    pub async fn error(&self, app: &App, browser: &Browser, error: &OAuthError) -> Response {
        tracing::info!(%error, "authorization refused");
        if let Some(device_code) = &self.device_code {
            return device::refused(app, device_code, error).await;
        }
        let mut members = vec![("error", error.code.as_str().to_owned())];
        if let Some(description) = &error.description {
            members.push(("error_description", description.clone().into_owned()));
        }
        if let Some(scope) = &error.scope {
            members.push(("scope", scope.clone()));
        }
        self.send(app, browser, StatusCode::BAD_REQUEST, members).await
    }

    /// Adds `state` (only if it was sent) and `iss` (RFC 9207 §2, always). 303, so that a browser that posted here
    /// does not post on (RFC 9700 §4.12); a form page has a status of its own.
    async fn send(
        &self,
        app: &App,
        browser: &Browser,
        form_status: StatusCode,
        mut members: Vec<(&'static str, String)>,
    ) -> Response {
        if let Some(state) = &self.state {
            members.push(("state", state.clone()));
        }
        members.push(("iss", app.issuer().to_owned()));
        match self.response_mode {
            ResponseMode::Query => see_other(&with_query(&self.redirect_uri, &members)),
            ResponseMode::Fragment => see_other(&format!("{}#{}", self.redirect_uri, encode(&members))),
            ResponseMode::FormPost => {
                let fields = members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
                // No language switch: reloading would begin the authorization again.
                let page = Page { here: None, ..browser.page(app, None).await };
                let mut response =
                    pages::html(form_status, AutoSubmit::proceed(page, &self.redirect_uri, fields));
                set_pages_headers(response.headers_mut());
                response
            }
        }
    }
}

/// The URI with more query members, the rest byte for byte as it was: clients compare prefixes.
pub(in crate::oidc) fn with_query(uri: &str, members: &[(&'static str, String)]) -> String {
    let separator = match uri.find('?') {
        None => "?",
        Some(at) if at + 1 == uri.len() || uri.ends_with('&') => "",
        Some(_) => "&",
    };
    format!("{uri}{separator}{}", encode(members))
}

fn encode(members: &[(&'static str, String)]) -> String {
    let mut query = Serializer::new(String::new());
    query.extend_pairs(members);
    query.finish()
}

/// 303 See Other, never stored.
pub(in crate::oidc) fn see_other(location: &str) -> Response {
    let headers = [(header::LOCATION, location_value(location)), (header::CACHE_CONTROL, NO_STORE)];
    (StatusCode::SEE_OTHER, headers).into_response()
}

const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");

/// A registered URI may hold characters that a header cannot; its serialised form holds none.
fn location_value(location: &str) -> HeaderValue {
    if location.bytes().all(|byte| byte.is_ascii_graphic()) {
        HeaderValue::from_str(location)
    } else {
        HeaderValue::from_str(Url::parse(location).as_ref().map_or("/", Url::as_str))
    }
    .unwrap_or_else(|_| HeaderValue::from_static("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_uri_is_kept_byte_for_byte() {
        let members = [("code", "a+b".to_owned()), ("state", "x y&é".to_owned())];
        let query = "code=a%2Bb&state=x+y%26%C3%A9";
        for (uri, expected) in [
            ("https://app.example", format!("https://app.example?{query}")),
            ("https://app.example/cb", format!("https://app.example/cb?{query}")),
            ("https://app.example/cb?", format!("https://app.example/cb?{query}")),
            ("https://app.example/cb?a=1", format!("https://app.example/cb?a=1&{query}")),
            ("https://app.example/cb?a=1&", format!("https://app.example/cb?a=1&{query}")),
            ("app.example:/cb", format!("app.example:/cb?{query}")),
        ] {
            assert_eq!(with_query(uri, &members), expected);
        }
    }

    #[test]
    fn a_location_is_always_a_header() {
        assert_eq!(location_value("https://例え.jp/あ?x=1"), "https://xn--r8jz45g.jp/%E3%81%82?x=1");
        assert_eq!(location_value("/sign-in?app_id=a"), "/sign-in?app_id=a");
        assert_eq!(location_value("not a\r\nurl"), "/");
    }
}
