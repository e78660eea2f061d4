//! What the clients do.

use std::cell::RefCell;
use std::collections::HashSet;
use std::rc::Rc;

use anyhow::{Context, Result, bail};
use base64::{Engine, engine::general_purpose::STANDARD};

use super::browser::Browser;
use super::connection::{Connection, form, get, post_form};
use super::fixture::{Application, Fixture, ORGANIZATION, PASSWORD, REDIRECT_URI, RESOURCE, username};
use super::load::Client;

// A verifier and its S256 challenge (RFC 7636, appendix B): what they are does not matter here.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// Always the same request: discovery, userinfo, client credentials, the empty handler.
#[derive(Debug)]
pub struct Repeat {
    connection: Connection,
    request: Vec<u8>,
    expect: &'static [u8],
}

impl Client for Repeat {
    async fn operate(&mut self) -> Result<bool> {
        let response = self.connection.exchange(&self.request).await?;
        let expected =
            self.expect.is_empty() || response.body.windows(self.expect.len()).any(|it| it == self.expect);
        if response.status != 200 || !expected {
            bail!("status {}: {}", response.status, String::from_utf8_lossy(response.body));
        }
        Ok(true)
    }
}

impl Repeat {
    /// `count` clients, each on its own connection.
    pub async fn many(
        fixture: &Fixture,
        count: u32,
        request: Vec<u8>,
        expect: &'static [u8],
    ) -> Result<Vec<Self>> {
        let mut clients = Vec::new();
        for _ in 0..count {
            let connection = Connection::open(fixture.address).await?;
            clients.push(Self { connection, request: request.clone(), expect });
        }
        Ok(clients)
    }
}

/// The empty handler's request.
pub fn empty(host: &str) -> Vec<u8> {
    get(host, "/", "")
}

/// OpenID Connect Discovery 1.0 §4.
pub fn discovery(host: &str) -> Vec<u8> {
    get(host, "/oidc/.well-known/openid-configuration", "")
}

/// OpenID Connect Core §5.3 with a bearer token.
pub fn userinfo(host: &str, access_token: &str) -> Vec<u8> {
    get(host, "/oidc/me", &format!("Authorization: Bearer {access_token}\r\n"))
}

/// RFC 6749 §4.4: a signed JWT access token for the resource.
pub fn client_credentials(host: &str, machine: &Application) -> Vec<u8> {
    let body = form(&[("grant_type", "client_credentials"), ("resource", RESOURCE)]);
    post_form(host, "/oidc/token", &basic(machine), &body)
}

/// RFC 6749 §2.3.1: the header that authenticates it.
pub fn basic(application: &Application) -> String {
    let pair = STANDARD.encode(format!("{}:{}", application.id, application.secret));
    format!("Authorization: Basic {pair}\r\n")
}

/// Where a sign-in begins.
fn authorization(application: &Application) -> String {
    authorization_for(application, "openid offline_access profile", &[])
}

