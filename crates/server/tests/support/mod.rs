//! A whole server per test: its own database, a clock that stands still, seeded randomness, real HTTP on loopback.

mod browser;
mod management;
mod receiver;

use std::{net::SocketAddr, time::Duration};

pub use browser::*;
use genkan::{
    app::App,
    applications::{self, ApplicationType, NewApplication},
    clock::{Clock, Timestamp},
    config::{
        AuditLogSection, Config, DatabaseSection, LimitsSection, LogSection, ManagementSection, SecretKey,
        SecuritySection, ServerSection,
    },
    ids::{ClientId, UserId},
    random::Random,
    users::{self, NewUser},
};
use genkan_database::{
    Engine, retry,
    testing::{self, Template, TestDatabase},
};
pub use management::*;
pub use receiver::*;
use tokio::{net::TcpListener, sync::OnceCell};

/// 2026-01-01T00:00:00Z, when every test begins.
pub const START: Timestamp = Timestamp::from_millis(1_767_225_600_000);
/// Every test user's password.
pub const PASSWORD: &str = "correct horse battery staple";

/// A running server.
pub struct TestApp {
    /// Its inside.
    pub app: App,
    /// `http://127.0.0.1:PORT`, also its endpoint.
    pub url: String,
    database: TestDatabase,
    server: tokio::task::JoinHandle<()>,
}

/// A registered application.
#[derive(Clone, Debug)]
pub struct TestClient {
    pub id: ClientId,
    /// Empty for public clients.
    pub secret: String,
    /// The first registered one; empty when there is none.
    pub redirect_uri: String,
}

/// A registered user, who signs in with `username` and [`PASSWORD`].
#[derive(Clone, Debug)]
pub struct TestUser {
    pub id: UserId,
    pub username: String,
}

impl TestApp {
    /// On the embedded database.
    pub async fn sqlite() -> Self {
        Self::on(Engine::Sqlite).await
    }

    /// On PostgreSQL.
    pub async fn postgres() -> Self {
        Self::on(Engine::Postgres).await
    }

    /// On that engine, with the default configuration.
    pub async fn on(engine: Engine) -> Self {
        Self::with(engine, |_| {}).await
    }

    /// On that engine, with the configuration changed by `configure`.
    pub async fn with(engine: Engine, configure: impl FnOnce(&mut Config)) -> Self {
        let database = template(engine).await.database().await;
        let (listener, mut config) = listen(&database.url).await;
        configure(&mut config);
        let app = genkan::app(config, Clock::manual(START), Random::seeded(1)).await.unwrap();
        let (url, server) = serve(listener, app.clone());
        Self { app, url, database, server }
    }

    /// A second node on the same database, with a clock of its own that stands where this one does.
    pub async fn second_node(&self) -> Node {
        let (listener, config) = listen(&self.database.url).await;
        let app = genkan::app(config, Clock::manual(self.app.clock.now()), Random::seeded(2)).await.unwrap();
        let (url, server) = serve(listener, app.clone());
        Node { app, url, server }
    }

    /// Moves the clock.
    pub fn advance(&self, seconds: u64) {
        self.app.clock.advance(Duration::from_secs(seconds));
    }

    /// A browser without cookies.
    pub fn browser(&self) -> Browser {
        Browser::new(&self.url)
    }

    /// A first-party web application with the redirect URI `https://app.example/callback` and the post sign-out URI
    /// `https://app.example/`.
    pub async fn create_app(&self, kind: ApplicationType) -> TestClient {
        let mut new = NewApplication::new("Test app", kind);
        if kind != ApplicationType::MachineToMachine {
            new.redirect_uris = vec!["https://app.example/callback".into()];
            new.post_logout_redirect_uris = vec!["https://app.example/".into()];
        }
        self.register(new).await
    }

    /// Exactly that application.
    pub async fn register(&self, new: NewApplication) -> TestClient {
        let mut tx = self.app.db.begin().await.unwrap();
        let (application, secret) = applications::create(&self.app, &mut tx, new).await.unwrap();
        tx.commit().await.unwrap();
        TestClient {
            redirect_uri: application.redirect_uris.first().cloned().unwrap_or_default(),
            id: application.id,
            secret: secret.map(|secret| secret.expose().to_owned()).unwrap_or_default(),
        }
    }

