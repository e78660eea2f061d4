//! `POST /oidc/session/end/confirm`: the session ends, the applications are told, the browser goes on.

use axum::{extract::State, response::Response};
use genkan_database::DbError;
use genkan_oauth::OAuthError;
use http::HeaderMap;

use super::{
    Ended,
    details::{self, Details, Unconfirmed},
    end, notify,
};
use crate::{
    app::App,
    audit_log::{self, Entry, Origin},
    http::{
        csrf,
        form::{FormBody, FormRejection},
    },
    oidc::authorization::{
        Failure,
        browser::{Browser, with_cookies},
        respond::{see_other, with_query},
    },
    sessions,
};

/// `POST /oidc/session/end/confirm`.
pub async fn post(
    State(app): State<App>,
    browser: Browser,
    origin: Origin,
    headers: HeaderMap,
    form: Result<FormBody, FormRejection>,
) -> Response {
    match carry_out(&app, &browser, origin, &headers, form).await {
        Ok(response) => response,
        Err(failure) => browser.refuse(&app, failure),
    }
}

async fn carry_out(
    app: &App,
    browser: &Browser,
    origin: Origin,
    headers: &HeaderMap,
    form: Result<FormBody, FormRejection>,
) -> Result<Response, Failure> {
    let FormBody(parameters) = form.map_err(OAuthError::from)?;
    let details = details::open(app, &browser.cookies, parameters.get("xsrf")).map_err(refusal)?;
    if !csrf::is_same_origin(app, headers) {
        return Err(refusal(Unconfirmed::InvalidToken).into());
    }
    let response = see_other(&destination(&details));
    // Without `logout` the person chose to stay signed in.
    if !parameters.contains("logout") {
        return Ok(response);
    }
    if let Some(ended) = genkan_database::retry(async || end_current(app, browser).await).await? {
        let (user_id, application_id) = (Some(ended.user_id.clone()), details.client_id.clone());
        notify(app, ended);
        audit_log::record(app, Entry { user_id, application_id, origin, ..Entry::new("RevokeGrants") }).await;
    }
    Ok(with_cookies(response, [sessions::clear_cookie(app)]))
}

async fn end_current(app: &App, browser: &Browser) -> Result<Option<Ended>, DbError> {
    let mut tx = app.db.begin().await?;
    let Some((session, _)) = browser.session(&mut tx, app.clock.now()).await? else { return Ok(None) };
    let ended = end(&mut tx, &session).await?;
    tx.commit().await?;
    Ok(Some(ended))
}

fn destination(details: &Details) -> String {
    match (&details.post_logout_redirect_uri, &details.state) {
        (Some(uri), Some(state)) => with_query(uri, &[("state", state.clone())]),
        (Some(uri), None) => uri.clone(),
        (None, _) => "/oidc/session/end/success".to_owned(),
    }
}

fn refusal(why: Unconfirmed) -> OAuthError {
    OAuthError::invalid_request(match why {
        Unconfirmed::NoDetails => "could not find logout details",
        Unconfirmed::InvalidToken => "xsrf token invalid",
    })
}
