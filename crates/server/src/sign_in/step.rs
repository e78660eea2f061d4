//! What a page of the flow starts from.

use std::sync::Arc;

use axum::{
    extract::FromRequestParts,
    response::{IntoResponse, Response},
};
use genkan_database::DbError;
use genkan_oauth::Parameters;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header, request::Parts};
use url::form_urlencoded;

use super::{
    events::{self, InteractionEvent, Scene},
    frame,
    interaction::{self, Interaction, Prompt},
};
use crate::{
    app::App,
    applications::{self, Client},
    http::{
        client_address::ClientAddress,
        cookies::Cookies,
        csrf,
        form::{FormBody, FormRejection},
        request_id::RequestId,
    },
    pages::{Host, Page, PageError, Visit},
    settings::{self, Settings, SignInExperience},
};

/// Parameters that links and forms of the flow carry on.
const CARRIED: [&str; 4] = ["app_id", "organization_id", "ui_locales", "login_hint"];

/// A page that may or may not belong to a pending sign-in.
pub(super) struct Frame {
    pub(super) app: App,
    pub(super) settings: Arc<Settings>,
    pub(super) interaction: Option<Interaction>,
    pub(super) parameters: Parameters,
    pub(super) cookies: Cookies,
    pub(super) request_id: RequestId,
    client: Option<Arc<Client>>,
    /// The experience in the look of the application and the organization, where they have one.
    look: Option<Box<SignInExperience>>,
    visit: Visit,
    method: Method,
}

/// A page of a pending sign-in: the one of this browser that `interaction` names, or the newest for the application that
/// `app_id` names (or of all). Without one the extractor answers for the page: 302 to where people without a sign-in belong.
pub(super) struct Step {
    pub(super) frame: Frame,
    pub(super) interaction: Interaction,
}

/// Another answer than the page that was asked for: an error, or a redirect.
#[derive(Debug)]
pub(super) struct Elsewhere(Box<Response>);

impl From<Response> for Elsewhere {
    fn from(response: Response) -> Self {
        Self(Box::new(response))
    }
}

impl IntoResponse for Elsewhere {
    fn into_response(self) -> Response {
        *self.0
    }
}

impl Frame {
    async fn read(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let Ok(visit) = Visit::from_request_parts(parts, app).await;
        let Ok(cookies) = Cookies::from_request_parts(parts, app).await;
        let Ok(request_id) = RequestId::from_request_parts(parts, app).await;
        let parameters = Parameters::from_query(parts.uri.query().unwrap_or_default());
        let found = match parameters {
            Ok(parameters) => find(app, &cookies, &parameters).await.map(|found| (parameters, found)),
            Err(_) => return Err(PageError::bad_request().render(visit.page(None, true, "en"), &request_id)),
        };
        match found {
            Ok((parameters, Found { settings, interaction, client, look })) => Ok(Self {
                app: app.clone(),
                settings,
                interaction,
                parameters,
                cookies,
                request_id,
                client,
                look,
                visit,
                method: parts.method.clone(),
            }),
            Err(error) => Err(PageError::from(error).render(visit.page(None, true, "en"), &request_id)),
        }
    }

    /// The frame in the person's language, with the application as host.
    pub(super) fn page(&self) -> Page {
        let asked =
            self.interaction.as_ref().and_then(|interaction| interaction.request.ui_locales.as_deref());
        let ui_locales = self.parameters.get("ui_locales").or(asked);
        let experience = self.look.as_deref().unwrap_or(&self.settings.sign_in_experience);
        let logo = experience.branding.logo_url.as_deref();
        let host = self.client.as_ref().map(|client| {
            Host::new(&client.application.name, client.application.logo_uri.as_deref().or(logo))
        });
        let mut page = frame::page(experience, &self.visit, ui_locales).hosted_by(host);
        if self.look.is_some() {
            page.theme = page.theme.map(|theme| format!("{theme}?{}", self.look_of()));
        }
        page
    }

    /// Whose look it is, as the query of the stylesheet's address.
    fn look_of(&self) -> String {
        let application = self.interaction.as_ref().map(|interaction| interaction.client_id.as_str());
        let organization = self.parameters.get("organization_id");
        let whose = [("app_id", application), ("organization_id", organization)];
        let named = whose.into_iter().filter_map(|(name, id)| Some((name, id?)));
        form_urlencoded::Serializer::new(String::new()).extend_pairs(named).finish()
    }

    /// `path` with the parameters the flow carries.
    pub(super) fn link(&self, path: &str) -> String {
        self.link_with(path, &[])
    }

    /// The same, with these besides.
    pub(super) fn link_with(&self, path: &str, more: &[&str]) -> String {
        let carried = CARRIED.iter().chain(more).filter_map(|name| Some((*name, self.parameters.get(name)?)));
        // So that a tab goes on with its own sign-in, whatever its application begins in others.
        let label = self.interaction.as_ref().map(|own| interaction::label(&own.uid));
        let own = label.iter().map(|label| (interaction::PARAMETER, label.as_str()));
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(carried.chain(own)).finish();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
    }

