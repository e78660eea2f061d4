use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, Query, RawQuery};
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Json, Router};
use futures_util::{StreamExt as _, stream};
use genkan_sdk::{
    Config, ConfigBuilder, Genkan, ReadOnlySession, Session, SessionError, SignInFinished, SignInOptions,
    SignInRedirect, SignedIn,
};
use http::StatusCode;
use serde_json::{Value, json};

use super::{Answer, Browser, Provider, TestClock};

pub const COOKIE_SECRET: &str = "0123456789abcdef0123456789abcdef";

/// A small app with every extractor, its provider and its clock.
pub struct App {
    pub provider: Provider,
    pub clock: Arc<TestClock>,
    pub genkan: Genkan,
}

impl App {
    pub async fn start() -> Self {
        Self::with(|config| config).await
    }

    pub async fn with(configure: impl FnOnce(ConfigBuilder) -> ConfigBuilder) -> Self {
        let clock = Arc::new(TestClock::new());
        let provider = Provider::start(Arc::clone(&clock)).await;
        let genkan = genkan(&provider, &clock, configure);
        Self { provider, clock, genkan }
    }

    /// Another process with the same configuration but for the changes: nothing in memory is shared.
    pub fn restart(&mut self, configure: impl FnOnce(ConfigBuilder) -> ConfigBuilder) {
        self.genkan = genkan(&self.provider, &self.clock, configure);
    }

    pub fn router(&self) -> Router {
        self.router_of(&self.genkan)
    }

    /// The app with another handle.
    pub fn router_of(&self, genkan: &Genkan) -> Router {
        Router::new()
            .route("/", get(home))
            .route("/perhaps", get(perhaps))
            .route("/plain", get(|| async { "nothing about you" }))
            .route("/orders", get(orders).post(orders))
            .route("/info", get(info))
            .route("/token/{name}", get(token))
            .route("/token/{name}/in/{organization}", get(token_in_organization))
            .route("/organization-token/{id}", get(organization_token))
            .route("/organization-tokens", get(organization_tokens))
            .route("/stream/{name}", get(stream))
            .route("/register", get(register))
            .route("/registered", get(registered))
            .merge(genkan.routes())
            .layer(genkan.layer())
    }

    pub fn browser(&self) -> Browser {
        Browser::new(self.router())
    }

    /// A browser of somebody signed in.
    pub async fn signed_in(&self) -> Browser {
        let mut browser = self.browser();
        let answer = self.sign_in(&mut browser, "/sign-in").await;
        assert_eq!(answer.status, 303, "{}", answer.body);
        browser
    }

    /// From the sign-in path to the answer of the callback.
    pub async fn sign_in(&self, browser: &mut Browser, path: &str) -> Answer {
        let start = browser.get(path).await;
        assert_eq!(start.status, 303, "{}", start.body);
        let callback = self.provider.authorize(start.location());
        browser.get(&callback).await
    }

    pub async fn who(&self, browser: &mut Browser) -> Value {
        serde_json::from_str(&browser.get("/").await.body).unwrap()
    }
}

fn genkan(
    provider: &Provider,
    clock: &Arc<TestClock>,
    configure: impl FnOnce(ConfigBuilder) -> ConfigBuilder,
) -> Genkan {
    let config = Config::builder()
        .endpoint(&provider.origin)
        .app_id("app")
        .app_secret("the app's secret")
        .base_url("http://localhost:3000")
        .cookie_secret(COOKIE_SECRET)
        .resource("https://api.example")
        .clock(Arc::clone(clock) as Arc<_>);
    Genkan::new(configure(config).build().unwrap()).unwrap()
}

async fn home(session: Session) -> Json<Value> {
    let context = session.context();
    let subject = context.claims.map(|claims| claims.subject().to_owned());
    Json(json!({ "signedIn": context.is_authenticated, "sub": subject }))
}

async fn orders(me: SignedIn) -> String {
    format!("orders of {}", me.claims.display_name())
}

async fn info(session: Session) -> Result<impl IntoResponse, SessionError> {
    Ok(Json(session.user_info().await?.raw().clone()))
}

async fn token(Path(name): Path<String>, session: Session) -> Result<String, SessionError> {
    Ok(session.access_token(format!("https://{name}.example")).await?.secret().to_owned())
}

async fn token_in_organization(
    Path((name, organization)): Path<(String, String)>,
    session: Session,
) -> Result<String, SessionError> {
    let resource = format!("https://{name}.example");
    Ok(session.access_token(resource).in_organization(organization).await?.secret().to_owned())
}

async fn organization_token(Path(id): Path<String>, session: Session) -> Result<String, SessionError> {
    Ok(session.organization_token(&id).await?.secret().to_owned())
}

async fn organization_tokens(session: Session) -> Result<Json<Value>, SessionError> {
    let tokens = session.organization_tokens().await?;
    Ok(Json(tokens.into_iter().map(|(id, token)| (id, Value::from(token.secret()))).collect()))
}

/// A page whose second half is written when the headers are long gone.
async fn stream(Path(name): Path<String>, session: ReadOnlySession) -> Body {
    let head = async { Ok::<_, Infallible>("head ".to_owned()) };
    let rest = async move {
        let token = session.access_token(format!("https://{name}.example")).await;
        Ok(token.map_or_else(|error| error.code().to_owned(), |token| token.secret().to_owned()))
    };
    Body::from_stream(stream::once(head).chain(stream::once(rest)))
}

/// A sign-in with everything set, and a callback of its own.
async fn register(
    Query(query): Query<HashMap<String, String>>,
    session: Session,
) -> Result<SignInRedirect, SessionError> {
    let options = SignInOptions {
        return_to: Some("/welcome".into()),
        callback_path: Some(query.get("callback").cloned().unwrap_or_else(|| "/registered".into())),
        clear_tokens: true,
        max_age: query.get("max_age").map(|seconds| seconds.parse().unwrap()),
        first_screen: Some("register".into()),
        extra: vec![("organization_id".into(), "org-1".into())],
        ..SignInOptions::default()
    };
    session.sign_in(options).await
}

async fn registered(
    RawQuery(query): RawQuery,
    session: Session,
) -> Result<SignInFinished, (StatusCode, &'static str)> {
    let finished = session.handle_callback(query.as_deref().unwrap_or_default()).await;
    finished.map_err(|error| (error.status(), error.code()))
}

async fn perhaps(me: Option<SignedIn>) -> String {
    me.map_or_else(|| "nobody".to_owned(), |me| me.claims.subject().to_owned())
}
