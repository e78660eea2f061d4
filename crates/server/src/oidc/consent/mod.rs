//! `/consent`: a first-party application is allowed what it asks for at once; for a third-party application the
//! person is asked. Either way the browser goes back to the authorization endpoint.

mod page;
mod switch_account;

use axum::{
    extract::{RawQuery, State},
    response::{IntoResponse, Response},
};
use genkan_oauth::{OAuthError, Parameters, resource::ORGANIZATIONS, scope};
use http::{HeaderMap, StatusCode, header};

use self::page::render;
pub use self::switch_account::switch_account;
use super::{
    authorization::{
        Failure, ValidRequest, browser::Browser, decide::Progress, respond::see_other, step, validate,
        wanted::Wanted,
    },
    permissions::{self, Membership},
};
use crate::{
    app::App,
    http::{
        csrf,
        form::{FormBody, FormRejection},
        rate_limit::RetryAfter,
        request_id::RequestId,
    },
    ids::OrganizationId,
    pages::PageError,
    sessions::Session,
    settings,
    sign_in::interaction::{self, Consent, Interaction, Prompt},
    users::{self, User},
};

/// `GET /consent`.
pub async fn get(
    State(app): State<App>,
    browser: Browser,
    request_id: RequestId,
    RawQuery(query): RawQuery,
) -> Response {
    match ask(&app, &browser, query.as_deref(), StatusCode::OK).await {
        Ok(response) => response,
        Err(failure) => failed(&app, &browser, &request_id, failure).await,
    }
}

/// `POST /consent`: the answer.
pub async fn post(
    State(app): State<App>,
    browser: Browser,
    headers: HeaderMap,
    request_id: RequestId,
    RawQuery(query): RawQuery,
    form: Result<FormBody, FormRejection>,
) -> Response {
    match answer(&app, &browser, &headers, query.as_deref(), form).await {
        Ok(response) => response,
        Err(failure) => failed(&app, &browser, &request_id, failure).await,
    }
}

/// People see a page, also when the application has changed so much meanwhile that there is nothing to ask.
async fn failed(app: &App, browser: &Browser, request_id: &RequestId, failure: Failure) -> Response {
    let error = match failure {
        Failure::Storage(error) => PageError::from(error),
        Failure::Limited(RetryAfter(seconds)) => PageError::too_many(seconds),
        Failure::Refused(error) => {
            tracing::info!(%error, "consent refused");
            PageError::bad_request()
        }
    };
    error.render(browser.page(app, None).await, request_id)
}

/// A consent question that this browser may answer.
struct Question {
    interaction: Interaction,
    session: Session,
    valid: ValidRequest,
    missing: Wanted,
    user: User,
    /// The person's organizations, when the application (a third party's) may learn of them.
    organizations: Option<Vec<Membership>>,
    /// Name and description of the organization scopes, when some are asked for.
    template_scopes: Vec<(String, Option<String>)>,
}

impl Question {
    /// What the form's token is bound to: this interaction, this person, and exactly what the page said. When the
    /// person's roles change meanwhile, the question is asked anew.
    fn binding(&self) -> String {
        let mut binding = format!("consent\n{}\n{}", self.interaction.uid, self.session.user_id);
        binding.push_str(&format!("\n{}", self.missing.scope));
        for (indicator, scope) in &self.missing.resource_scopes {
            binding.push_str(&format!("\n{indicator} {scope}"));
        }
        binding
    }

    /// What is asked for, and the organizations the person chose among their own.
    fn allowed(self, chosen: Option<Vec<OrganizationId>>) -> Consent {
        Consent::Allowed {
            scope: self.missing.scope,
            resource_scopes: self.missing.resource_scopes,
            organizations: chosen,
        }
    }

    /// The organizations the form names. `Err`: one of them is not the person's (any more).
    fn chosen(&self, form: &Parameters) -> Result<Option<Vec<OrganizationId>>, ()> {
        let Some(own) = &self.organizations else { return Ok(None) };
        let named = form.all("organization").map(|id| {
            let found = own.iter().find(|organization| organization.id.as_str() == id);
            found.map(|organization| organization.id.clone()).ok_or(())
        });
        named.collect::<Result<Vec<_>, ()>>().map(Some)
    }
}

async fn ask(
    app: &App,
    browser: &Browser,
    query: Option<&str>,
    status: StatusCode,
) -> Result<Response, Failure> {
    let Some(question) = find_question(app, browser, query).await? else { return nothing_to_ask(app).await };
    if question.valid.client.application.is_third_party {
        return render(app, browser, &question, status).await;
    }
    record(app, question, |question| question.allowed(None), StatusCode::FOUND).await
}

