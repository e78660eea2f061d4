use axum::{
    Router,
    extract::{Path, RawQuery, State},
    response::{IntoResponse, Response},
    routing::get,
};
use genkan_oauth::Parameters;
use http::{HeaderValue, StatusCode, header};

use super::Locale;
use crate::{app::App, http::cookies::SetCookie};

/// Holds the language chosen with the switch, until the browser closes: a choice outranks what the application
/// or the browser asks for, and should not outlive the visit.
pub const LANGUAGE_COOKIE: &str = "_language";

pub(super) fn routes() -> Router<App> {
    Router::new().route("/language/{tag}", get(choose))
}

/// Keeps the choice and goes back to the page it was made on. Works without JavaScript.
async fn choose(State(app): State<App>, Path(tag): Path<String>, RawQuery(query): RawQuery) -> Response {
    let parameters = Parameters::from_query(query.as_deref().unwrap_or_default()).unwrap_or_default();
    let to = parameters.get("to").and_then(local_path).unwrap_or_else(|| HeaderValue::from_static("/"));
    let mut response = (
        StatusCode::SEE_OTHER,
        [(header::LOCATION, to), (header::CACHE_CONTROL, HeaderValue::from_static("no-store"))],
    )
        .into_response();
    if let Some(locale) = Locale::parse(&tag) {
        let cookie = SetCookie::new(LANGUAGE_COOKIE, locale.tag())
            .path("/")
            .http_only()
            .secure(app.config.server.is_secure());
        response.headers_mut().append(header::SET_COOKIE, cookie.header());
    }
    response
}

/// A path on this server. Browsers read `//` and `/\` as another host, and drop tabs and line breaks first.
fn local_path(to: &str) -> Option<HeaderValue> {
    let is_local = to.starts_with('/')
        && !to.starts_with("//")
        && !to.starts_with("/\\")
        && to.bytes().all(|byte| byte.is_ascii_graphic());
    HeaderValue::from_str(to).ok().filter(|_| is_local)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_switch_leads_nowhere_else() {
        for bad in
            ["//evil", "/\\evil", "/\t/evil", "https://evil", "evil", "", "/a\r\nb: c", "/ü", "/\n/evil"]
        {
            assert_eq!(local_path(bad), None, "{bad:?}");
        }
        assert!(local_path("/sign-in?app_id=a%20b").is_some());
    }
}