fn authorization_for(application: &Application, scope: &str, resources: &[&str]) -> String {
    let mut members = vec![
        ("client_id", application.id.as_str()),
        ("redirect_uri", REDIRECT_URI),
        ("response_type", "code"),
        ("scope", scope),
        ("prompt", "consent"),
        ("state", "benchmark"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    members.extend(resources.iter().map(|resource| ("resource", *resource)));
    format!("/oidc/auth?{}", form(&members))
}

fn code_of(location: &str) -> Result<String> {
    let query = location.split_once('?').map_or("", |(_, query)| query);
    let code = query.split('&').find_map(|pair| pair.strip_prefix("code="));
    Ok(code.with_context(|| format!("no code in {location}"))?.to_owned())
}

/// The tokens of one sign-in.
#[derive(Debug)]
pub struct Tokens {
    pub access_token: String,
    pub refresh_token: String,
}

/// Signs user `number` in to `application` through the pages, and exchanges the code.
pub async fn sign_in(fixture: &Fixture, application: &Application, number: u32) -> Result<Tokens> {
    sign_in_at(fixture, application, number, &authorization(application)).await
}

async fn sign_in_at(
    fixture: &Fixture,
    application: &Application,
    number: u32,
    address: &str,
) -> Result<Tokens> {
    let mut browser = Browser::open(fixture.address, &fixture.host).await?;
    let code = code_of(&browser.follow(address, REDIRECT_URI, &fields(&username(number))).await?)?;
    let mut connection = Connection::open(fixture.address).await?;
    let response = connection.exchange(&exchange_of(fixture, application, &code)).await?;
    let body = String::from_utf8_lossy(response.body).into_owned();
    let text = |name| member(&body, name).map(str::to_owned).with_context(|| format!("no {name} in {body}"));
    Ok(Tokens { access_token: text("access_token")?, refresh_token: text("refresh_token")? })
}

/// Whatever names the pages use for the two things a person types.
fn fields(username: &str) -> [(&str, &str); 4] {
    [("identifier", username), ("username", username), ("email", username), ("password", PASSWORD)]
}

fn exchange_of(fixture: &Fixture, application: &Application, code: &str) -> Vec<u8> {
    let mut body = vec![
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", REDIRECT_URI),
        ("code_verifier", VERIFIER),
    ];
    let mut headers = String::new();
    if application.secret.is_empty() {
        body.push(("client_id", &application.id));
    } else {
        headers = basic(application);
    }
    post_form(&fixture.host, "/oidc/token", &headers, &form(&body))
}

/// A string member of a JSON object, read without parsing the rest: the generator must stay cheap.
fn member<'a>(json: &'a str, name: &str) -> Option<&'a str> {
    let marker = format!("\"{name}\":\"");
    json.split_once(&marker)?.1.split('"').next()
}

/// Password sign-in from the first request to the code, in a browser that has never been here.
#[derive(Debug)]
pub struct SignIn {
    browser: Browser,
    path: String,
    next_user: u32,
    users: u32,
}

impl SignIn {
    pub async fn many(fixture: &Fixture, count: u32, users: u32) -> Result<Vec<Self>> {
        let mut clients = Vec::new();
        for number in 0..count {
            let browser = Browser::open(fixture.address, &fixture.host).await?;
            clients.push(Self { browser, path: authorization(&fixture.web), next_user: number, users });
        }
        Ok(clients)
    }
}

impl Client for SignIn {
    async fn operate(&mut self) -> Result<bool> {
        self.browser.forget();
        self.next_user = (self.next_user + 7) % self.users;
        let location =
            self.browser.follow(&self.path, REDIRECT_URI, &fields(&username(self.next_user))).await?;
        code_of(&location).map(|_| true)
    }
}

/// Exchanges codes that were fetched before; ends when there are no more.
#[derive(Debug)]
pub struct CodeExchange {
    connection: Connection,
    requests: Vec<Vec<u8>>,
}

impl CodeExchange {
    /// Fetches `each` codes for each of `count` clients with one sign-in per client.
    pub async fn many(fixture: &Fixture, count: u32, each: u32) -> Result<Vec<Self>> {
        let mut fetching = tokio::task::JoinSet::new();
        for number in 0..count {
            let (address, host) = (fixture.address, fixture.host.clone());
            let path = authorization(&fixture.web);
            fetching.spawn_local(async move {
                let mut browser = Browser::open(address, &host).await?;
                let user = username(number);
                let mut codes = Vec::new();
                for _ in 0..each {
                    codes.push(code_of(&browser.follow(&path, REDIRECT_URI, &fields(&user)).await?)?);
                }
                anyhow::Ok((Connection::open(address).await?, codes))
            });
        }
        let mut clients = Vec::new();
        while let Some(fetched) = fetching.join_next().await {
            let (connection, codes) = fetched??;
            let requests = codes.iter().map(|code| exchange_of(fixture, &fixture.web, code)).collect();
            clients.push(Self { connection, requests });
        }
        Ok(clients)
    }
}

