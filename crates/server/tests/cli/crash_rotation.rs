//! `kill -9` while public clients rotate their tokens: nothing acknowledged is lost, nothing is redeemable twice.

use std::{
    net::TcpStream,
    process::Stdio,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use genkan::{applications::ApplicationType, clock::Clock, secrets::Token};
use genkan_database::{Engine, args};
use serde_json::Value;

use super::process::{Place, Running, free_port};
use crate::{
    oidc::seed::{Asked, authorize, text, tokens},
    support::*,
};

/// The key of every [`TestApp`].
const SECRET_KEY: &str = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=";
const CHAINS: usize = 16;
const CODES: usize = 60;
const ENOUGH: usize = 200;

/// The binary on the test's database.
struct Server {
    running: Running,
    caller: Caller,
}

/// A client's way to the token endpoint of a server that may die meanwhile.
#[derive(Clone)]
struct Caller {
    http: reqwest::Client,
    url: String,
    client: TestClient,
}

impl Server {
    async fn start(place: &Place, app: &TestApp, client: &TestClient) -> Self {
        let port = free_port();
        let mut command = place.serve(port);
        command
            .env("GENKAN_DATABASE_URL", &app.app.config.database.url)
            .env("GENKAN_SECURITY_SECRET_KEY", SECRET_KEY)
            .stdout(Stdio::null());
        let mut running = Running::start(&mut command);
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(running.is_running(), "{}", running.complaint());
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let http = reqwest::Client::builder().no_proxy().tls_certs_only([]).build().unwrap();
        let url = format!("http://127.0.0.1:{port}/oidc/token");
        Self { running, caller: Caller { http, url, client: client.clone() } }
    }
}

impl Caller {
    /// Status and body, if they arrived.
    async fn call(&self, fields: &[(&str, &str)]) -> Option<(u16, Value)> {
        let mut all = vec![("client_id", self.client.id.as_str())];
        all.extend(fields);
        let response = self.http.post(&self.url).form(&all).send().await.ok()?;
        let status = response.status().as_u16();
        Some((status, response.json().await.ok()?))
    }

    async fn refresh(&self, token: &str) -> Option<(u16, Value)> {
        self.call(&[("grant_type", "refresh_token"), ("refresh_token", token)]).await
    }

    async fn exchange(&self, code: &str) -> Option<(u16, Value)> {
        let redirect_uri = self.client.redirect_uri.as_str();
        self.call(&[
            ("grant_type", "authorization_code"),
            ("code", code),
            ("code_verifier", CODE_VERIFIER),
            ("redirect_uri", redirect_uri),
        ])
        .await
    }
}

/// Refreshes until the server is gone: the acknowledged tokens that were replaced, and the newest one.
async fn drive(caller: Caller, mut token: String, done: Arc<AtomicUsize>) -> (Vec<String>, String) {
    let mut replaced = Vec::new();
    while let Some((status, body)) = caller.refresh(&token).await {
        assert_eq!(status, 200, "{body}");
        replaced.push(std::mem::replace(&mut token, text(&body, "refresh_token")));
        done.fetch_add(1, Ordering::SeqCst);
    }
    (replaced, token)
}

/// Exchanges codes until the server is gone: those acknowledged, and the rest.
async fn drain(caller: Caller, mut codes: Vec<String>) -> (Vec<String>, Vec<String>) {
    let mut acknowledged = Vec::new();
    while let Some(code) = codes.pop() {
        match caller.exchange(&code).await {
            Some((status, body)) => {
                assert_eq!(status, 200, "{body}");
                acknowledged.push(code);
            }
            None => {
                codes.push(code);
                break;
            }
        }
    }
    (acknowledged, codes)
}

async fn test(engine: Engine) {
    if !includes(engine) {
        return;
    }
    let app = TestApp::on(engine).await;
    let now = Clock::System.now().millis();
    app.advance(u64::try_from((now - START.millis()) / 1000).unwrap());
    let (client, user) = (app.create_app(ApplicationType::Spa).await, app.create_user("neko").await);
    let mut first = Vec::new();
    for _ in 0..CHAINS {
        first.push(text(&tokens(&app, &client, &user, &Asked::default()).await, "refresh_token"));
    }
    let mut codes = Vec::new();
    for _ in 0..CODES {
        codes.push(authorize(&app, &client, &user, &Asked::default()).await.0);
    }

    let place = Place::new();
    let mut server = Server::start(&place, &app, &client).await;
    let done = Arc::new(AtomicUsize::new(0));
    let drain = tokio::spawn(drain(server.caller.clone(), codes));
    let chains: Vec<_> = first
        .into_iter()
        .map(|token| tokio::spawn(drive(server.caller.clone(), token, Arc::clone(&done))))
        .collect();
    while done.load(Ordering::SeqCst) < ENOUGH {
        assert!(server.running.is_running(), "{}", server.running.complaint());
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    server.running.signal("KILL");
    server.running.wait();

    let server = Server::start(&place, &app, &client).await;
    let mut conn = app.app.db.read().await.unwrap();
    for chain in chains {
        let (replaced, newest) = chain.await.unwrap();
        for token in replaced {
            let hash = Token::new(token).hash();
            let sql = "SELECT consumed_at FROM refresh_tokens WHERE token_hash = $1";
            let (consumed_at,): (Option<i64>,) = conn.one(sql, args![hash]).await.unwrap();
            assert!(consumed_at.is_some(), "an acknowledged exchange was lost");
        }
        let (status, body) = server.caller.refresh(&newest).await.unwrap();
        assert_eq!(status, 200, "an acknowledged refresh token was lost: {body}");
    }
    drop(conn);
    let (acknowledged, open) = drain.await.unwrap();
    for code in acknowledged {
        let (status, body) = server.caller.exchange(&code).await.unwrap();
        assert_eq!((status, text(&body, "error").as_str()), (400, "invalid_grant"));
    }
    for code in open {
        let (status, body) = server.caller.exchange(&code).await.unwrap();
        assert!(status == 200 || status == 400, "{body}");
        assert_eq!(server.caller.exchange(&code).await.unwrap().0, 400);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_under_load_on_sqlite() {
    test(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_under_load_on_postgres() {
    test(Engine::Postgres).await;
}
