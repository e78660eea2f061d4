use askama::Template;
use axum::response::{IntoResponse as _, Response};
use genkan_sdk::{CallbackError, SessionRejection};
use http::header::RETRY_AFTER;
use http::{HeaderMap, HeaderValue, StatusCode};

use crate::page::render;
use crate::words::Words;

/// Says what happened and what to do next.
#[derive(Debug, Template)]
#[template(path = "error.html")]
struct ErrorPage {
    words: &'static Words,
    title: &'static str,
    text: &'static str,
    /// Where to go, and what that is called.
    next: (String, &'static str),
    /// For whoever is asked for help.
    code: &'static str,
}

/// A sign-in that could not be finished. The SDK logs the details; the page repeats nothing from outside.
pub(crate) fn sign_in_failed(error: &CallbackError, headers: &HeaderMap) -> Response {
    let words = Words::of(headers);
    let text = match error.code() {
        "access_denied" => words.cancelled,
        "sign_in_expired" => words.expired,
        "provider_unavailable" => words.no_answer,
        "state_missing" | "state_mismatch" | "code_missing" | "provider_error" => words.start_again,
        _ => words.not_used,
    };
    let next = ("/sign-in".to_owned(), words.sign_in);
    render(error.status(), &ErrorPage { words, title: words.failed, text, next, code: error.code() })
}

/// The provider has ended the session: signing in again goes on at `path`, one of ours.
pub(crate) fn ended(words: &'static Words, path: &str) -> Response {
    let return_to: String = url::form_urlencoded::byte_serialize(path.as_bytes()).collect();
    let next = (format!("/sign-in?returnTo={return_to}"), words.sign_in);
    let page = ErrorPage { words, title: words.ended, text: words.ended_note, next, code: "session_ended" };
    render(StatusCode::OK, &page)
}

/// The session store does not answer, or the router is wrong. Nobody is signed out by it.
pub(crate) fn no_session(words: &'static Words, rejection: &SessionRejection) -> Response {
    let SessionRejection::StoreUnavailable { .. } = rejection else {
        return rejection.clone().into_response();
    };
    let next = ("/".to_owned(), words.go_on);
    let (title, text) = (words.one_moment, words.store_down);
    let mut response = render(
        StatusCode::SERVICE_UNAVAILABLE,
        &ErrorPage { words, title, text, next, code: "store_unavailable" },
    );
    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("5"));
    response
}

/// A path that leads nowhere.
pub(crate) async fn not_found(headers: HeaderMap) -> Response {
    let words = Words::of(&headers);
    let next = ("/".to_owned(), words.home);
    let page =
        ErrorPage { words, title: words.not_found, text: words.not_found_note, next, code: "not_found" };
    render(StatusCode::NOT_FOUND, &page)
}
