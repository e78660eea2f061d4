use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::io::tcp::TcpSettings;
use redis::io::tcp::socket2::TcpKeepalive;
use redis::{
    Client, ConnectionAddr, ErrorKind, IntoConnectionInfo as _, ProtocolVersion, RedisError, ServerErrorKind,
};

use super::RedisUnavailable;

/// Longest wait for a connection, and longest wait for an answer.
const PATIENCE: Duration = Duration::from_millis(900);

/// Longest time in which a server that has vanished without a word counts as there.
const VANISHED_AFTER: Duration = Duration::from_secs(3);

/// Idle time after which a server is asked whether it is still there.
const IDLE: Duration = Duration::from_secs(30);

/// A connection that is made again when it breaks.
#[derive(Clone)]
pub(super) struct Connection {
    manager: Arc<Mutex<ConnectionManager>>,
    /// Makes another manager; `None` for one the app brought.
    client: Option<Arc<Client>>,
    /// ` at host:port`.
    at: Arc<str>,
}

impl Connection {
    pub(super) async fn open(url: &str) -> Result<Self, RedisUnavailable> {
        if cfg!(not(feature = "redis-tls")) && (url.starts_with("rediss:") || url.starts_with("valkeys:")) {
            let what = "the address asks for TLS; enable the cargo feature `redis-tls`".into();
            return Err(RedisUnavailable { at: String::new(), what });
        }
        let unreadable = |error: RedisError| RedisUnavailable { at: String::new(), what: error.to_string() };
        let info = url.into_connection_info().map_err(unreadable)?;
        let at = at(info.addr());
        let settings = info.redis_settings().clone().set_protocol(ProtocolVersion::RESP3);
        let tcp = TcpSettings::default().set_nodelay(true).set_keepalive(TcpKeepalive::new().with_time(IDLE));
        #[cfg(any(target_os = "linux", target_os = "android"))]
        let tcp = tcp.set_user_timeout(VANISHED_AFTER);
        let client =
            Client::open(info.set_redis_settings(settings).set_tcp_settings(tcp)).map_err(unreadable)?;
        let manager = ConnectionManager::new_with_config(client.clone(), timing()).await;
        let manager =
            manager.map_err(|error| RedisUnavailable { at: at.clone(), what: error.to_string() })?;
        Ok(Self { manager: Arc::new(Mutex::new(manager)), client: Some(Arc::new(client)), at: at.into() })
    }

    pub(super) fn given(manager: ConnectionManager) -> Self {
        Self { manager: Arc::new(Mutex::new(manager)), client: None, at: "".into() }
    }

    pub(super) fn manager(&self) -> ConnectionManager {
        self.manager.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What to say of a failure. The manager connects again by itself after a broken connection, but not when the
    /// server turned it away or is no longer the one that may be written to: then it starts anew.
    pub(super) fn failed(&self, error: &RedisError) -> RedisUnavailable {
        let turned_away = match error.kind() {
            ErrorKind::AuthenticationFailed | ErrorKind::RESP3NotSupported => true,
            ErrorKind::Server(ServerErrorKind::ReadOnly | ServerErrorKind::MasterDown) => true,
            _ => matches!(error.code(), Some("WRONGPASS" | "NOAUTH")),
        };
        if turned_away
            && let Some(client) = &self.client
            && let Ok(fresh) = ConnectionManager::new_lazy_with_config(Client::clone(client), timing())
        {
            *self.manager.lock().unwrap_or_else(PoisonError::into_inner) = fresh;
        }
        RedisUnavailable { at: self.at.to_string(), what: error.to_string() }
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection").field("at", &self.at).finish_non_exhaustive()
    }
}

fn timing() -> ConnectionManagerConfig {
    ConnectionManagerConfig::new()
        .set_connection_timeout(Some(PATIENCE))
        .set_response_timeout(Some(PATIENCE))
        // Who waits for a page waits once; the next request tries again.
        .set_number_of_retries(0)
        .set_pipeline_buffer_size(1_000)
}

fn at(address: &ConnectionAddr) -> String {
    match address {
        ConnectionAddr::Tcp(host, port) | ConnectionAddr::TcpTls { host, port, .. } => {
            format!(" at {host}:{port}")
        }
        ConnectionAddr::Unix(path) => format!(" at {}", path.display()),
        _ => String::new(),
    }
}
