use http::header::{CONTENT_SECURITY_POLICY, HeaderValue, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS};
use leptos::nonce::use_nonce;
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

/// What every page says about itself: no foreign origin, no frame, and no script but the ones Leptos ends a stream
/// with. `same-origin` also lets server functions know which page a form was on.
pub(crate) fn set_page_headers() {
    let Some(response) = use_context::<ResponseOptions>() else { return };
    let scripts = use_nonce().map_or("'none'".to_owned(), |nonce| format!("'nonce-{nonce}'"));
    let policy = format!(
        "default-src 'none'; script-src {scripts}; style-src 'self'; img-src 'self'; base-uri 'none'; \
         frame-ancestors 'none'"
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.insert_header(CONTENT_SECURITY_POLICY, policy);
    }
    response.insert_header(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    response.insert_header(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
}