    /// An error page in this frame.
    pub(super) fn error(&self, error: PageError) -> Response {
        error.render(self.page(), &self.request_id)
    }

    /// Where people without a pending sign-in are sent; after a form by 303, so that nothing typed goes along.
    pub(super) fn unknown_session(&self) -> Response {
        let own = self.settings.sign_in_experience.unknown_session_redirect_url.as_deref();
        let status = if self.method == Method::POST { StatusCode::SEE_OTHER } else { StatusCode::FOUND };
        redirect(status, own.unwrap_or("/unknown-session"))
    }
}

/// What a page starts from in the database.
struct Found {
    settings: Arc<Settings>,
    interaction: Option<Interaction>,
    client: Option<Arc<Client>>,
    look: Option<Box<SignInExperience>>,
}

async fn find(app: &App, cookies: &Cookies, parameters: &Parameters) -> Result<Found, DbError> {
    let settings = settings::all(app).await?;
    let mut found = Found { settings, interaction: None, client: None, look: None };
    let carried = interaction::carried(cookies, parameters);
    if carried.is_empty() {
        return Ok(found);
    }
    let mut conn = app.db.read().await?;
    let Some(interaction) = interaction::find_first(&mut conn, &carried, app.clock.now()).await? else {
        return Ok(found);
    };
    let (application, organization) = (interaction.client_id.as_str(), parameters.get("organization_id"));
    let overlays = settings::overlays(&mut conn, Some(application), organization).await?;
    drop(conn);
    found.client = applications::find_client(app, &interaction.client_id).await?;
    // An application deleted meanwhile takes its pending sign-ins along.
    found.interaction = Some(interaction).filter(|_| found.client.is_some());
    if !overlays.is_empty() {
        let own = found.settings.sign_in_experience.clone();
        found.look = Some(Box::new(overlays.into_iter().fold(own, SignInExperience::under)));
    }
    Ok(found)
}

impl Step {
    /// The token for this page's form.
    pub(super) fn csrf(&self) -> String {
        csrf::token(&self.frame.app, self.interaction.uid.as_str())
    }

    /// A posted form of this page, and whether its token is this interaction's (if not, the page was open through
    /// another sign-in, or somebody forged it). An error page when it cannot be read or comes from another site.
    pub(super) fn accept(
        &self,
        headers: &HeaderMap,
        form: Result<FormBody, FormRejection>,
    ) -> Result<(Parameters, bool), Elsewhere> {
        let Ok(FormBody(form)) = form else { return Err(self.frame.error(PageError::bad_request()).into()) };
        if form.duplicate().is_some() {
            return Err(self.frame.error(PageError::bad_request()).into());
        }
        if !csrf::is_same_origin(&self.frame.app, headers) {
            return Err(self.frame.error(PageError::forbidden()).into());
        }
        let presented = form.get(csrf::FIELD).unwrap_or_default();
        let ours = csrf::verify(&self.frame.app, self.interaction.uid.as_str(), presented);
        Ok((form, ours))
    }

    /// Where what happens in this step happens, for webhooks.
    pub(super) fn scene<'a>(
        &'a self,
        event: InteractionEvent,
        address: ClientAddress,
        headers: &'a HeaderMap,
    ) -> Scene<'a> {
        Scene {
            event,
            interaction: &self.interaction.uid,
            client: self.frame.client.as_deref(),
            address,
            user_agent: events::user_agent(headers),
        }
    }

    /// On to the authorization endpoint.
    pub(super) fn resume(&self) -> Response {
        redirect(StatusCode::SEE_OTHER, &interaction::resume_url(&self.interaction))
    }
}

impl FromRequestParts<App> for Frame {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        Self::read(parts, app).await
    }
}

impl FromRequestParts<App> for Step {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let frame = Frame::read(parts, app).await?;
        match frame.interaction.clone() {
            Some(interaction) if interaction.prompt == Prompt::Login => Ok(Self { frame, interaction }),
            // Signed in already, and asked for consent: the back button led here.
            Some(_) => Err(redirect(StatusCode::SEE_OTHER, &frame.link("/consent"))),
            None => Err(frame.unknown_session()),
        }
    }
}

/// A redirect; an address that cannot be a header (it is configured) leads to the root.
pub(super) fn redirect(status: StatusCode, to: &str) -> Response {
    let location = HeaderValue::from_str(to).unwrap_or(HeaderValue::from_static("/"));
    let no_store = HeaderValue::from_static("no-store");
    (status, [(header::LOCATION, location), (header::CACHE_CONTROL, no_store)]).into_response()
}
