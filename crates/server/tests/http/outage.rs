//! The database goes away and comes back while the server runs.

use genkan::{app::App, clock::Clock, random::Random};
use genkan_database::{
    Engine,
    testing::{Cluster, Durability},
};
use tokio::net::TcpListener;

use super::garbage;
use crate::support::{self, Browser, START};

async fn serve(url: &str) -> (App, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let app =
        genkan::app(support::config(url, address), Clock::manual(START), Random::seeded(1)).await.unwrap();
    let router = genkan::served(app.clone());
    tokio::spawn(genkan::http::serve::serve(
        listener,
        router,
        std::future::pending(),
        std::time::Duration::ZERO,
    ));
    (app, format!("http://{address}"))
}

#[tokio::test]
async fn while_the_database_is_down_answers_are_503_and_no_restart_is_needed() {
    if !support::includes(Engine::Postgres) {
        return;
    }
    let mut cluster = Cluster::start(Durability::Full);
    let (_app, url) = serve(&cluster.url("postgres")).await;
    let mut browser = Browser::new(&url);
    assert_eq!(browser.get("/health").await.status, 200);

    cluster.stop();
    let health = browser.get("/health").await;
    assert_eq!(health.status, 503, "{health:?}");
    assert_eq!(health.json()["status"], "unavailable");
    let lookup = "client_id=unknown&redirect_uri=https%3A%2F%2Fa.example&response_type=code&scope=openid";
    let mut unavailable = 0;
    for path in garbage::paths() {
        let form = [("client_id", "unknown"), ("client_secret", "x"), ("grant_type", "client_credentials")];
        for answer in [browser.get(format!("{path}?{lookup}")).await, browser.post_form(&path, &form).await] {
            assert!(answer.status < 500 || answer.status == 503, "{answer:?}");
            unavailable += u32::from(answer.status == 503);
            assert!(!answer.body.contains("postgres"), "nothing about the inside: {answer:?}");
        }
    }
    assert!(unavailable > 2, "some of them need the database: {unavailable}");
    assert_eq!(browser.get("/api/status").await.status, 204, "the process itself is well");

    cluster.resume();
    let health = browser.get("/health").await;
    assert_eq!(health.status, 200, "{health:?}");
    assert_eq!(browser.get(format!("/oidc/auth?{lookup}")).await.status, 400);
}
