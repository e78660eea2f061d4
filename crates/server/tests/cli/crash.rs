//! `kill -9` under load: nothing redeemable twice, nothing acknowledged lost. The child is the real server on a
//! real clock; the database is a file, or PostgreSQL, which survives it.

use std::{
    net::TcpStream,
    process::Stdio,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use genkan::ids::{ClientId, UserId};
use genkan_database::{
    Engine,
    testing::{self, TestDatabase},
};
use reqwest::Client;
use serde_json::Value;

use super::process::{self, KEY, Place, Running, free_port};
use crate::support::{self, Browser, CODE_VERIFIER, TestClient, TestUser};

/// People who refresh all the time, each as fast as the server lets them.
const PEOPLE: usize = 6;
/// Codes that are being redeemed when the server dies.
const CODES: usize = 24;
/// A replay within this time may be a parallel request of the same app, and is forgiven.
const LEEWAY: Duration = Duration::from_secs(4);

struct Server {
    place: Place,
    database: TestDatabase,
    port: u16,
    client: TestClient,
    user: TestUser,
    http: Client,
}

impl Server {
    async fn new(engine: Engine) -> Self {
        let (place, database, port) = (Place::new(), testing::open(engine).await, free_port());
        let http = Client::builder().no_proxy().build().unwrap();
        let id = || ClientId::new(String::new());
        let client = TestClient {
            id: id(),
            secret: String::new(),
            redirect_uri: "https://app.example/callback".into(),
        };
        let user = TestUser { id: UserId::new(String::new()), username: "ada".into() };
        let mut server = Self { place, database, port, client, user, http };
        let created = server.command(&[
            "app",
            "create",
            "App",
            "--redirect-uri",
            "https://app.example/callback",
            "--always-issue-refresh-token",
            "--json",
        ]);
        server.client.id = ClientId::new(created["id"].as_str().unwrap());
        server.client.secret = created["secret"].as_str().unwrap().to_owned();
        let mut add =
            server.place.command(&["user", "create", "--username", "ada", "--password-stdin", "--json"]);
        let mut child =
            server.configure(&mut add).stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
        std::io::Write::write_all(&mut child.stdin.take().unwrap(), support::PASSWORD.as_bytes()).unwrap();
        assert!(child.wait().unwrap().success());
        server
    }

    fn configure<'a>(&self, command: &'a mut std::process::Command) -> &'a mut std::process::Command {
        command
            .env("GENKAN_SERVER_ENDPOINT", self.url())
            .env("GENKAN_SERVER_LISTEN", format!("127.0.0.1:{}", self.port))
            .env("GENKAN_SECURITY_SECRET_KEY", KEY)
            .env("GENKAN_DATABASE_URL", &self.database.url)
    }

    fn command(&self, arguments: &[&str]) -> Value {
        process::json(&self.configure(&mut self.place.command(arguments)).output().unwrap())
    }

    fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    async fn start(&self) -> Running {
        let mut command = self.place.command(&["serve"]);
        let mut running = Running::start(self.configure(&mut command).stdout(Stdio::null()));
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            assert!(running.is_running(), "{}", running.complaint());
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        running
    }

    /// A token request: status and body, or `None` when the server died before it answered.
    async fn token(&self, fields: &[(&str, &str)]) -> Option<(u16, Value)> {
        let request = self.http.post(format!("{}/oidc/token", self.url()));
        let request = request.basic_auth(self.client.id.as_str(), Some(&self.client.secret));
        let answer = request.form(fields).send().await.ok()?;
        let status = answer.status().as_u16();
        Some((status, answer.json().await.ok()?))
    }

    async fn redeem(&self, code: &str) -> Option<(u16, Value)> {
        self.token(&[
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &self.client.redirect_uri),
            ("code_verifier", CODE_VERIFIER),
        ])
        .await
    }

    async fn refresh(&self, token: &str) -> Option<(u16, Value)> {
        self.token(&[("grant_type", "refresh_token"), ("refresh_token", token)]).await
    }
}

