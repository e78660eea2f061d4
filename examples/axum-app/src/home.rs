use askama::Template;
use axum::extract::State;
use axum::response::Response;
use genkan_sdk::{Session, SessionRejection};
use http::{HeaderMap, StatusCode};

use crate::App;
use crate::api_call::ApiCall;
use crate::error_page::{ended, no_session};
use crate::organizations::Organizations;
use crate::page::render;
use crate::problem::Problem;
use crate::table::Table;
use crate::words::Words;

/// For visitors: one thing to do.
#[derive(Debug, Template)]
#[template(path = "signed_out.html")]
struct SignedOut {
    words: &'static Words,
}

/// For people who are signed in: what the app knows, and what it may do.
#[derive(Debug, Template)]
#[template(path = "signed_in.html")]
struct SignedIn {
    words: &'static Words,
    name: String,
    initial: String,
    /// Where the session is.
    kept: &'static str,
    claims: Table,
    user_info: Result<Table, Problem>,
    api: Option<ApiSection>,
    organizations: Option<Organizations>,
}

#[derive(Debug)]
struct ApiSection {
    resource: String,
    call: ApiCall,
}

/// The first page.
pub(crate) async fn home(
    State(app): State<App>,
    headers: HeaderMap,
    session: Result<Session, SessionRejection>,
) -> Response {
    let words = Words::of(&headers);
    let session = match session {
        Ok(session) => session,
        Err(rejection) => return no_session(words, &rejection),
    };
    let Some(claims) = session.claims() else {
        return render(StatusCode::OK, &SignedOut { words });
    };
    let user_info = session.user_info().await;
    let api = match &app.api {
        Some(api) => {
            let call = api.call(words, session.access_token(&api.resource).await).await;
            Some(ApiSection { resource: api.resource.clone(), call })
        }
        None => None,
    };
    if !session.is_authenticated() {
        // The server has ended the session meanwhile.
        return ended(words, "/");
    }
    let organizations = Organizations::of(words, &claims, user_info.as_ref().ok());
    let name = claims.display_name().to_owned();
    let page = SignedIn {
        words,
        initial: name.chars().next().map(|first| first.to_uppercase().to_string()).unwrap_or_default(),
        name,
        kept: app.store.kept(words),
        claims: Table::from(&claims),
        user_info: user_info.map(|info| Table::from(&info)).map_err(|error| Problem::of(words, &error)),
        api,
        organizations,
    };
    render(StatusCode::OK, &page)
}
