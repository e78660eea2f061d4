//! The sign-in pages over HTTP. The pending sign-in is made by hand, so that these tests know nothing of the
//! authorization endpoint; what happens after the pages is tested there.

mod credentials;
mod lockout;
mod refusals;
mod register;
mod screens;
mod sessions;

use genkan::{
    app::App,
    applications::ApplicationType,
    http::cookies::Cookies,
    ids::{ClientId, InteractionUid},
    settings::{self, SignInExperience},
    sign_in::interaction::{self, Interaction, NewInteraction, Prompt},
};
use genkan_oauth::{AuthorizationRequest, Parameters};

use crate::support::{Browser, Page, TestApp, TestClient};

/// A browser with a pending sign-in.
struct Pending {
    browser: Browser,
    client: TestClient,
    uid: InteractionUid,
}

impl Pending {
    async fn begin(app: &TestApp) -> Self {
        let client = app.create_app(ApplicationType::Traditional).await;
        Self::begin_with(app, app.browser(), client, "").await
    }

    /// In that browser, for that client, with these parameters of the authorization request.
    async fn begin_with(app: &TestApp, mut browser: Browser, client: TestClient, extra: &str) -> Self {
        let interaction = create(&app.app, &client.id, Prompt::Login, extra).await;
        tie(&app.app, &mut browser, &interaction);
        Self { browser, client, uid: interaction.uid }
    }

    fn url(&self, path: &str) -> String {
        format!("{path}?app_id={}", self.client.id)
    }

    async fn open(&mut self, path: &str) -> Page {
        let url = self.url(path);
        self.browser.get(url).await
    }

    /// Opens the page and submits its form.
    async fn submit(&mut self, path: &str, identifier: &str, password: &str) -> Page {
        let page = self.open(path).await;
        self.resubmit(&page, identifier, password).await
    }

    /// Submits the form of a page that is open; does not follow.
    async fn resubmit(&mut self, page: &Page, identifier: &str, password: &str) -> Page {
        let (action, hidden) = page.form();
        let mut fields: Vec<(&str, &str)> = hidden.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        fields.extend([("identifier", identifier), ("password", password)]);
        self.browser.post_form(action, &fields).await
    }

    /// The interaction as stored.
    async fn stored(&self, app: &TestApp) -> Interaction {
        let mut conn = app.app.db.read().await.unwrap();
        interaction::find_first(&mut conn, std::slice::from_ref(&self.uid), app.app.clock.now())
            .await
            .unwrap()
            .unwrap()
    }

    fn is_done(&self, page: &Page) -> bool {
        page.status == 303 && page.header("location") == format!("/oidc/auth/{}", self.uid)
    }
}

async fn create(app: &App, client: &ClientId, prompt: Prompt, extra: &str) -> Interaction {
    let query = format!(
        "client_id={client}&redirect_uri=https%3A%2F%2Fapp.example%2Fcallback&response_type=code&scope=openid{extra}"
    );
    let request = AuthorizationRequest::parse(&Parameters::from_query(&query).unwrap()).unwrap();
    let mut tx = app.db.begin().await.unwrap();
    let new = NewInteraction {
        client_id: client.clone(),
        prompt,
        request,
        session_uid: None,
        logged_in: false,
        device_code: None,
    };
    let interaction = interaction::create(app, &mut tx, new).await.unwrap();
    tx.commit().await.unwrap();
    interaction
}

/// Gives the browser the cookies the authorization endpoint would.
fn tie(app: &App, browser: &mut Browser, interaction: &Interaction) {
    let mut headers = http::HeaderMap::new();
    for (name, (value, _)) in &browser.cookies {
        headers.append(http::header::COOKIE, format!("{name}={value}").parse().unwrap());
    }
    for cookie in interaction::set_cookies(app, &Cookies::from_headers(&headers), interaction) {
        browser.keep(cookie.to_str().unwrap());
    }
}

async fn configure(app: &TestApp, change: impl FnOnce(&mut SignInExperience)) {
    let mut experience = settings::all(&app.app).await.unwrap().sign_in_experience.clone();
    change(&mut experience);
    let mut tx = app.app.db.begin().await.unwrap();
    settings::set_sign_in_experience(&app.app, &mut tx, &experience).await.unwrap();
    tx.commit().await.unwrap();
}
