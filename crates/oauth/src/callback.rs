//! The client's side: the URL that starts a sign-in, the callback that ends it, the URL that signs out, and the
//! token endpoint's answers.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use url::Url;

use crate::parameters::Parameters;
use crate::pkce::{self, CodeChallenge};
use crate::resource::ResourceIndicator;
use crate::scope::Scope;
use crate::secret::{Secret, constant_time_eq};

/// Parameters that carry the protocol; further parameters cannot set them.
const RESERVED: [&str; 12] = [
    "client_id",
    "redirect_uri",
    "response_type",
    "response_mode",
    "state",
    "nonce",
    "scope",
    "code_challenge",
    "code_challenge_method",
    "resource",
    "request",
    "request_uri",
];

/// Why a URL could not be built.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UrlError {
    /// The endpoint of the metadata is no URL.
    #[error("the provider's endpoint is not a URL")]
    Endpoint,
    /// A further parameter has the name of a protocol parameter.
    #[error("the parameter {0:?} belongs to the protocol and cannot be set")]
    Reserved(String),
}

/// Builds the URL of an authorization request (RFC 6749 §4.1.1): code flow, with state and PKCE always.
#[derive(Clone, Debug)]
pub struct AuthorizationUrl {
    parameters: Vec<(String, String)>,
}

impl AuthorizationUrl {
    /// Begins with what every request has.
    pub fn new(client_id: &str, redirect_uri: &str, state: &str, challenge: &CodeChallenge) -> Self {
        let parameters = [
            ("client_id", client_id),
            ("redirect_uri", redirect_uri),
            ("code_challenge", challenge.as_str()),
            ("code_challenge_method", pkce::S256),
            ("state", state),
            ("response_type", "code"),
        ];
        Self { parameters: parameters.map(|(name, value)| (name.to_owned(), value.to_owned())).into() }
    }

    /// Sets `nonce`.
    #[must_use]
    pub fn nonce(self, nonce: &str) -> Self {
        self.push("nonce", nonce)
    }

    /// Sets `scope`; an empty one is left out.
    #[must_use]
    pub fn scope(self, scope: &Scope) -> Self {
        if scope.is_empty() { self } else { self.push("scope", &scope.to_string()) }
    }

    /// Adds one `resource` each (RFC 8707 §2).
    #[must_use]
    pub fn resources<'a>(self, resources: impl IntoIterator<Item = &'a ResourceIndicator>) -> Self {
        resources.into_iter().fold(self, |url, resource| url.push("resource", resource.as_str()))
    }

    /// Adds any other parameter: `prompt`, `login_hint`, `first_screen`, `ui_locales` … A later value of the same
    /// name replaces the earlier one; names of the protocol are refused.
    pub fn parameter(mut self, name: &str, value: &str) -> Result<Self, UrlError> {
        if RESERVED.contains(&name) {
            return Err(UrlError::Reserved(name.to_owned()));
        }
        self.parameters.retain(|(known, _)| known != name);
        Ok(self.push(name, value))
    }

    /// The URL. A query of the endpoint is kept (RFC 6749 §3.1).
    pub fn build(&self, authorization_endpoint: &str) -> Result<Url, UrlError> {
        with_query(authorization_endpoint, &self.parameters)
    }

    fn push(mut self, name: &str, value: &str) -> Self {
        self.parameters.push((name.to_owned(), value.to_owned()));
        self
    }
}

/// What ends the provider's session (OpenID Connect RP-Initiated Logout §2). Absent values are left out.
#[derive(Clone, Copy, Debug, Default)]
pub struct EndSession<'a> {
    /// `client_id`.
    pub client_id: Option<&'a str>,
    /// `id_token_hint`.
    pub id_token_hint: Option<&'a str>,
    /// `post_logout_redirect_uri`, as registered.
    pub post_logout_redirect_uri: Option<&'a str>,
    /// `state`, handed back.
    pub state: Option<&'a str>,
}

/// Builds the sign-out URL.
pub fn end_session_url(end_session_endpoint: &str, request: &EndSession<'_>) -> Result<Url, UrlError> {
    let parameters: Vec<(String, String)> = [
        ("client_id", request.client_id),
        ("id_token_hint", request.id_token_hint),
        ("post_logout_redirect_uri", request.post_logout_redirect_uri),
        ("state", request.state),
    ]
    .into_iter()
    .filter_map(|(name, value)| value.map(|value| (name.to_owned(), value.to_owned())))
    .collect();
    with_query(end_session_endpoint, &parameters)
}

fn with_query(endpoint: &str, parameters: &[(String, String)]) -> Result<Url, UrlError> {
    let mut url = Url::parse(endpoint).map_err(|_| UrlError::Endpoint)?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(UrlError::Endpoint);
    }
    url.query_pairs_mut().extend_pairs(parameters);
    Ok(url)
}

