use askama::Template;
use axum::extract::State;
use axum::response::Response;
use genkan_sdk::{Session, SessionError};
use http::{HeaderMap, StatusCode};

use crate::App;
use crate::page::render;
use crate::rows::{Row, rows};
use crate::words::Words;

/// For visitors: one thing to do.
#[derive(Debug, Template)]
#[template(path = "signed_out.html")]
struct SignedOut {
    words: &'static Words,
}

/// For people who are signed in: what the app knows.
#[derive(Debug, Template)]
#[template(path = "signed_in.html")]
struct SignedIn {
    words: &'static Words,
    name: String,
    initial: String,
    claims: Vec<Row>,
    /// `None`: the server could not be asked.
    user_info: Option<Vec<Row>>,
    api: Option<Api>,
}

/// An access token for the demo API.
#[derive(Debug)]
struct Api {
    resource: String,
    token: Token,
}

/// What can be shown of it.
#[derive(Debug)]
enum Token {
    Claims(Vec<Row>),
    Opaque,
    Missing,
}

/// The first page.
pub(crate) async fn home(State(app): State<App>, headers: HeaderMap, session: Session) -> Response {
    let words = Words::of(&headers);
    let Some(claims) = session.claims() else {
        return render(StatusCode::OK, &SignedOut { words });
    };
    let user_info = logged("the user info", session.user_info().await);
    let api = match app.resource {
        Some(resource) => {
            let token = match logged("an access token", session.access_token(&resource).await) {
                Some(token) => {
                    token.unverified_claims().map_or(Token::Opaque, |claims| Token::Claims(rows(&claims)))
                }
                None => Token::Missing,
            };
            Some(Api { resource, token })
        }
        None => None,
    };
    if !session.is_authenticated() {
        // The server has ended the session meanwhile.
        return render(StatusCode::OK, &SignedOut { words });
    }
    let name = claims.display_name().to_owned();
    let initial = name.chars().next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    let user_info = user_info.map(|info| rows(info.raw()));
    let page = SignedIn { words, name, initial, claims: rows(claims.raw()), user_info, api };
    render(StatusCode::OK, &page)
}

fn logged<T>(what: &str, result: Result<T, SessionError>) -> Option<T> {
    result.inspect_err(|error| tracing::warn!(%error, "{what} could not be fetched")).ok()
}
