use askama::Template;
use axum::response::Response;
use genkan_sdk::CallbackError;
use http::{HeaderMap, StatusCode};

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
    next: (&'static str, &'static str),
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
    let next = ("/sign-in", words.sign_in);
    render(error.status(), &ErrorPage { words, title: words.failed, text, next, code: error.code() })
}

/// A path that leads nowhere.
pub(crate) async fn not_found(headers: HeaderMap) -> Response {
    let words = Words::of(&headers);
    let next = ("/", words.home);
    let page =
        ErrorPage { words, title: words.not_found, text: words.not_found_note, next, code: "not_found" };
    render(StatusCode::NOT_FOUND, &page)
}
