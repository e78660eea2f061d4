use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::Router;
use axum::body::Body;
use genkan_example_leptos_app::router;
use genkan_sdk::testing::TestSession;
use genkan_sdk::{Clock, Config, Genkan, UserScope};
use http::{HeaderMap, Request, Response, StatusCode};
use http_body_util::BodyExt as _;
use serde_json::json;
use tower::ServiceExt as _;

pub(crate) const BASE_URL: &str = "http://localhost:3000";
pub(crate) const RESOURCE: &str = "https://api.example";
/// Nobody listens here.
pub(crate) const NOWHERE: &str = "http://127.0.0.1:9";
/// What browsers send when they navigate.
pub(crate) const PAGE: (&str, &str) = ("accept", "text/html,application/xhtml+xml");
pub(crate) const PROGRAM: (&str, &str) = ("accept", "application/json");

/// The app, signing in at one server.
pub(crate) struct App {
    pub(crate) clock: Arc<TestClock>,
    endpoint: String,
    router: Router,
}

/// Stands still until a test moves it.
#[derive(Debug)]
pub(crate) struct TestClock(AtomicI64);

impl TestClock {
    pub(crate) fn advance(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::Relaxed);
    }
}

impl Clock for TestClock {
    fn now(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// An answer, read to its end.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    /// The `Cookie` header of a browser that got this answer.
    pub(crate) fn cookie(&self) -> String {
        let set = self.headers.get_all("set-cookie").iter();
        let pairs: Vec<&str> =
            set.map(|cookie| cookie.to_str().unwrap().split(';').next().unwrap()).collect();
        pairs.join("; ")
    }
}

/// Somebody whom the server knows: their other tokens are refreshed from this one.
pub(crate) fn mio() -> TestSession {
    TestSession::of(json!({"sub": "u1", "name": "Mio", "organizations": ["org_1"]})).refresh_token("r0")
}

impl App {
    pub(crate) fn new(endpoint: &str) -> Self {
        let clock = Arc::new(TestClock(AtomicI64::new(1_800_000_000)));
        let router = router(config(endpoint, Arc::clone(&clock)), vec![RESOURCE.into()]).unwrap();
        Self { clock, endpoint: endpoint.into(), router }
    }

    /// The `Cookie` header of somebody with this session.
    pub(crate) async fn cookie(&self, session: TestSession) -> String {
        let genkan = Genkan::new(config(&self.endpoint, Arc::clone(&self.clock))).unwrap();
        session.cookie(&genkan).await.unwrap()
    }

    pub(crate) async fn get(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.send(Request::get(path), headers, Body::empty()).await
    }

    /// Posts what a form with these fields would.
    pub(crate) async fn post(&self, path: &str, headers: &[(&str, &str)], fields: impl Into<Body>) -> Answer {
        let form = Request::post(path).header("content-type", "application/x-www-form-urlencoded");
        self.send(form, headers, fields.into()).await
    }

    async fn send(&self, request: http::request::Builder, headers: &[(&str, &str)], body: Body) -> Answer {
        let (parts, body) = self.begin(request, headers, body).await.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8(body.to_vec()).unwrap(),
        }
    }

    /// Sends a request and leaves the answer's body unread.
    pub(crate) async fn begin(
        &self,
        mut request: http::request::Builder,
        headers: &[(&str, &str)],
        body: Body,
    ) -> Response<Body> {
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(body).unwrap();
        self.router.clone().oneshot(request).await.unwrap()
    }
}

fn config(endpoint: &str, clock: Arc<TestClock>) -> Config {
    Config::builder()
        .endpoint(endpoint)
        .app_id("app")
        .base_url(BASE_URL)
        .cookie_secret("0123456789abcdef0123456789abcdef")
        .resource(RESOURCE)
        .scope(UserScope::Organizations)
        .clock(clock)
        .build()
        .unwrap()
}