/// What a sign-in remembers until its callback.
#[derive(Clone, Copy, Debug)]
pub struct ExpectedCallback<'a> {
    /// The `state` that was sent.
    pub state: &'a str,
    /// The issuer of the provider that was asked.
    pub issuer: &'a str,
    /// Whether its metadata promises `iss` (`authorization_response_iss_parameter_supported`).
    pub issuer_promised: bool,
}

/// Why a callback was refused. Each text says what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CallbackError {
    /// A parameter came twice.
    #[error("the parameter {0:?} came twice; start the sign-in again")]
    Duplicate(String),
    /// No `state`.
    #[error("the callback has no state; start the sign-in from the application, not from a bookmark")]
    StateMissing,
    /// Another `state`.
    #[error("the callback belongs to another sign-in; start the sign-in again")]
    StateMismatch,
    /// The provider promises `iss` and did not send it (RFC 9207 §2.4).
    #[error("the callback does not name its issuer although the provider promises to")]
    IssuerMissing,
    /// The answer is from another provider (RFC 9207 §2.4).
    #[error("the callback is from another issuer than the one that was asked")]
    IssuerMismatch,
    /// The provider refused (RFC 6749 §4.1.2.1).
    #[error("the provider answered {error}{}", description.as_deref().map(|text| format!(": {text}")).unwrap_or_default())]
    Provider {
        /// `error`.
        error: String,
        /// `error_description`. From outside: escape it when it is shown.
        description: Option<String>,
    },
    /// Neither `code` nor `error`.
    #[error("the callback has no code; start the sign-in again")]
    CodeMissing,
}

/// The code of a callback that belongs to this sign-in. In order: duplicates, `state`, `iss`, `error`, `code`; so an
/// error from a stranger is never believed.
pub fn parse_callback(
    parameters: &Parameters,
    expected: &ExpectedCallback<'_>,
) -> Result<Secret, CallbackError> {
    if let Some(name) = parameters.duplicate() {
        return Err(CallbackError::Duplicate(name.chars().take(64).collect()));
    }
    let state = parameters.get("state").ok_or(CallbackError::StateMissing)?;
    if !constant_time_eq(state.as_bytes(), expected.state.as_bytes()) {
        return Err(CallbackError::StateMismatch);
    }
    match parameters.get("iss") {
        None if expected.issuer_promised => return Err(CallbackError::IssuerMissing),
        Some(issuer) if issuer != expected.issuer => return Err(CallbackError::IssuerMismatch),
        _ => {}
    }
    if let Some(error) = parameters.get("error") {
        let description = parameters.get("error_description").map(str::to_owned);
        return Err(CallbackError::Provider { error: error.to_owned(), description });
    }
    parameters.get("code").map(Secret::new).ok_or(CallbackError::CodeMissing)
}

/// A successful answer of the token endpoint (RFC 6749 §5.1, OpenID Connect Core §3.1.3.3). `Debug` shows no token.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenResponse {
    /// The access token.
    pub access_token: String,
    /// Its life in seconds. Read from a string or a fraction too, as some providers write it: an answer that is refused
    /// for that would take a rotated refresh token along.
    #[serde(default, deserialize_with = "seconds", skip_serializing_if = "Option::is_none")]
    pub expires_in: Option<u64>,
    /// The ID token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id_token: Option<String>,
    /// The refresh token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<String>,
    /// The access token's scope. `""` and absent differ.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// `Bearer`, in any case.
    pub token_type: String,
}

/// Whole seconds, at least 0; `None` for what is no number.
fn seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    let fraction = |number: f64| number.is_finite().then(|| number.max(0.0) as u64);
    Ok(match Value::deserialize(deserializer)? {
        Value::Number(number) => number.as_u64().or_else(|| number.as_f64().and_then(fraction)),
        Value::String(text) => text.trim().parse().ok().and_then(fraction),
        _ => None,
    })
}

impl fmt::Debug for TokenResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenResponse")
            .field("expires_in", &self.expires_in)
            .field("scope", &self.scope)
            .field("id_token", &self.id_token.is_some())
            .field("refresh_token", &self.refresh_token.is_some())
            .finish_non_exhaustive()
    }
}

