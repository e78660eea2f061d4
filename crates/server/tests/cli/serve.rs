use std::{
    io::{Read, Write},
    net::TcpStream,
    process::Stdio,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use super::process::{Place, Running, free_port};
use crate::support::Browser;

/// Until `done`; a test that waits for ever is ended by the runner.
async fn until(mut done: impl AsyncFnMut() -> bool) {
    while !done().await {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

async fn start(place: &Place, port: u16) -> Running {
    let mut running = Running::start(place.serve(port).stdout(Stdio::null()));
    until(async || {
        assert!(running.is_running(), "{}", running.complaint());
        TcpStream::connect(("127.0.0.1", port)).is_ok()
    })
    .await;
    running
}

#[tokio::test]
async fn sigterm_lets_a_request_in_flight_finish_and_takes_no_new_ones() {
    let (place, port) = (Place::new(), free_port());
    let mut running = start(&place, port).await;

    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    let head = "POST /oidc/session/end HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\
                Content-Type: application/x-www-form-urlencoded\r\nExpect: 100-continue\r\n\r\n";
    stream.write_all(head.as_bytes()).unwrap();
    // The server asks for the body once the handler waits for it: now the request is in flight.
    let mut interim = [0; 25];
    stream.read_exact(&mut interim).unwrap();
    assert!(interim.starts_with(b"HTTP/1.1 100"), "{}", String::from_utf8_lossy(&interim));

    running.signal("TERM");
    until(async || TcpStream::connect(("127.0.0.1", port)).is_err()).await;
    assert!(running.is_running(), "it waits for the request");
    stream.write_all(b"state=abc").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 2") || answer.starts_with("HTTP/1.1 4"), "{answer}");
    assert!(running.wait().success());
}

#[tokio::test]
async fn idle_connections_do_not_hold_the_server_up() {
    let (place, port) = (Place::new(), free_port());
    let mut running = start(&place, port).await;
    let mut browser = Browser::new(&format!("http://127.0.0.1:{port}"));
    assert_eq!(browser.get("/health").await.status, 200);
    running.signal("INT");
    assert!(running.wait().success());
    let said = running.complaint();
    assert!(said.contains("ready") && said.contains("stopped"), "{said}");
    assert!(!said.contains("still busy"), "{said}");
}

#[tokio::test]
async fn metrics_have_a_listener_of_their_own() {
    let (place, port, metrics) = (Place::new(), free_port(), free_port());
    let mut command = place.serve(port);
    command.env("GENKAN_SERVER_METRICS_LISTEN", format!("127.0.0.1:{metrics}")).stdout(Stdio::null());
    let mut running = Running::start(&mut command);
    until(async || {
        assert!(running.is_running(), "{}", running.complaint());
        TcpStream::connect(("127.0.0.1", port)).is_ok()
    })
    .await;
    let mut public = Browser::new(&format!("http://127.0.0.1:{port}"));
    public.get("/health?secret=hunter2").await;
    assert_eq!(public.get("/metrics").await.status, 404);
    let page = Browser::new(&format!("http://127.0.0.1:{metrics}")).get("/metrics").await;
    assert!(
        page.body.contains("genkan_http_requests_total{route=\"/health\",method=\"GET\",status=\"2xx\"} 1"),
        "{page:?}"
    );
    running.signal("TERM");
    running.wait();
    assert!(!running.complaint().contains("hunter2"), "no query strings in the log");
}

#[tokio::test]
async fn a_fresh_server_has_no_accounts() {
    let place = Place::new();
    let mut list = place.command(&["app", "list", "--json"]);
    list.env("GENKAN_SERVER_ENDPOINT", "https://id.example.com")
        .env("GENKAN_SECURITY_SECRET_KEY", super::process::KEY);
    assert_eq!(super::process::json(&list.output().unwrap()), serde_json::json!([]));
}

/// Every request that was answered is in the audit log after a clean stop, also those of the last moment.
#[tokio::test]
async fn sigterm_under_load_loses_no_audit_entries() {
    let (place, port) = (Place::new(), free_port());
    let mut running = start(&place, port).await;
    let url = format!("http://127.0.0.1:{port}/oidc/token");
    let answered = Arc::new(AtomicI64::new(0));
    let clients: Vec<_> = (0..8)
        .map(|_| {
            let (url, answered) = (url.clone(), Arc::clone(&answered));
            tokio::spawn(async move {
                let client = reqwest::Client::builder().no_proxy().build().unwrap();
                let form = [("grant_type", "refresh_token"), ("client_id", "nobody"), ("refresh_token", "x")];
                while let Ok(answer) = client.post(&url).form(&form).send().await {
                    assert_eq!(answer.status(), 400);
                    answered.fetch_add(1, Ordering::SeqCst);
                }
            })
        })
        .collect();
    until(async || answered.load(Ordering::SeqCst) > 500).await;
    running.signal("TERM");
    assert!(running.wait().success());
    for client in clients {
        client.await.unwrap();
    }
    let (answered, stored) = (answered.load(Ordering::SeqCst), stored_entries(&place).await);
    assert!(stored >= answered, "{answered} answers, {stored} entries");
    assert!(stored <= answered + 8, "one entry each: {answered} answers, {stored} entries");
}

async fn stored_entries(place: &Place) -> i64 {
    let url = format!("sqlite:{}", place.path("genkan-data/genkan.db").display());
    let config = genkan_database::DatabaseConfig { url, max_connections: 1, ..Default::default() };
    let db = genkan_database::Db::open(&config).await.unwrap();
    let row = db.read().await.unwrap().one("SELECT COUNT(*) FROM logs", &[]).await;
    db.close().await;
    let (count,): (i64,) = row.unwrap();
    count
}