impl Client for CodeExchange {
    async fn operate(&mut self) -> Result<bool> {
        let Some(request) = self.requests.pop() else { return Ok(false) };
        let response = self.connection.exchange(&request).await?;
        if response.status != 200 {
            bail!("code exchange: {} {}", response.status, String::from_utf8_lossy(response.body));
        }
        Ok(true)
    }
}

/// What went wrong with refresh tokens: both must stay zero.
#[derive(Debug, Default)]
pub struct Ledger {
    seen: HashSet<String>,
    /// A refresh that was refused, although its token was the newest.
    pub lost: u32,
    /// A token that was handed out twice.
    pub doubled: u32,
}

/// What an access token is refreshed for.
#[derive(Debug, Clone, Copy)]
pub enum Purpose {
    /// Userinfo: an opaque token.
    Userinfo,
    /// The resource.
    Resource,
    /// The organization.
    Organization,
    /// The resource on behalf of the organization.
    Both,
}

impl Purpose {
    /// What the refresh request says besides.
    fn parameters(self) -> String {
        match self {
            Self::Userinfo => String::new(),
            Self::Resource => format!("&{}", form(&[("resource", RESOURCE)])),
            Self::Organization => format!("&{}", form(&[("organization_id", ORGANIZATION)])),
            Self::Both => format!("&{}", form(&[("resource", RESOURCE), ("organization_id", ORGANIZATION)])),
        }
    }

    /// Where the sign-in begins. Comparable: the ID token carries the same claims for each.
    fn authorization(self, application: &Application) -> String {
        match self {
            Self::Userinfo => authorization(application),
            Self::Resource => {
                authorization_for(application, "openid offline_access profile read write", &[RESOURCE])
            }
            Self::Organization | Self::Both => authorization_for(
                application,
                "openid offline_access profile urn:logto:scope:organizations read write invite",
                &[RESOURCE, "urn:logto:resource:organizations"],
            ),
        }
    }
}

/// One chain of refresh tokens of a public client, which rotates at every use.
#[derive(Debug)]
pub struct Refresh {
    connection: Connection,
    host: String,
    client_id: String,
    token: String,
    parameters: String,
    ledger: Rc<RefCell<Ledger>>,
}

impl Refresh {
    /// `count` chains, each begun by a sign-in of its own.
    pub async fn many(
        fixture: &Fixture,
        count: u32,
        purpose: Purpose,
        ledger: &Rc<RefCell<Ledger>>,
    ) -> Result<Vec<Self>> {
        let mut clients = Vec::new();
        let address = purpose.authorization(&fixture.native);
        for number in 0..count {
            let token = sign_in_at(fixture, &fixture.native, number, &address).await?.refresh_token;
            clients.push(Self {
                connection: Connection::open(fixture.address).await?,
                host: fixture.host.clone(),
                client_id: fixture.native.id.clone(),
                token,
                parameters: purpose.parameters(),
                ledger: Rc::clone(ledger),
            });
        }
        Ok(clients)
    }
}

impl Client for Refresh {
    async fn operate(&mut self) -> Result<bool> {
        let body = format!(
            "grant_type=refresh_token&client_id={}&refresh_token={}{}",
            self.client_id, self.token, self.parameters
        );
        let request = post_form(&self.host, "/oidc/token", "", &body);
        let response = self.connection.exchange(&request).await?;
        let body = std::str::from_utf8(response.body)?;
        let mut ledger = self.ledger.borrow_mut();
        match member(body, "refresh_token") {
            Some(token) if response.status == 200 => {
                if !ledger.seen.insert(token.to_owned()) {
                    ledger.doubled += 1;
                }
                token.clone_into(&mut self.token);
                Ok(true)
            }
            _ => {
                if ledger.lost == 0 {
                    eprintln!("a refresh was refused: {} {body}", response.status);
                }
                ledger.lost += 1;
                Ok(false)
            }
        }
    }
}
