//! `GET` and `POST /oidc/session/end` (RP-Initiated Logout 1.0 §2): checks, then a form that confirms itself.

use std::sync::Arc;

use axum::{
    extract::{RawQuery, State},
    response::Response,
};
use genkan_oauth::{OAuthError, Parameters, redirect_uri};
use http::{HeaderMap, StatusCode};

use super::details::{self, Details};
use crate::{
    app::App,
    applications::Client,
    http::{
        form::{FormBody, FormRejection},
        headers::set_pages_headers,
    },
    oidc::{
        authorization::{
            Failure,
            browser::{Browser, with_cookies},
            validate::check_client,
        },
        id_token_hint::{self, IdTokenHint},
    },
    pages::{self, AutoSubmit, Host},
};

/// `GET /oidc/session/end`.
pub async fn get(
    State(app): State<App>,
    browser: Browser,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    let parameters = Parameters::from_query(query.as_deref().unwrap_or_default());
    answer(&app, &browser, &headers, parameters).await
}

/// `POST /oidc/session/end`: the same.
pub async fn post(
    State(app): State<App>,
    browser: Browser,
    headers: HeaderMap,
    form: Result<FormBody, FormRejection>,
) -> Response {
    let parameters = form.map(|FormBody(parameters)| parameters).map_err(OAuthError::from);
    answer(&app, &browser, &headers, parameters).await
}

async fn answer(
    app: &App,
    browser: &Browser,
    headers: &HeaderMap,
    parameters: Result<Parameters, OAuthError>,
) -> Response {
    match ask(app, browser, headers, parameters).await {
        Ok(response) => response,
        Err(failure) => browser.refuse(app, failure),
    }
}

async fn ask(
    app: &App,
    browser: &Browser,
    headers: &HeaderMap,
    parameters: Result<Parameters, OAuthError>,
) -> Result<Response, Failure> {
    let parameters = &parameters?;
    parameters.check_duplicates()?;
    let hint = check_id_token_hint(app, parameters).await?;
    let client = match client_id(parameters, hint.as_ref())? {
        Some(client_id) => Some(check_client(app, client_id).await?),
        None => None,
    };
    let details = Details {
        post_logout_redirect_uri: check_post_logout_redirect_uri(client.as_deref(), parameters)?,
        client_id: client.as_ref().map(|client| client.application.id.clone()),
        state: parameters.get("state").map(str::to_owned),
    };
    let is_settled = is_settled(app, browser, headers, client.is_some(), hint.as_ref()).await?;
    let (token, cookie) = details::seal(app, &browser.cookies, &details);
    let page = AutoSubmit::sign_out(
        browser.page(app, parameters.get("ui_locales")).await.hosted_by(client.as_ref().map(host)),
        "/oidc/session/end/confirm",
        vec![("xsrf".to_owned(), token), ("logout".to_owned(), "yes".to_owned())],
        is_settled,
    );
    let mut response = pages::html(StatusCode::OK, page);
    set_pages_headers(response.headers_mut());
    Ok(with_cookies(response, [cookie]))
}

/// The hint must be an ID token of ours; it may have expired.
async fn check_id_token_hint(app: &App, parameters: &Parameters) -> Result<Option<IdTokenHint>, Failure> {
    let Some(token) = parameters.get("id_token_hint") else { return Ok(None) };
    match id_token_hint::verify(app, token).await? {
        Some(hint) => Ok(Some(hint)),
        None => Err(OAuthError::invalid_request("could not validate id_token_hint").into()),
    }
}

/// Who asks: `client_id`, or the audience of the hint; they must agree.
fn client_id<'a>(
    parameters: &'a Parameters,
    hint: Option<&'a IdTokenHint>,
) -> Result<Option<&'a str>, OAuthError> {
    match (parameters.get("client_id"), hint.map(|hint| hint.client_id.as_str())) {
        (Some(named), Some(audience)) if named != audience => {
            Err(OAuthError::invalid_request("client_id does not match the provided id_token_hint"))
        }
        (named, audience) => Ok(named.or(audience)),
    }
}

/// It must be registered for the client that asks (§3); without a client it does not count.
fn check_post_logout_redirect_uri(
    client: Option<&Client>,
    parameters: &Parameters,
) -> Result<Option<String>, OAuthError> {
    let (Some(client), Some(requested)) = (client, parameters.get("post_logout_redirect_uri")) else {
        return Ok(None);
    };
    let registered = &client.application.post_logout_redirect_uris;
    // No loopback exception here, for any kind of client.
    if registered.iter().any(|own| redirect_uri::matches(own, requested, false)) {
        Ok(Some(requested.to_owned()))
    } else {
        Err(OAuthError::invalid_request("post_logout_redirect_uri not registered"))
    }
}

/// Whether the form may confirm itself (§2: otherwise the person is asked). An application of ours that says who it
/// is settles it, unless its hint names somebody else than who is signed in. Whoever names nobody could be any page
/// on the web, and so could a request that the browser made inside another page.
async fn is_settled(
    app: &App,
    browser: &Browser,
    headers: &HeaderMap,
    has_client: bool,
    hint: Option<&IdTokenHint>,
) -> Result<bool, Failure> {
    let mut conn = app.db.read().await?;
    let Some((session, _)) = browser.session(&mut conn, app.clock.now()).await? else { return Ok(true) };
    let is_embedded = headers.get("sec-fetch-dest").is_some_and(|place| place != "document");
    let is_somebody_else = hint.is_some_and(|hint| hint.user_id != session.user_id);
    Ok(has_client && !is_embedded && !is_somebody_else)
}

fn host(client: &Arc<Client>) -> Host {
    Host::new(&client.application.name, client.application.logo_uri.as_deref())
}