async fn answer(
    app: &App,
    browser: &Browser,
    headers: &HeaderMap,
    query: Option<&str>,
    form: Result<FormBody, FormRejection>,
) -> Result<Response, Failure> {
    let FormBody(parameters) = form.map_err(OAuthError::from)?;
    let Some(question) = find_question(app, browser, query).await? else { return nothing_to_ask(app).await };
    let is_ours = csrf::is_same_origin(app, headers)
        && parameters.get(csrf::FIELD).is_some_and(|token| csrf::verify(app, &question.binding(), token));
    match (parameters.get("decision").filter(|_| is_ours), question.chosen(&parameters)) {
        (Some("allow"), Ok(chosen)) => {
            record(app, question, |question| question.allowed(chosen), StatusCode::SEE_OTHER).await
        }
        (Some("deny"), _) => record(app, question, |_| Consent::Denied, StatusCode::SEE_OTHER).await,
        // Not our form, not our page, or no longer the same question: ask (again).
        _ => ask(app, browser, query, StatusCode::UNPROCESSABLE_ENTITY).await,
    }
}

/// The live consent interaction of this browser for the application, in the session it began in.
async fn find_question(
    app: &App,
    browser: &Browser,
    query: Option<&str>,
) -> Result<Option<Question>, Failure> {
    let query = Parameters::from_query(query.unwrap_or_default())?;
    let carried = interaction::carried(&browser.cookies, &query);
    let now = app.clock.now();
    let mut conn = app.db.read().await?;
    let Some(interaction) = interaction::find_first(&mut conn, &carried, now).await? else { return Ok(None) };
    let Some((session, _)) = browser.session(&mut conn, now).await? else { return Ok(None) };
    let Some(user) = users::find(&mut conn, &session.user_id).await? else { return Ok(None) };
    drop(conn);
    if interaction.prompt != Prompt::Consent || interaction.session_uid.as_ref() != Some(&session.uid) {
        return Ok(None);
    }
    let valid = validate_again(app, &interaction).await?;
    let mut conn = app.db.read().await?;
    let progress = Progress { logged_in: interaction.logged_in, consented: false };
    let standing = step::look(app, &mut conn, &valid, Some(&session), progress).await?;
    let client = &valid.client.application;
    let tells_organizations = client.is_third_party && standing.wanted.scope.contains(scope::ORGANIZATIONS);
    let organizations = match tells_organizations {
        true => Some(permissions::organizations_of(&mut conn, &client.id, &user.id).await?),
        false => None,
    };
    let template_scopes = match standing.missing.resource_scopes.contains_key(ORGANIZATIONS) {
        true => permissions::template_scopes(&mut conn).await?,
        false => Vec::new(),
    };
    let missing = standing.missing;
    Ok(Some(Question { interaction, session, valid, missing, user, organizations, template_scopes }))
}

/// The application may have changed since the request was checked.
async fn validate_again(app: &App, interaction: &Interaction) -> Result<ValidRequest, Failure> {
    let client = validate::check_client(app, interaction.client_id.as_str()).await?;
    if let Some(device_code) = interaction.device_code {
        return validate::validate_device(app, client, device_code, interaction.request.clone()).await;
    }
    let redirect_uri = validate::check_redirect_uri(&client, &interaction.request.envelope)?;
    validate::validate(app, client, redirect_uri, interaction.request.clone()).await
}

async fn record(
    app: &App,
    question: Question,
    consent: impl FnOnce(Question) -> Consent,
    status: StatusCode,
) -> Result<Response, Failure> {
    let (uid, session_uid) = (question.interaction.uid.clone(), question.session.uid.clone());
    let resume_url = interaction::resume_url(&question.interaction);
    let consent = consent(question);
    let now = app.clock.now();
    let recorded = genkan_database::retry(async || {
        let mut tx = app.db.begin().await?;
        let recorded = interaction::record_consent(&mut tx, &uid, &session_uid, &consent, now).await?;
        tx.commit().await?;
        Ok::<_, Failure>(recorded)
    })
    .await?;
    if !recorded {
        return nothing_to_ask(app).await;
    }
    let mut response = see_other(&resume_url);
    *response.status_mut() = status;
    Ok(response)
}

/// Nobody is being asked anything here.
async fn nothing_to_ask(app: &App) -> Result<Response, Failure> {
    let settings = settings::all(app).await?;
    let elsewhere = settings.sign_in_experience.unknown_session_redirect_url.as_deref();
    let location = elsewhere.unwrap_or("/unknown-session").to_owned();
    Ok((StatusCode::FOUND, [(header::LOCATION, location), (header::CACHE_CONTROL, "no-store".to_owned())])
        .into_response())
}