    /// A user with that username, whose password is [`PASSWORD`].
    pub async fn create_user(&self, username: &str) -> TestUser {
        let new = NewUser {
            username: Some(username.to_owned()),
            name: Some(format!("{username} the tester")),
            password_hash: Some(password_hash()),
            ..NewUser::default()
        };
        let id = retry(async || {
            let mut tx = self.app.db.begin().await.map_err(users::Error::from)?;
            let id = users::create(&self.app, &mut tx, new.clone()).await?;
            tx.commit().await?;
            Ok::<_, users::Error>(id)
        });
        TestUser { id: id.await.unwrap(), username: username.to_owned() }
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// A further server on somebody's database.
pub struct Node {
    pub app: App,
    pub url: String,
    server: tokio::task::JoinHandle<()>,
}

impl Drop for Node {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// The configuration of a test server.
pub fn config(database_url: &str, address: SocketAddr) -> Config {
    let endpoint = format!("http://{address}").parse().unwrap();
    Config {
        server: ServerSection::new(endpoint, address),
        database: DatabaseSection { url: database_url.to_owned(), max_connections: 4 },
        security: SecuritySection {
            secret_key: SecretKey::new(vec![7; 32]).unwrap(),
            allow_private_addresses: true,
        },
        limits: LimitsSection {
            sign_in_attempts_per_minute: 10_000,
            authorization_requests_per_minute: 100_000,
            ..LimitsSection::default()
        },
        management: ManagementSection::default(),
        log: LogSection::default(),
        audit_log: AuditLogSection::default(),
    }
}

async fn listen(database_url: &str) -> (TcpListener, Config) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let config = config(database_url, listener.local_addr().unwrap());
    (listener, config)
}

fn serve(listener: TcpListener, app: App) -> (String, tokio::task::JoinHandle<()>) {
    let url = format!("http://{}", listener.local_addr().unwrap());
    let router = genkan::served(app);
    let stop = std::future::pending();
    let server = tokio::spawn(genkan::http::serve::serve(listener, router, stop, Duration::ZERO));
    (url, server)
}

async fn template(engine: Engine) -> &'static Template {
    static SQLITE: OnceCell<Template> = OnceCell::const_new();
    static POSTGRES: OnceCell<Template> = OnceCell::const_new();
    let cell = match engine {
        Engine::Sqlite => &SQLITE,
        Engine::Postgres => &POSTGRES,
    };
    cell.get_or_init(|| Template::new(engine, genkan::MIGRATIONS)).await
}

/// [`PASSWORD`] with the smallest parameters, so that tests sign in quickly.
fn password_hash() -> String {
    use base64::{Engine, prelude::BASE64_STANDARD_NO_PAD};
    let params = argon2::Params::new(64, 1, 1, None).unwrap();
    let argon2 = argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params);
    let (salt, mut hash) = (b"a salt for tests", [0; 32]);
    argon2.hash_password_into(PASSWORD.as_bytes(), salt, &mut hash).unwrap();
    let [salt, hash] = [salt.as_slice(), &hash].map(|bytes| BASE64_STANDARD_NO_PAD.encode(bytes));
    format!("$argon2id$v=19$m=64,t=1,p=1${salt}${hash}")
}

/// Whether the test run includes that engine (`TEST_ENGINES`).
pub fn includes(engine: Engine) -> bool {
    testing::engines().contains(&engine)
}

/// Each test twice: `name::sqlite` and `name::postgres`.
macro_rules! on_both_engines {
    ($($(#[$meta:meta])* async fn $name:ident($app:ident: TestApp) $body:block)+) => {$(
        $(#[$meta])*
        mod $name {
            // The file imports `TestApp`, so this import is never idle.
            use super::*;

            async fn test($app: TestApp) $body

            #[tokio::test]
            async fn sqlite() {
                if $crate::support::includes(genkan_database::Engine::Sqlite) {
                    test(TestApp::sqlite().await).await;
                }
            }

            #[tokio::test]
            async fn postgres() {
                if $crate::support::includes(genkan_database::Engine::Postgres) {
                    test(TestApp::postgres().await).await;
                }
            }
        }
    )+};
}
