//! `GET` and `POST /oidc/auth` (RFC 6749 §4.1.1, OpenID Connect Core §3.1.2).

use axum::{
    extract::{RawQuery, State},
    response::Response,
};
use genkan_oauth::{AuthorizationRequest, OAuthError, Parameters, authorization_request::Envelope};

use http::HeaderValue;

use super::{
    Failure, ValidRequest,
    browser::{Browser, with_cookies},
    decide::{Decision, Progress},
    page_url,
    respond::{Destination, see_other},
    step::{self, Outcome},
    validate,
};
use crate::{
    app::App,
    http::{
        cookies::{Cookies, SetCookie},
        form::{FormBody, FormRejection},
        rate_limit::{AUTHORIZATION, Limiter},
    },
    oidc::{device, error_response::OidcError, pushed_authorization_request},
    sessions, settings,
    sign_in::interaction::{self, Interaction},
};

/// `GET /oidc/auth`.
pub async fn get(State(app): State<App>, browser: Browser, RawQuery(query): RawQuery) -> Response {
    let parameters = Parameters::from_query(query.as_deref().unwrap_or_default());
    answer(&app, &browser, parameters).await
}

/// `POST /oidc/auth`: the same with the parameters in the body (OpenID Connect Core §3.1.2.1).
pub async fn post(
    State(app): State<App>,
    browser: Browser,
    RawQuery(query): RawQuery,
    form: Result<FormBody, FormRejection>,
) -> Response {
    let parameters = form.map_err(OAuthError::from).and_then(|FormBody(body)| merge(query.as_deref(), &body));
    answer(&app, &browser, parameters).await
}

/// What is in the address and in the body is there twice.
fn merge(query: Option<&str>, body: &Parameters) -> Result<Parameters, OAuthError> {
    let query = Parameters::from_query(query.unwrap_or_default())?;
    let pairs = query.iter().chain(body.iter());
    Parameters::new(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
}

async fn answer(app: &App, browser: &Browser, parameters: Result<Parameters, OAuthError>) -> Response {
    let state = parameters.as_ref().ok().and_then(|parameters| parameters.get("state")).map(str::to_owned);
    match authorize(app, browser, parameters).await {
        Ok(response) => response,
        Err(failure) => browser.refuse(app, OidcError::from(failure).with_state(state)),
    }
}

/// Until client and redirect URI are known to be good, a failure is ours to show; from then on it is the client's
/// to hear.
async fn authorize(
    app: &App,
    browser: &Browser,
    parameters: Result<Parameters, OAuthError>,
) -> Result<Response, Failure> {
    let parameters = pushed_authorization_request::resolve(app, parameters?).await?;
    let envelope = Envelope::parse(&parameters)?;
    let client = validate::check_client(app, &envelope.client_id).await?;
    let redirect_uri = validate::check_redirect_uri(&client, &envelope)?;
    let destination = Destination::new(&redirect_uri, &envelope);
    let checked = async {
        let request = AuthorizationRequest::parse(&parameters)?;
        let valid = validate::validate(app, client, redirect_uri, request).await?;
        begin(app, browser, &valid, &destination, Progress::default()).await
    };
    match checked.await {
        Err(Failure::Refused(error)) => Ok(destination.error(app, browser, &error).await),
        other => other,
    }
}

/// A valid request, from where the browser stands: one read, and one write unless it is refused.
pub(in crate::oidc) async fn begin(
    app: &App,
    browser: &Browser,
    valid: &ValidRequest,
    destination: &Destination,
    progress: Progress,
) -> Result<Response, Failure> {
    let (outcome, prolonged) =
        genkan_database::retry(async || advance(app, browser, valid, progress).await).await?;
    let response = render(app, browser, destination, &outcome).await;
    Ok(with_cookies(response, prolonged))
}

/// Looks, decides and writes. Returns the session's cookie when its end has moved.
async fn advance(
    app: &App,
    browser: &Browser,
    valid: &ValidRequest,
    progress: Progress,
) -> Result<(Outcome, Option<HeaderValue>), Failure> {
    let mut conn = app.db.read().await?;
    let current = browser.session(&mut conn, app.clock.now()).await?;
    let session = current.as_ref().map(|(session, _)| session);
    let standing = step::look(app, &mut conn, valid, session, progress).await?;
    drop(conn);
    if let Decision::Refuse(error) = standing.decision {
        return Err(error.into());
    }
    if matches!(standing.decision, Decision::SignIn | Decision::Consent) {
        app.part::<Limiter>().check(AUTHORIZATION, &browser.address.rate_key())?;
    }
    let mut tx = app.db.begin().await?;
    let prolonged = match session {
        Some(session) => sessions::touch(app, &mut tx, session).await?,
        None => false,
    };
    let outcome = step::take(app, &mut tx, valid, session, progress, standing).await?;
    tx.commit().await?;
    let cookie = match current {
        Some((_, id)) if prolonged => {
            let ends = app.clock.now().plus_seconds(settings::all(app).await?.session.ttl);
            Some(sessions::set_cookie(app, &id, ends))
        }
        _ => None,
    };
    Ok((outcome, cookie))
}

/// What the browser gets.
pub(super) async fn render(
    app: &App,
    browser: &Browser,
    destination: &Destination,
    outcome: &Outcome,
) -> Response {
    match outcome {
        Outcome::Code(code) => destination.code(app, browser, code).await,
        Outcome::DeviceAllowed => device::allowed(app),
        Outcome::Refused(error) => destination.error(app, browser, error).await,
        Outcome::Page(interaction) => to_page(app, &browser.cookies, interaction),
    }
}

fn to_page(app: &App, cookies: &Cookies, interaction: &Interaction) -> Response {
    let response = see_other(&page_url::of(interaction));
    let response = with_cookies(response, interaction::set_cookies(app, cookies, interaction));
    with_cookies(response, one_tap_cookie(app, interaction))
}

/// A credential another site handed over, for the script of the next page alone.
fn one_tap_cookie(app: &App, interaction: &Interaction) -> Option<HeaderValue> {
    let credential = interaction.request.extra.google_one_tap_credential.as_deref()?;
    let is_jwt = credential.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
    is_jwt.then(|| {
        SetCookie::new("_logto_google_one_tap_credential", credential)
            .max_age(10)
            .secure(app.config.server.is_secure())
            .header()
    })
}
