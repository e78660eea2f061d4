//! The owner's pages: where the code is typed, what it stands for, and the end.

use axum::{
    extract::{RawQuery, State},
    response::{IntoResponse, Response},
};
use genkan_database::DbError;
use genkan_oauth::Parameters;
use http::{StatusCode, header};

use super::{
    page_url,
    pages::{CodePage, ConfirmPage},
    store,
    user_code::UserCode,
    xsrf,
};
use crate::{
    app::App,
    applications,
    http::{
        rate_limit::{Limiter, RetryAfter, USER_CODE},
        request_id::RequestId,
    },
    oidc::authorization::browser::{Browser, with_cookies},
    pages::{Host, PageError, html},
    sign_in::pages::NoticePage,
};

/// Query members that are carried between the addresses of the page.
const CARRIED: [&str; 3] = ["user_code", "input_code", "error"];

/// `GET /oidc/device`: ties the page to this browser and leads there.
pub async fn begin(State(app): State<App>, browser: Browser, RawQuery(query): RawQuery) -> Response {
    let location = format!("/device{}", carried(query.as_deref()));
    with_cookies(found(&location), xsrf::remember(&app, &browser.cookies))
}

/// `GET /device`: the question for the code; with a code that a device waits with, the question whether it is meant.
pub async fn show(
    State(app): State<App>,
    browser: Browser,
    request_id: RequestId,
    RawQuery(query): RawQuery,
) -> Response {
    let Some(token) = browser.cookies.get(xsrf::COOKIE).map(str::to_owned) else {
        return found(&format!("/oidc/device{}", carried(query.as_deref())));
    };
    let Ok(parameters) = Parameters::from_query(query.as_deref().unwrap_or_default()) else {
        return PageError::bad_request().render(browser.page(&app, None).await, &request_id);
    };
    let mut page = CodePage::new(browser.page(&app, None).await, token);
    let Some(typed) = parameters.get("user_code") else {
        page.code.value = parameters.get("input_code").unwrap_or_default().chars().take(32).collect();
        page.refused(parameters.get("error").unwrap_or_default());
        return html(StatusCode::OK, page);
    };
    match waiting(&app, &browser, typed).await {
        Ok(Some((code, host))) => {
            let frame = page.page.clone().hosted_by(Some(host));
            html(StatusCode::OK, ConfirmPage::new(frame, code.as_str(), page.xsrf))
        }
        Ok(None) => {
            page.code.value = typed.chars().take(32).collect();
            page.refused("invalid_code");
            html(StatusCode::UNPROCESSABLE_ENTITY, page)
        }
        Err(error) => error.render(page.page, &request_id),
    }
}

/// `GET /device/success`.
pub async fn success(State(app): State<App>, browser: Browser) -> Response {
    html(StatusCode::OK, NoticePage::new(browser.page(&app, None).await, "device-success", None))
}

/// The code as a device shows it, and the application that runs there. Every look-up counts as a guess.
async fn waiting(app: &App, browser: &Browser, typed: &str) -> Result<Option<(UserCode, Host)>, PageError> {
    check_guesses(app, browser)?;
    let Some(code) = UserCode::parse(typed) else { return Ok(None) };
    let found = async {
        let pending =
            store::find_pending(&mut app.db.read().await?, &code.hash(app), app.clock.now()).await?;
        match pending {
            Some(pending) => applications::find_client(app, &pending.client_id).await,
            None => Ok::<_, DbError>(None),
        }
    };
    let client = found.await.map_err(PageError::from)?;
    Ok(client
        .map(|client| (code, Host::new(&client.application.name, client.application.logo_uri.as_deref()))))
}

/// RFC 8628 §5.1: one address cannot try many codes.
pub(super) fn check_guesses(app: &App, browser: &Browser) -> Result<(), PageError> {
    app.part::<Limiter>()
        .check(USER_CODE, &browser.address.rate_key())
        .map_err(|RetryAfter(seconds)| PageError::too_many(seconds))
}

/// The query of the other address, when there is anything to carry.
fn carried(query: Option<&str>) -> String {
    let Ok(parameters) = Parameters::from_query(query.unwrap_or_default()) else { return String::new() };
    let members: Vec<(&str, &str)> = CARRIED
        .into_iter()
        .filter_map(|name| Some((name, parameters.get(name).filter(|value| value.len() <= 64)?)))
        .collect();
    if members.is_empty() {
        return String::new();
    }
    page_url(&members).trim_start_matches("/device").to_owned()
}

fn found(location: &str) -> Response {
    let headers = [(header::LOCATION, location.to_owned()), (header::CACHE_CONTROL, "no-store".to_owned())];
    (StatusCode::FOUND, headers).into_response()
}
