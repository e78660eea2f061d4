//! `POST /oidc/device`: the owner of the device confirms its code or not; and the way back from the sign-in pages.

use axum::{
    extract::{Path, State, rejection::PathRejection},
    response::Response,
};
use genkan_database::retry;
use genkan_oauth::{OAuthError, Parameters};
use http::HeaderMap;

use super::{page_url, show::check_guesses, store, user_code::UserCode, xsrf};
use crate::{
    app::App,
    http::{
        csrf,
        form::{FormBody, FormRejection},
        headers::set_pages_headers,
        rate_limit::RetryAfter,
        request_id::RequestId,
    },
    ids::InteractionUid,
    oidc::authorization::{
        self, Failure,
        browser::Browser,
        decide::Progress,
        respond::{Destination, see_other},
        validate,
    },
    pages::PageError,
};

/// `POST /oidc/device`.
pub async fn post(
    State(app): State<App>,
    browser: Browser,
    headers: HeaderMap,
    request_id: RequestId,
    form: Result<FormBody, FormRejection>,
) -> Response {
    let answer = match form {
        Ok(FormBody(form)) if form.duplicate().is_none() => answer(&app, &browser, &headers, &form).await,
        _ => Err(PageError::bad_request()),
    };
    match answer {
        Ok(response) => response,
        Err(error) => refuse(&app, &browser, &request_id, error).await,
    }
}

/// People see a page, also under the issuer.
async fn refuse(app: &App, browser: &Browser, request_id: &RequestId, error: PageError) -> Response {
    let mut response = error.render(browser.page(app, None).await, request_id);
    set_pages_headers(response.headers_mut());
    response
}

/// `GET /oidc/device/{uid}`: the browser comes back from the pages.
pub async fn resume(
    State(app): State<App>,
    browser: Browser,
    request_id: RequestId,
    uid: Result<Path<InteractionUid>, PathRejection>,
) -> Response {
    let resumed = match uid {
        Ok(Path(uid)) => authorization::carry_on(&app, &browser, &uid).await,
        Err(_) => Err(OAuthError::session_not_found("interaction session not found").into()),
    };
    match resumed {
        Ok(response) => response,
        Err(Failure::Refused(error)) => {
            tracing::info!(%error, "a device's authorization was not resumed");
            see_other(&page_url(&[("error", "expired")]))
        }
        Err(failure) => refuse(&app, &browser, &request_id, page_error(failure)).await,
    }
}

async fn answer(
    app: &App,
    browser: &Browser,
    headers: &HeaderMap,
    form: &Parameters,
) -> Result<Response, PageError> {
    if !csrf::is_same_origin(app, headers) {
        return Err(PageError::forbidden());
    }
    let typed = form.get("user_code").unwrap_or_default();
    let shown: String = typed.chars().take(32).collect();
    if !xsrf::is_valid(app, &browser.cookies, form.get(xsrf::FIELD)) {
        // The page was open for long, or this browser keeps no cookies: it is asked once more.
        return Ok(see_other(&page_url(&[("user_code", &shown)]).replacen("/device", "/oidc/device", 1)));
    }
    let code = UserCode::parse(typed);
    let (abort, confirm) = (form.contains("abort"), form.contains("confirm"));
    let Some(code) = code.filter(|_| abort || confirm) else {
        return Ok(see_other(&page_url(&[("user_code", &shown)])));
    };
    check_guesses(app, browser)?;
    let now = app.clock.now();
    let pending = store::find_pending(&mut app.db.read().await?, &code.hash(app), now).await?;
    let Some(pending) = pending else {
        return Ok(see_other(&page_url(&[("input_code", &shown), ("error", "invalid_code")])));
    };
    if abort {
        retry(async || {
            let mut tx = app.db.begin().await?;
            store::deny(&mut tx, &pending.device_code, now).await?;
            tx.commit().await
        })
        .await?;
        return Ok(see_other(&page_url(&[("error", "aborted")])));
    }
    authorize(app, browser, pending).await.map_err(page_error)
}

/// From here on it is an authorization like any other.
async fn authorize(app: &App, browser: &Browser, pending: store::Pending) -> Result<Response, Failure> {
    let destination = Destination::device(pending.device_code);
    let checked = async {
        let client = validate::check_client(app, pending.client_id.as_str()).await?;
        let valid = validate::validate_device(app, client, pending.device_code, pending.request).await?;
        authorization::begin(app, browser, &valid, &destination, Progress::default()).await
    };
    match checked.await {
        Err(Failure::Refused(error)) => Ok(destination.error(app, browser, &error).await),
        other => other,
    }
}

fn page_error(failure: Failure) -> PageError {
    match failure {
        Failure::Refused(_) => PageError::bad_request(),
        Failure::Storage(error) => error.into(),
        Failure::Limited(RetryAfter(seconds)) => PageError::too_many(seconds),
    }
}
