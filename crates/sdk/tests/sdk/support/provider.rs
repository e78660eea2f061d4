use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard};

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Form, Json, Router};
use genkan_oauth::jose::jws::{self, Header};
use genkan_oauth::jose::{Algorithm, JwkSet, SigningKey};
use genkan_oauth::pkce::{CodeChallenge, CodeVerifier};
use genkan_sdk::Clock;
use http::{HeaderMap, StatusCode};
use serde_json::{Value, json};
use url::Url;

use super::TestClock;

/// An OpenID provider in a task. `knobs` make it misbehave; the counters tell what it was asked.
#[derive(Clone)]
pub struct Provider {
    pub origin: String,
    clock: Arc<TestClock>,
    state: Arc<Mutex<Knobs>>,
}

pub struct Knobs {
    key: SigningKey,
    codes: HashMap<String, HashMap<String, String>>,
    /// Refresh tokens and whose they are.
    live_refresh_tokens: HashMap<String, String>,
    live_access_tokens: HashSet<String>,
    serial: u64,
    /// Organizations that refuse everybody.
    pub closed_organizations: HashSet<String>,
    /// What the app sent with its last request for tokens.
    pub last_token_request: HashMap<String, String>,
    /// Replaces or removes (`null`) claims of the ID tokens.
    pub id_token: Value,
    /// `iss` of the authorization response; `None` leaves it out.
    pub iss: Option<String>,
    /// Whether the metadata promises `iss`.
    pub promises_iss: bool,
    /// Seconds an access token lives.
    pub expires_in: i64,
    /// Whether the keys cannot be had.
    pub keys_are_down: bool,
    /// What the token endpoint answers instead of tokens.
    pub refusal: Option<Refusal>,
    pub gives_refresh_token: bool,
    pub user_info: Value,
    pub last_authorization: HashMap<String, Vec<String>>,
    pub last_authentication: Option<String>,
    pub discoveries: usize,
    pub key_fetches: usize,
    pub code_exchanges: usize,
    pub refreshes: usize,
    pub token_requests: usize,
    pub revoked: Vec<String>,
}

#[derive(Clone, Copy)]
pub struct Refusal(pub u16, pub &'static str);

impl Provider {
    pub async fn start(clock: Arc<TestClock>) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let knobs = Knobs {
            key: SigningKey::generate(Algorithm::ES384).unwrap(),
            codes: HashMap::new(),
            live_refresh_tokens: HashMap::new(),
            live_access_tokens: HashSet::new(),
            serial: 0,
            closed_organizations: HashSet::new(),
            last_token_request: HashMap::new(),
            id_token: json!({}),
            iss: Some(format!("{origin}/oidc")),
            promises_iss: true,
            expires_in: 3600,
            keys_are_down: false,
            refusal: None,
            gives_refresh_token: true,
            user_info: json!({"sub": "user-1", "name": "Mio Tanaka", "email": "mio@example.com"}),
            last_authorization: HashMap::new(),
            last_authentication: None,
            discoveries: 0,
            key_fetches: 0,
            code_exchanges: 0,
            refreshes: 0,
            token_requests: 0,
            revoked: Vec::new(),
        };
        let provider = Self { origin, clock, state: Arc::new(Mutex::new(knobs)) };
        let router = Router::new()
            .route("/oidc/.well-known/openid-configuration", get(discovery))
            .route("/oidc/jwks", get(key_set))
            .route("/oidc/token", post(token))
            .route("/oidc/me", get(user_info))
            .route("/oidc/token/revocation", post(revocation))
            .with_state(provider.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        provider
    }

    pub fn knobs(&self) -> MutexGuard<'_, Knobs> {
        self.state.lock().unwrap()
    }

    pub fn issuer(&self) -> String {
        format!("{}/oidc", self.origin)
    }

    /// What the person does at the provider: signs in. Gives the callback's path and query.
    pub fn authorize(&self, url: &str) -> String {
        self.authorize_as("user-1", url)
    }

    /// The same for a certain person.
    pub fn authorize_as(&self, sub: &str, url: &str) -> String {
        let url = Url::parse(url).unwrap();
        assert_eq!(url.path(), "/oidc/auth");
        let mut parameters: HashMap<String, Vec<String>> = HashMap::new();
        for (name, value) in url.query_pairs() {
            parameters.entry(name.into_owned()).or_default().push(value.into_owned());
        }
        let mut single: HashMap<String, String> =
            parameters.iter().map(|(name, values)| (name.clone(), values[0].clone())).collect();
        single.insert("sub".into(), sub.into());
        let mut knobs = self.knobs();
        knobs.serial += 1;
        let code = format!("code-{}", knobs.serial);
        knobs.codes.insert(code.clone(), single);
        let mut callback = Url::parse(&parameters["redirect_uri"][0]).unwrap();
        callback.query_pairs_mut().append_pair("code", &code).append_pair("state", &parameters["state"][0]);
        if let Some(iss) = &knobs.iss {
            callback.query_pairs_mut().append_pair("iss", iss);
        }
        knobs.last_authorization = parameters;
        callback[url::Position::BeforePath..].to_owned()
    }

    /// A number that was not given out before.
    pub fn next_serial(&self) -> u64 {
        let mut knobs = self.knobs();
        knobs.serial += 1;
        knobs.serial
    }

    /// A token with this `typ` and these claims.
    pub fn sign(&self, typ: Option<&str>, claims: &Value) -> String {
        jws::encode(&self.knobs().key, &Header { typ }, claims).unwrap()
    }

    /// A new key replaces the old one at once.
    pub fn rotate_key(&self) {
        self.knobs().key = SigningKey::generate(Algorithm::ES384).unwrap();
    }

    /// What happens to every refresh token when an administrator ends a person's sessions.
    pub fn end_all_grants(&self) {
        self.knobs().live_refresh_tokens.clear();
    }

    /// The same for one person.
    pub fn end_grants_of(&self, sub: &str) {
        self.knobs().live_refresh_tokens.retain(|_, owner| owner != sub);
    }

    pub fn end_all_access_tokens(&self) {
        self.knobs().live_access_tokens.clear();
    }
}