/// An error answer of the token endpoint (RFC 6749 §5.2), with the members Logto-compatible servers add.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenErrorResponse {
    /// `error`.
    pub error: String,
    /// `error_description`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_description: Option<String>,
    /// The scope that is missing or not allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// `oidc.<error>`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// For people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use crate::pkce::CodeVerifier;

    fn url() -> AuthorizationUrl {
        let challenge = CodeVerifier::from_random(&[1; 32]).challenge();
        AuthorizationUrl::new("app", "https://app.example/cb?x=1", "s&t", &challenge)
    }

    #[test]
    fn what_the_client_builds_the_server_reads() {
        let resources =
            ["https://api.example", "urn:a:b"].map(|text| ResourceIndicator::parse(text).unwrap());
        let built = url()
            .scope(&Scope::parse("openid profile").unwrap())
            .nonce("n")
            .resources(&resources)
            .parameter("prompt", "login")
            .and_then(|url| url.parameter("prompt", "consent"))
            .unwrap()
            .build("https://id.example/oidc/auth?tenant=1")
            .unwrap();
        let parameters = Parameters::from_query(built.query().unwrap()).unwrap();
        assert_eq!(parameters.get("tenant"), Some("1"));
        let request = crate::authorization_request::AuthorizationRequest::parse(&parameters).unwrap();
        assert_eq!(request.envelope.redirect_uri.as_deref(), Some("https://app.example/cb?x=1"));
        assert_eq!(request.envelope.state.as_deref(), Some("s&t"));
        assert_eq!(request.resource, resources);
        assert!(!request.demands_login());
    }

    #[test]
    fn protocol_parameters_cannot_be_added() {
        for name in RESERVED {
            assert_eq!(url().parameter(name, "x").unwrap_err(), UrlError::Reserved(name.to_owned()));
        }
        assert_eq!(url().build("javascript:alert(1)").unwrap_err(), UrlError::Endpoint);
    }

    #[test]
    fn callbacks() {
        use CallbackError::{
            CodeMissing, Duplicate, IssuerMismatch, IssuerMissing, Provider, StateMismatch, StateMissing,
        };
        let expected = ExpectedCallback { state: "s", issuer: "https://id.example", issuer_promised: true };
        let parse = |query: &str| parse_callback(&Parameters::from_query(query).unwrap(), &expected);
        assert!(parse("code=c&state=s&iss=https://id.example").unwrap().matches("c"));
        let denied = Provider { error: "access_denied".into(), description: Some("no".into()) };
        for (query, error) in [
            ("", StateMissing),
            ("code=c", StateMissing),
            ("code=c&state=", StateMissing),
            ("code=c&state=t&iss=https://id.example", StateMismatch),
            ("code=c&state=s", IssuerMissing),
            ("code=c&state=s&iss=https://evil.example", IssuerMismatch),
            ("code=c&state=s&iss=https://id.example/", IssuerMismatch),
            ("error=access_denied&error_description=no&state=s&iss=https://id.example", denied),
            ("error=access_denied&iss=https://id.example", StateMissing),
            ("state=s&iss=https://id.example", CodeMissing),
            ("code=a&code=b&state=s&iss=https://id.example", Duplicate("code".into())),
        ] {
            assert_eq!(parse(query).unwrap_err(), error, "{query}");
        }
        let silent = ExpectedCallback { issuer_promised: false, ..expected };
        let parse = |query: &str| parse_callback(&Parameters::from_query(query).unwrap(), &silent);
        assert!(parse("code=c&state=s").is_ok());
        assert_eq!(parse("code=c&state=s&iss=https://evil.example").unwrap_err(), IssuerMismatch);
    }

    #[test]
    fn sign_out() {
        let request = EndSession {
            client_id: Some("app"),
            post_logout_redirect_uri: Some("https://a.example/?x"),
            ..EndSession::default()
        };
        assert_eq!(
            end_session_url("https://id.example/oidc/session/end", &request).unwrap().as_str(),
            "https://id.example/oidc/session/end?client_id=app&post_logout_redirect_uri=https%3A%2F%2Fa.example%2F%3Fx"
        );
    }

    #[test]
    fn lives_in_every_spelling() {
        for (spelling, expected) in [
            ("3600", Some(3600)),
            ("\"3600\"", Some(3600)),
            ("3599.9", Some(3599)),
            ("-5", Some(0)),
            ("1e30", Some(u64::MAX)),
            ("\"soon\"", None),
            ("\"NaN\"", None),
            ("null", None),
            ("{}", None),
        ] {
            let text = format!(
                r#"{{"access_token":"at","expires_in":{spelling},"token_type":"Bearer","refresh_token":"rt"}}"#
            );
            let answer: TokenResponse = serde_json::from_str(&text).unwrap();
            assert_eq!(answer.expires_in, expected, "{spelling}");
        }
    }

    #[test]
    fn token_answers() {
        let text = r#"{"access_token":"at","expires_in":3600,"scope":"","token_type":"Bearer"}"#;
        let answer: TokenResponse = serde_json::from_str(text).unwrap();
        assert_eq!(answer.scope.as_deref(), Some(""));
        assert_eq!(serde_json::to_string(&answer).unwrap(), text);
        assert!(!format!("{answer:?}").contains("at\""));
        let error: TokenErrorResponse =
            serde_json::from_str(r#"{"error":"invalid_grant","more":1}"#).unwrap();
        assert_eq!(error.error, "invalid_grant");
    }
}
