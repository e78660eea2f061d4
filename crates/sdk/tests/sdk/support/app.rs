use std::sync::Arc;

use axum::extract::Path;
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Json, Router};
use genkan_sdk::{Config, ConfigBuilder, Genkan, Session, SessionError, SignedIn};
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
        Router::new()
            .route("/", get(home))
            .route("/plain", get(|| async { "nothing about you" }))
            .route("/orders", get(orders).post(orders))
            .route("/info", get(info))
            .route("/token/{name}", get(token))
            .merge(self.genkan.routes())
            .layer(self.genkan.layer())
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
