use axum::Router;
use axum::body::Body;
use axum::response::Response;
use genkan_example_axum_app::{Config, ConfigBuilder, ExampleConfig, router};
use genkan_sdk::Genkan;
use genkan_sdk::testing::TestSession;
use http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use tower::ServiceExt as _;

const SECRET: &str = "0123456789abcdef0123456789abcdef";
/// Nobody listens here.
const ENDPOINT: &str = "http://127.0.0.1:9";
pub const API: &str = "https://api.example";
/// A JWT of nobody's, for `API`, with the scope `read:orders`.
pub const TOKEN: &str = "eyJhbGciOiJFUzM4NCIsInR5cCI6ImF0K2p3dCIsImtpZCI6ImsifQ\
    .eyJzdWIiOiJ1MSIsImF1ZCI6Imh0dHBzOi8vYXBpLmV4YW1wbGUiLCJzY29wZSI6InJlYWQ6b3JkZXJzIiwiZXhwIjo0MTAyNDQ0ODAwf\
    Q.c3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nz";

pub fn settings() -> ConfigBuilder {
    Config::builder()
        .endpoint(ENDPOINT)
        .app_id("app")
        .app_secret("hunter2")
        .cookie_secret(SECRET)
        .scope("urn:logto:scope:organizations")
}

pub async fn app(settings: ConfigBuilder, api: Option<&str>) -> Router {
    let config = ExampleConfig::new(settings, "http://localhost:3000", api.map(str::to_owned));
    assert!(!format!("{config:?}").contains("hunter2"));
    router(config).await.unwrap()
}

pub async fn ask(app: Router, path: &str, headers: &[(&str, &str)]) -> Response {
    let mut request = Request::get(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    app.oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
}

pub async fn text(response: Response) -> String {
    String::from_utf8(response.into_body().collect().await.unwrap().to_bytes().to_vec()).unwrap()
}

/// Of the whole app.
pub async fn get(path: &str, headers: &[(&str, &str)]) -> (StatusCode, HeaderMap, String) {
    let response = ask(app(settings(), Some(API)).await, path, headers).await;
    (response.status(), response.headers().clone(), text(response).await)
}

/// As somebody's browser.
pub async fn get_as(session: &TestSession, path: &str) -> (StatusCode, HeaderMap, String) {
    let cookie = cookie(session).await;
    get(path, &[("cookie", &cookie), ("accept", "text/html")]).await
}

/// The `Cookie` header of somebody's browser.
pub async fn cookie(session: &TestSession) -> String {
    let settings = settings().base_url("http://localhost:3000");
    let genkan = Genkan::new(settings.build().unwrap()).unwrap();
    session.cookie(&genkan).await.unwrap()
}

/// A member of the organization `o1`.
pub fn member() -> TestSession {
    TestSession::of(claims())
}

pub fn claims() -> Value {
    json!({
        "sub": "u1", "name": "Mio", "organizations": ["o1"], "organization_roles": ["o1:clerk", "o2:boss"],
    })
}
