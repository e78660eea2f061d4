use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use genkan_sdk::{NotSignedIn, SignedIn};
use http::{HeaderMap, StatusCode};

use crate::App;
use crate::api_call::ApiCall;
use crate::error_page::{ended, no_session, not_found};
use crate::organizations::Organizations;
use crate::page::render;
use crate::problem::Problem;
use crate::token::Token;
use crate::words::Words;

/// What the person may do on behalf of one organization.
#[derive(Debug, Template)]
#[template(path = "organization.html")]
struct Page {
    words: &'static Words,
    name: String,
    token: Result<Token, Problem>,
    api: Option<ApiCall>,
}

/// The page of one of the person's organizations; visitors sign in first and come back.
pub(crate) async fn organization(
    State(app): State<App>,
    Path(id): Path<String>,
    headers: HeaderMap,
    me: Result<SignedIn, NotSignedIn>,
) -> Response {
    let words = Words::of(&headers);
    let SignedIn { claims, session } = match me {
        Ok(me) => me,
        Err(NotSignedIn::Rejected(rejection)) => return no_session(words, &rejection),
        Err(visitor) => return visitor.into_response(),
    };
    // For its name; without an answer the page does with the id.
    let user_info = session.user_info().await.ok();
    let organizations = Organizations::of(words, &claims, user_info.as_ref());
    let Some(organization) = organizations.and_then(|known| known.into_one(&id)) else {
        return not_found(headers).await;
    };
    let token = session.organization_token(&id).await;
    let api = match &app.api {
        Some(api) => {
            let token = session.access_token(&api.resource).in_organization(&id).await;
            Some(api.call(words, token).await)
        }
        None => None,
    };
    if !session.is_authenticated() {
        return ended(words, &organization.path);
    }
    let token = match token {
        Ok(token) => Ok(Token::new(words, &token)),
        Err(error) => Err(Problem::of(words, &error)),
    };
    render(StatusCode::OK, &Page { words, name: organization.name, token, api })
}