async fn discovery(State(provider): State<Provider>) -> Json<Value> {
    let mut knobs = provider.knobs();
    knobs.discoveries += 1;
    let issuer = provider.issuer();
    Json(json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/auth"),
        "token_endpoint": format!("{issuer}/token"),
        "userinfo_endpoint": format!("{issuer}/me"),
        "jwks_uri": format!("{issuer}/jwks"),
        "revocation_endpoint": format!("{issuer}/token/revocation"),
        "end_session_endpoint": format!("{issuer}/session/end"),
        "id_token_signing_alg_values_supported": ["ES384"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "authorization_response_iss_parameter_supported": knobs.promises_iss,
    }))
}

async fn key_set(State(provider): State<Provider>) -> Response {
    let mut knobs = provider.knobs();
    knobs.key_fetches += 1;
    if knobs.keys_are_down {
        return refuse(503, "down");
    }
    Json(JwkSet { keys: vec![knobs.key.public_jwk()] }).into_response()
}

async fn token(
    State(provider): State<Provider>,
    headers: HeaderMap,
    Form(form): Form<HashMap<String, String>>,
) -> Response {
    // Lets parallel requests meet.
    tokio::task::yield_now().await;
    let now = provider.clock.now();
    let mut knobs = provider.knobs();
    knobs.token_requests += 1;
    knobs.last_token_request = form.clone();
    knobs.last_authentication = headers.get("authorization").map(|value| value.to_str().unwrap().to_owned());
    if let Some(Refusal(status, error)) = knobs.refusal {
        return refuse(status, error);
    }
    let mut nonce = None;
    let sub;
    match form["grant_type"].as_str() {
        "authorization_code" => {
            knobs.code_exchanges += 1;
            let Some(request) = knobs.codes.remove(&form["code"]) else {
                return refuse(400, "invalid_grant");
            };
            let challenge = CodeChallenge::parse(&request["code_challenge"]).unwrap();
            let verifier = CodeVerifier::parse(&form["code_verifier"]).unwrap();
            if !challenge.verify(&verifier) || request["redirect_uri"] != form["redirect_uri"] {
                return refuse(400, "invalid_grant");
            }
            nonce = request.get("nonce").cloned();
            sub = request["sub"].clone();
        }
        _ => {
            knobs.refreshes += 1;
            let Some(owner) = knobs.live_refresh_tokens.get(&form["refresh_token"]).cloned() else {
                return refuse(400, "invalid_grant");
            };
            if form.get("resource").is_some_and(|resource| resource.contains("unknown")) {
                return refuse(400, "invalid_target");
            }
            if form.get("organization_id").is_some_and(|id| knobs.closed_organizations.contains(id)) {
                return refuse(403, "access_denied");
            }
            knobs.live_refresh_tokens.remove(&form["refresh_token"]);
            sub = owner;
        }
    }
    knobs.serial += 1;
    let serial = knobs.serial;
    let mut claims = json!({
        "iss": provider.issuer(), "aud": "app", "sub": sub, "iat": now, "exp": now + 3600, "name": "Mio",
    });
    if let Some(nonce) = nonce {
        claims["nonce"] = nonce.into();
    }
    for (name, value) in knobs.id_token.as_object().unwrap() {
        claims[name] = value.clone();
    }
    claims.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    let organization = form.get("organization_id").map(|id| format!("#{id}")).unwrap_or_default();
    let resource = form.get("resource").map_or("", String::as_str);
    let access_token = format!("access-{serial}-{sub}-{resource}{organization}");
    knobs.live_access_tokens.insert(access_token.clone());
    let mut body = json!({
        "access_token": access_token,
        "token_type": "Bearer",
        "expires_in": knobs.expires_in,
        "scope": "openid offline_access profile",
        "id_token": jws::encode(&knobs.key, &Header::ID_TOKEN, &claims).unwrap(),
    });
    if knobs.gives_refresh_token {
        let refresh_token = format!("refresh-{serial}");
        knobs.live_refresh_tokens.insert(refresh_token.clone(), sub.clone());
        body["refresh_token"] = refresh_token.into();
    }
    Json(body).into_response()
}

fn refuse(status: u16, error: &str) -> Response {
    (StatusCode::from_u16(status).unwrap(), Json(json!({"error": error}))).into_response()
}

async fn user_info(State(provider): State<Provider>, headers: HeaderMap) -> Response {
    let knobs = provider.knobs();
    let token = headers["authorization"].to_str().unwrap().strip_prefix("Bearer ").unwrap();
    if !knobs.live_access_tokens.contains(token) {
        return refuse(401, "invalid_token");
    }
    Json(knobs.user_info.clone()).into_response()
}

async fn revocation(
    State(provider): State<Provider>,
    Form(form): Form<HashMap<String, String>>,
) -> StatusCode {
    let mut knobs = provider.knobs();
    knobs.live_refresh_tokens.remove(&form["token"]);
    knobs.revoked.push(form["token"].clone());
    StatusCode::OK
}
