use askama::Template;
use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use futures_util::stream::{self, StreamExt as _};
use genkan_sdk::{ReadOnlySession, SessionRejection};
use http::{HeaderMap, StatusCode};

use crate::App;
use crate::api_call::ApiCall;
use crate::error_page::no_session;
use crate::page::html;
use crate::problem::Problem;
use crate::table::Table;
use crate::words::Words;

/// The page without its second part, whose place is marked.
#[derive(Debug, Template)]
#[template(path = "stream.html")]
struct Page {
    words: &'static Words,
    claims: Table,
}

const MARK: &str = "<!-- rest -->";

/// What takes a while.
#[derive(Debug, Template)]
#[template(path = "parts/stream_rest.html")]
struct Rest {
    words: &'static Words,
    user_info: Result<Table, Problem>,
    api: Option<ApiCall>,
}

/// A page whose first part is sent while the second is fetched. By then no cookie can be set any more, so the session
/// is a [`ReadOnlySession`]: extracting it has refreshed what is about to expire.
pub(crate) async fn stream(
    State(app): State<App>,
    headers: HeaderMap,
    session: Result<ReadOnlySession, SessionRejection>,
) -> Response {
    let words = Words::of(&headers);
    let session = match session {
        Ok(session) => session,
        Err(rejection) => return no_session(words, &rejection),
    };
    let Some(claims) = session.claims() else {
        return Redirect::to("/sign-in?returnTo=/stream").into_response();
    };
    let page = Page { words, claims: Table::from(&claims) };
    let (first, last) = match page.render() {
        Ok(html) => match html.split_once(MARK) {
            Some((first, last)) => (first.to_owned(), last.to_owned()),
            None => (html, String::new()),
        },
        Err(error) => {
            tracing::error!(%error, "a page could not be rendered");
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        }
    };
    let rest = async move { rest(&app, words, &session).await + &last };
    let parts =
        stream::once(async { first }).chain(stream::once(rest)).map(Ok::<_, std::convert::Infallible>);
    html(StatusCode::OK, Body::from_stream(parts))
}

async fn rest(app: &App, words: &'static Words, session: &ReadOnlySession) -> String {
    let user_info = session.user_info().await;
    let api = match &app.api {
        Some(api) => Some(api.call(words, session.access_token(&api.resource).await).await),
        None => None,
    };
    let user_info = user_info.map(|info| Table::from(&info)).map_err(|error| Problem::of(words, &error));
    Rest { words, user_info, api }.render().unwrap_or_else(|error| {
        tracing::error!(%error, "the second part could not be rendered");
        String::new()
    })
}
