use std::fmt;
use std::sync::Arc;

use axum::response::{Html, IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderValue, REFERRER_POLICY};
use http::{HeaderMap, StatusCode};

use super::CallbackError;

type Render = dyn Fn(&CallbackError, &HeaderMap) -> Response + Send + Sync;

/// How a failed sign-in is answered: the app's own page, or the plain one here.
#[derive(Clone, Default)]
pub(crate) struct ErrorPage(Option<Arc<Render>>);

impl ErrorPage {
    pub(crate) fn new(
        render: impl Fn(&CallbackError, &HeaderMap) -> Response + Send + Sync + 'static,
    ) -> Self {
        Self(Some(Arc::new(render)))
    }

    pub(crate) fn render(&self, error: &CallbackError, headers: &HeaderMap, sign_in: &str) -> Response {
        let mut response = match &self.0 {
            Some(render) => render(error, headers),
            None => guarded(error.status(), plain(error, sign_in)),
        };
        let headers = response.headers_mut();
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
        // The address holds the callback's parameters.
        headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
        response
    }
}

impl fmt::Debug for ErrorPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "ErrorPage(app)" } else { "ErrorPage(plain)" })
    }
}

/// Every word is ours: nothing of the request is repeated.
fn plain(error: &CallbackError, sign_in: &str) -> String {
    page(
        "Sign-in was not finished",
        error.remedy(),
        &format!(r#"<a class="go" href="{sign_in}">Sign in</a><p class="code">{}</p>"#, error.code()),
    )
}

/// A quiet page for the few moments the SDK must speak itself.
pub(crate) fn page(title: &str, text: &str, action: &str) -> String {
    format!(
        r#"<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>
:root{{--paper:#faf8f4;--ink:#1f2328;--soft:#5b6067;--accent:#27506e;--on:#fff;--focus:#c8752d}}
@media (prefers-color-scheme:dark){{:root{{--paper:#16181b;--ink:#ece8e1;--soft:#a5a29b;--accent:#8fb8d4;--on:#16181b}}}}
body{{margin:0;min-height:100vh;display:grid;place-items:center;background:var(--paper);color:var(--ink);font:16px/1.6 system-ui,sans-serif}}
main{{max-width:400px;padding:32px 24px}}
h1{{font-size:28px;line-height:1.25;margin:0 0 12px;text-wrap:balance}}
.go{{display:inline-block;font:inherit;font-weight:600;line-height:44px;margin-top:12px;padding:0 24px;border:0;border-radius:8px;background:var(--accent);color:var(--on);text-decoration:none;cursor:pointer}}
.go:focus-visible{{outline:2px solid var(--focus);outline-offset:2px}}
.code{{color:var(--soft);font-size:14px}}
</style>
<main><h1>{title}</h1><p>{text}</p>{action}</main>
</html>
"#
    )
}

/// A [`page`] as a response that no cache keeps. Its policy allows nothing but its own styles. No `form-action`:
/// browsers apply it to the redirect that follows a form too, and signing out leads to the provider.
pub(crate) fn guarded(status: StatusCode, page: String) -> Response {
    let mut response = (status, Html(page)).into_response();
    let headers = response.headers_mut();
    headers.insert(
        CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(
            "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
        ),
    );
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    response
}