fn refresh_token(body: &Value) -> String {
    body["refresh_token"].as_str().unwrap_or_else(|| panic!("{body}")).to_owned()
}

async fn kill_under_load(engine: Engine) {
    if !support::includes(engine) {
        return;
    }
    let server = Arc::new(Server::new(engine).await);
    let mut running = server.start().await;

    // One session per person; one of them asks for the codes, each of which is answered without a page.
    let (mut people, mut codes, mut used_codes) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..PEOPLE {
        let mut browser = Browser::new(&server.url());
        let code = browser.sign_in(&server.client, &server.user).await["code"].clone();
        let (status, body) = server.redeem(&code).await.unwrap();
        assert_eq!(status, 200, "{body}");
        people.push(refresh_token(&body));
        used_codes.push(code);
    }
    for _ in 0..CODES {
        let mut browser = Browser::new(&server.url());
        codes.push(browser.sign_in(&server.client, &server.user).await["code"].clone());
    }

    let acknowledged = Arc::new(AtomicUsize::new(0));
    let began = Instant::now();
    let chains: Vec<_> = people
        .into_iter()
        .map(|first| {
            let (server, acknowledged) = (Arc::clone(&server), Arc::clone(&acknowledged));
            tokio::spawn(async move {
                let mut chain = vec![first];
                while let Some((status, body)) = server.refresh(chain.last().unwrap()).await {
                    assert_eq!(status, 200, "{body}");
                    chain.push(refresh_token(&body));
                    acknowledged.fetch_add(1, Ordering::Relaxed);
                }
                chain
            })
        })
        .collect();
    while began.elapsed() < LEEWAY || acknowledged.load(Ordering::Relaxed) < 10 * PEOPLE {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let redeemed = Arc::new(AtomicUsize::new(0));
    let redemptions: Vec<_> = codes
        .iter()
        .cloned()
        .map(|code| {
            let (server, redeemed) = (Arc::clone(&server), Arc::clone(&redeemed));
            tokio::spawn(async move {
                let answer = server.redeem(&code).await;
                redeemed.fetch_add(1, Ordering::Relaxed);
                answer.map(|(status, body)| {
                    assert_eq!(status, 200, "{body}");
                    refresh_token(&body)
                })
            })
        })
        .collect();
    while redeemed.load(Ordering::Relaxed) < CODES / 3 {
        tokio::task::yield_now().await;
    }
    running.signal("KILL");
    running.wait();

    let mut last_seen = Vec::new();
    let mut first_ones = Vec::new();
    for chain in chains {
        let chain = chain.await.unwrap();
        first_ones.push(chain[0].clone());
        last_seen.push(chain.last().unwrap().clone());
    }
    let mut redeemed = Vec::new();
    for (code, redemption) in codes.into_iter().zip(redemptions) {
        redeemed.push((code, redemption.await.unwrap()));
    }

    let _running = server.start().await;
    for token in &last_seen {
        let (status, body) = server.refresh(token).await.unwrap();
        assert_eq!(status, 200, "an acknowledged refresh token is lost: {body}");
    }
    for (code, answer) in &redeemed {
        if let Some(refresh) = answer {
            let (status, body) = server.refresh(refresh).await.unwrap();
            assert_eq!(status, 200, "what an acknowledged redemption issued is lost: {body}");
        }
        let first = server.redeem(code).await.unwrap().0;
        assert!(answer.is_none() || first == 400, "an acknowledged code was redeemed again");
        assert_eq!(server.redeem(code).await.unwrap().0, 400, "a code was redeemed twice");
    }
    for code in &used_codes {
        assert_eq!(server.redeem(code).await.unwrap().0, 400, "a code of long ago was redeemed again");
    }
    for token in &first_ones {
        assert_eq!(
            server.refresh(token).await.unwrap().0,
            400,
            "a refresh token of long ago was redeemed again"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kill_dash_9_on_the_embedded_database() {
    kill_under_load(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kill_dash_9_on_postgresql() {
    kill_under_load(Engine::Postgres).await;
}
