//! A server that webhooks are sent to.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::State,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode, Uri, header};
use tokio::{net::TcpListener, sync::Notify, task::JoinHandle};

/// Keeps what it gets.
pub struct Receiver {
    /// `http://127.0.0.1:PORT/hook`.
    pub url: String,
    state: Arc<Kept>,
    server: JoinHandle<()>,
}

#[derive(Default)]
struct Kept {
    received: Mutex<Vec<Received>>,
    answers: Mutex<VecDeque<Reaction>>,
    arrived: Notify,
}

/// One request, to the byte.
#[derive(Clone, Debug)]
pub struct Received {
    pub path: String,
    pub headers: HeaderMap,
    pub body: Bytes,
}

/// How it reacts; without one it answers 204.
#[derive(Clone, Copy, Debug)]
pub enum Reaction {
    Status(u16),
    /// 302 to `/elsewhere`.
    Redirect,
    /// 500 with a body that never ends.
    Endless,
    /// No answer ever.
    Silence,
}

impl Receiver {
    pub async fn start() -> Self {
        let state = Arc::<Kept>::default();
        let router = Router::new().fallback(receive).with_state(Arc::clone(&state));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let stop = std::future::pending();
        let server =
            tokio::spawn(genkan::http::serve::serve(listener, router, stop, std::time::Duration::ZERO));
        Self { url, state, server }
    }

    /// The next requests are answered so.
    pub fn react(&self, reactions: &[Reaction]) {
        self.state.answers.lock().unwrap().extend(reactions);
    }

    pub fn received(&self) -> Vec<Received> {
        self.state.received.lock().unwrap().clone()
    }

    /// The names of the events so far.
    pub fn events(&self) -> Vec<String> {
        self.received().iter().map(|request| request.json()["event"].as_str().unwrap().to_owned()).collect()
    }

    /// When the next request arrives.
    pub async fn arrival(&self) {
        self.state.arrived.notified().await;
    }
}

impl Received {
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn receive(State(state): State<Arc<Kept>>, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    state.received.lock().unwrap().push(Received { path: uri.path().to_owned(), headers, body });
    let reaction = state.answers.lock().unwrap().pop_front().unwrap_or(Reaction::Status(204));
    state.arrived.notify_one();
    match reaction {
        Reaction::Status(status) => (StatusCode::from_u16(status).unwrap(), "said").into_response(),
        Reaction::Redirect => (StatusCode::FOUND, [(header::LOCATION, "/elsewhere")]).into_response(),
        Reaction::Endless => {
            let chunks = futures_util::stream::repeat_with(|| Ok::<_, std::io::Error>(vec![b'x'; 65_536]));
            (StatusCode::INTERNAL_SERVER_ERROR, Body::from_stream(chunks)).into_response()
        }
        Reaction::Silence => std::future::pending().await,
    }
}
