//! The listener: HTTP/1.1 and HTTP/2 with prior knowledge on one port, limits for slow clients, graceful drain.

use std::{
    convert::Infallible,
    fmt,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use axum::{Router, body::Body, extract::ConnectInfo};
use futures_util::future::{self, Either};
use http::{Request, Response};
use hyper::body::Incoming;
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{conn::auto, graceful::GracefulShutdown},
};
use tokio::net::{TcpListener, TcpStream};
use tower::Service;

/// A client has this long to send a request's head, and a kept-alive connection to begin the next one.
const HEAD_TIMEOUT: Duration = Duration::from_secs(30);
/// HTTP/2 connections are pinged this often, and closed when the answer takes as long.
const PING: Duration = Duration::from_secs(30);

/// What a listener answers with: ready documents first, then the router.
#[derive(Clone)]
pub struct Served {
    router: Router,
    ready: Option<Arc<Ready>>,
}

/// Looks whether the answer lies ready. Called for every request, so it must be quick.
type Ready = dyn Fn(&Request<Incoming>) -> Option<Response<Body>> + Send + Sync;

impl Served {
    /// `ready` answers what needs no routing: routing and its layers cost several times as much as a document that
    /// is only sent (docs/decisions/0011-ready-documents.md).
    pub fn new(
        router: Router,
        ready: impl Fn(&Request<Incoming>) -> Option<Response<Body>> + Send + Sync + 'static,
    ) -> Self {
        Self { router, ready: Some(Arc::new(ready)) }
    }
}

impl fmt::Debug for Served {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Served")
    }
}

impl From<Router> for Served {
    fn from(router: Router) -> Self {
        Self { router, ready: None }
    }
}

/// Accepts until `stop` resolves, then lets requests in flight finish for at most `drain`.
pub async fn serve(
    listener: TcpListener,
    served: impl Into<Served>,
    stop: impl Future<Output = ()>,
    drain: Duration,
) {
    let served = served.into();
    let mut stop = std::pin::pin!(stop);
    let graceful = GracefulShutdown::new();
    let builder = builder();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => break,
        };
        match accepted {
            Ok((stream, peer)) => {
                let asked = Arc::new(AtomicBool::new(false));
                let service = service(served.clone(), peer, Arc::clone(&asked));
                let connection = builder.serve_connection(io(stream), service).into_owned();
                let connection = graceful.watch(connection);
                tokio::spawn(async move {
                    if let Err(error) = until_done(connection, &asked).await {
                        tracing::debug!(%error, "connection ended");
                    }
                });
            }
            Err(error) => {
                // Out of file descriptors, mostly. Those that are open will close; try again shortly.
                tracing::warn!(%error, "cannot accept a connection");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
    drop(listener);
    if tokio::time::timeout(drain, graceful.shutdown()).await.is_err() {
        tracing::warn!(seconds = drain.as_secs(), "connections were still busy when the drain time ended");
    }
}

/// Ends a connection that has not asked for anything in [`HEAD_TIMEOUT`]. The builder's own limit begins only when it
/// knows the protocol, which a silent client never tells.
async fn until_done<E>(connection: impl Future<Output = Result<(), E>>, asked: &AtomicBool) -> Result<(), E> {
    let mut connection = std::pin::pin!(connection);
    match tokio::time::timeout(HEAD_TIMEOUT, &mut connection).await {
        Ok(done) => done,
        Err(_) if asked.load(Ordering::Relaxed) => connection.await,
        Err(_) => Ok(()),
    }
}

fn builder() -> auto::Builder<TokioExecutor> {
    let mut builder = auto::Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(PING)
        .keep_alive_timeout(PING)
        .max_concurrent_streams(256);
    builder
}

fn io(stream: TcpStream) -> TokioIo<TcpStream> {
    // Answers are small and complete: waiting to fill a segment only delays them.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "cannot set TCP_NODELAY");
    }
    TokioIo::new(stream)
}

fn service(
    served: Served,
    peer: SocketAddr,
    asked: Arc<AtomicBool>,
) -> impl hyper::service::Service<
    Request<Incoming>,
    Response = Response<Body>,
    Error = Infallible,
    Future: Send + 'static,
> {
    hyper::service::service_fn(move |mut request: Request<Incoming>| {
        asked.store(true, Ordering::Relaxed);
        match served.ready.as_ref().and_then(|ready| ready(&request)) {
            Some(response) => Either::Left(future::ready(Ok(response))),
            None => {
                request.extensions_mut().insert(ConnectInfo(peer));
                Either::Right(served.router.clone().call(request))
            }
        }
    })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use axum::routing::get;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    /// What the server sends until it hangs up. The clock runs ahead whenever everybody waits.
    async fn answer(sent: &[u8]) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let slow = get(async || {
            tokio::time::sleep(3 * HEAD_TIMEOUT).await;
            "slow"
        });
        let router = Router::new().route("/slow", slow);
        tokio::spawn(serve(listener, router, std::future::pending(), Duration::ZERO));
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(sent).await.unwrap();
        let mut text = Vec::new();
        tokio::time::timeout(10 * HEAD_TIMEOUT, stream.read_to_end(&mut text)).await.unwrap().unwrap();
        String::from_utf8_lossy(&text).into_owned()
    }

    #[tokio::test(start_paused = true)]
    async fn who_never_asks_is_hung_up_on() {
        for silence in [&b""[..], b"P", b"PRI * HTTP/2.0", b"GET / HTTP/1.1\r\nHos"] {
            assert_eq!(answer(silence).await, "", "{silence:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_slow_answer_still_arrives() {
        let text = answer(b"GET /slow HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await;
        assert!(text.starts_with("HTTP/1.1 200") && text.ends_with("slow"), "{text}");
    }
}
