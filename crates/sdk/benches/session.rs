//! What a session costs a request: `cargo bench -p genkan-sdk`.
//!
//! The session is a usual one: the claims of the scopes `profile` and `email`, a refresh token, an opaque access token
//! and two JWT access tokens signed with ES384 (900 characters each), about 3,700 characters sealed.

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot start should stop")]

use std::sync::LazyLock;

use axum::Router;
use axum::body::Body;
use axum::routing::get;
use divan::{Bencher, black_box};
use genkan_sdk::testing::TestSession;
use genkan_sdk::{Config, ConfigBuilder, Genkan, MemoryStore, Session, SessionError};
use http::Request;
use tokio::runtime::Runtime;
use tower::ServiceExt as _;

static RUNTIME: LazyLock<Runtime> =
    LazyLock::new(|| tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap());

fn main() {
    divan::main();
}

fn genkan(configure: impl FnOnce(ConfigBuilder) -> ConfigBuilder) -> Genkan {
    let config = Config::builder()
        .endpoint("https://auth.example")
        .app_id("k3v9x0a7q2m4n8b5c1d6e")
        .base_url("https://app.example")
        .cookie_secret("0123456789abcdef0123456789abcdef")
        .resource("https://api.example");
    Genkan::new(configure(config).build().unwrap()).unwrap()
}

fn session() -> TestSession {
    let jwt = "x".repeat(900);
    TestSession::of(serde_json::json!({
        "sub": "foo123bar456", "name": "Mio Tanaka", "username": "mio", "picture": "https://img.example/mio.png",
        "email": "mio@example.com", "email_verified": true, "updated_at": 1_800_000_000_000_i64,
        "iss": "https://auth.example/oidc", "aud": "k3v9x0a7q2m4n8b5c1d6e", "iat": 1_800_000_000, "exp": 1_800_003_600,
        "nonce": "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn", "organizations": ["org_1", "org_2"],
    }))
    .refresh_token("r".repeat(43))
    .access_token("https://api.example", jwt.clone())
    .organization_token("org_1", jwt, "read:members invite:members")
}

async fn who(session: Session) -> String {
    session.claims().map(|claims| claims.subject().to_owned()).unwrap_or_default()
}

async fn token(session: Session) -> Result<String, SessionError> {
    Ok(session.access_token("https://api.example").await?.scope)
}

fn requests(bencher: Bencher, genkan: &Genkan, path: &str) {
    let app: Router = Router::new()
        .route("/nothing", get(|| async { "nothing" }))
        .route("/who", get(who))
        .route("/token", get(token))
        .layer(genkan.layer());
    let cookie = RUNTIME.block_on(session().cookie(genkan)).unwrap();
    let request = || Request::get(path).header("cookie", &cookie).body(Body::empty()).unwrap();
    bencher.with_inputs(|| (app.clone(), request())).bench_local_values(|(app, request)| {
        let response = RUNTIME.block_on(app.oneshot(request)).unwrap();
        assert_eq!(response.status(), 200);
        response
    });
}

/// A route below the layer that does not look at the session: what the others are to be compared with.
#[divan::bench]
fn request_that_does_not_look(bencher: Bencher) {
    requests(bencher, &genkan(|config| config), "/nothing");
}

/// The cookie found, opened, parsed and checked; the claims cloned.
#[divan::bench]
fn request_with_a_sealed_session(bencher: Bencher) {
    requests(bencher, &genkan(|config| config), "/who");
}

/// The same, and an access token that is fresh.
#[divan::bench]
fn request_with_an_access_token(bencher: Bencher) {
    requests(bencher, &genkan(|config| config), "/token");
}

/// The record loaded from memory, opened, parsed and checked.
#[divan::bench]
fn request_with_a_memory_store(bencher: Bencher) {
    requests(bencher, &genkan(|config| config.session_store(MemoryStore::default())), "/who");
}

/// The record written as JSON, sealed and made into a cookie.
#[divan::bench]
fn seal(bencher: Bencher) {
    let genkan = genkan(|config| config);
    let session = session();
    bencher.bench_local(|| RUNTIME.block_on(black_box(&session).cookie(&genkan)).unwrap());
}
