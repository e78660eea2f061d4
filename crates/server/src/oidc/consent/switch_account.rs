//! `/switch-account`: the request begins anew, and somebody signs in, whoever is signed in now.

use axum::{
    extract::{RawQuery, State},
    response::Response,
};
use genkan_oauth::Parameters;

use super::{failed, nothing_to_ask, validate_again};
use crate::{
    app::App,
    http::request_id::RequestId,
    oidc::authorization::{Failure, begin, browser::Browser, decide::Progress, respond::Destination},
    sign_in::interaction,
};

/// `GET /switch-account`. Nothing has changed for whoever comes here by mistake: the session lasts until somebody
/// else has signed in.
pub async fn switch_account(
    State(app): State<App>,
    browser: Browser,
    request_id: RequestId,
    RawQuery(query): RawQuery,
) -> Response {
    match begin_anew(&app, &browser, query.as_deref()).await {
        Ok(response) => response,
        Err(failure) => failed(&app, &browser, &request_id, failure).await,
    }
}

async fn begin_anew(app: &App, browser: &Browser, query: Option<&str>) -> Result<Response, Failure> {
    let query = Parameters::from_query(query.unwrap_or_default())?;
    let carried = interaction::carried(&browser.cookies, &query);
    let mut conn = app.db.read().await?;
    let found = interaction::find_first(&mut conn, &carried, app.clock.now()).await?;
    drop(conn);
    let Some(interaction) = found else { return nothing_to_ask(app).await };
    let mut valid = validate_again(app, &interaction).await?;
    valid.request.prompt.demand_login();
    // A hint names the account that is not wanted.
    valid.request.id_token_hint = None;
    valid.hinted_user = None;
    let destination = Destination::of(&valid);
    begin(app, browser, &valid, &destination, Progress::default()).await
}
