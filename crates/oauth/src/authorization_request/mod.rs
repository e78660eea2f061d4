//! The authorization request (RFC 6749 §4.1.1, OpenID Connect Core §3.1.2.1), read in two steps.
//!
//! [`Envelope`] is what is needed to answer at all: who asks and where the answer goes. A failure there is shown to
//! the user. When the server has checked the client and the redirect URI, [`AuthorizationRequest::parse`] reads the
//! rest, and its failures are sent to the client with [`Envelope::state`] by [`Envelope::response_mode`].

mod extra;
mod prompt;
mod response;

pub use extra::{DirectSignIn, ExtraParameters, FirstScreen, Identifier, InteractionMode};
pub use prompt::{Prompt, PromptSet};
pub use response::{ResponseMode, ResponseType};

use serde::{Deserialize, Serialize};

use crate::error::OAuthError;
use crate::parameters::{Parameters, duplicate_parameter};
use crate::pkce::{self, CodeChallenge};
use crate::resource::{self, ResourceIndicator};
use crate::scope::{self, Scope};

/// Hints that go into the address of a page are ignored beyond this many bytes.
pub const MAX_HINT_BYTES: usize = 1_024;

/// Who asks, and where the answer goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope {
    /// `client_id`.
    pub client_id: String,
    /// `redirect_uri` as sent. `None`: omitted, which is fine for a client with exactly one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redirect_uri: Option<String>,
    /// `state` as sent; not echoed when it was given twice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// How the answer travels. An unusable value falls back to the default of the response type here, and is
    /// refused by [`AuthorizationRequest::parse`].
    pub response_mode: ResponseMode,
}

impl Envelope {
    /// Reads the envelope. Errors are not redirected: `client_id` is missing, or it is unclear which client or
    /// which redirect URI is meant.
    pub fn parse(parameters: &Parameters) -> Result<Self, OAuthError> {
        for name in ["client_id", "redirect_uri"] {
            if parameters.is_duplicate(name) {
                return Err(duplicate_parameter(name));
            }
        }
        let text = |name: &str| parameters.get(name).map(str::to_owned);
        Ok(Self {
            client_id: parameters.require("client_id")?.to_owned(),
            redirect_uri: text("redirect_uri"),
            state: text("state"),
            response_mode: ResponseMode::for_answer(parameters),
        })
    }
}

/// A well-formed authorization request. Whether this client may make it is for the server to check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorizationRequest {
    /// Who asks, and where the answer goes.
    #[serde(flatten)]
    pub envelope: Envelope,
    /// `response_type`.
    pub response_type: ResponseType,
    /// `scope`; unknown names are still in it.
    #[serde(default)]
    pub scope: Scope,
    /// `resource` (RFC 8707 §2).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resource: Vec<ResourceIndicator>,
    /// `code_challenge`, method S256 (RFC 7636 §4.3).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code_challenge: Option<CodeChallenge>,
    /// `prompt`.
    #[serde(default)]
    pub prompt: PromptSet,
    /// `max_age` in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_age: Option<u64>,
    /// `nonce`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nonce: Option<String>,
    /// `id_token_hint`, not verified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id_token_hint: Option<String>,
    /// `acr_values` as sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acr_values: Option<String>,
    /// `display` as sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display: Option<String>,
    /// `ui_locales` as sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ui_locales: Option<String>,
    /// What shapes the sign-in pages, `login_hint` included.
    #[serde(default)]
    pub extra: ExtraParameters,
}

impl AuthorizationRequest {
    /// Reads the whole request. Errors may be redirected once client and redirect URI are known to be good.
    pub fn parse(parameters: &Parameters) -> Result<Self, OAuthError> {
        let envelope = Envelope::parse(parameters)?;
        parameters.check_duplicates()?;
        check_request_objects(parameters)?;
        let response_type = ResponseType::parse(parameters)?;
        ResponseMode::check(parameters)?;
        let code_challenge = code_challenge(parameters)?;
        let prompt = PromptSet::parse(parameters.get("prompt").unwrap_or_default())?;
        let max_age = max_age(parameters)?;
        let scope = scope_value(parameters)?.unwrap_or_default();
        check_nonce(parameters, &scope)?;
        let resource = resource::requested(parameters)?;
        let text = |name: &str| parameters.get(name).map(str::to_owned);
        let hint = |name: &str| text(name).filter(|value| value.len() <= MAX_HINT_BYTES);
        Ok(Self {
            envelope,
            response_type,
            scope,
            resource,
            code_challenge,
            prompt,
            max_age,
            nonce: text("nonce"),
            id_token_hint: text("id_token_hint"),
            acr_values: hint("acr_values"),
            display: hint("display"),
            ui_locales: hint("ui_locales"),
            extra: ExtraParameters::parse(parameters),
        })
    }

    /// Whether an existing session is not enough: `prompt=login`, or `max_age=0`, which means the same.
    pub fn demands_login(&self) -> bool {
        self.prompt.contains(Prompt::Login) || self.max_age == Some(0)
    }

    /// Whether the ID token must carry `auth_time` (OpenID Connect Core §3.1.2.1, `max_age`).
    pub fn demands_auth_time(&self) -> bool {
        self.max_age.is_some() || self.prompt.contains(Prompt::Login)
    }
}

/// The `scope` parameter, bounded. `None` when it is absent.
pub(crate) fn scope_value(parameters: &Parameters) -> Result<Option<Scope>, OAuthError> {
    parameters
        .get("scope")
        .map(Scope::parse)
        .transpose()
        .map_err(|error| OAuthError::invalid_request(error.to_string()))
}

/// Request objects by value are off; a reference must have been resolved before (RFC 9126 §4).
fn check_request_objects(parameters: &Parameters) -> Result<(), OAuthError> {
    if parameters.contains("request") {
        return Err(OAuthError::request_not_supported());
    }
    if parameters.contains("request_uri") {
        return Err(OAuthError::request_uri_not_supported());
    }
    Ok(())
}

/// RFC 7636 §4.3; the default method is `plain`, so the method must be given.
fn code_challenge(parameters: &Parameters) -> Result<Option<CodeChallenge>, OAuthError> {
    let method = parameters.get("code_challenge_method");
    let Some(text) = parameters.get("code_challenge") else {
        return match method {
            None => Ok(None),
            Some(_) => {
                Err(OAuthError::invalid_request("code_challenge must be provided with code_challenge_method"))
            }
        };
    };
    if method != Some(pkce::S256) {
        return Err(OAuthError::invalid_request("not supported value of code_challenge_method"));
    }
    CodeChallenge::parse(text)
        .map(Some)
        .map_err(|error| OAuthError::invalid_request(format!("code_challenge {error}")))
}

/// OpenID Connect Core §3.1.2.1: a non-negative number of seconds. Digits only, at most nine of them (31 years).
fn max_age(parameters: &Parameters) -> Result<Option<u64>, OAuthError> {
    let Some(text) = parameters.get("max_age") else { return Ok(None) };
    let digits = text.len() <= 9 && text.bytes().all(|byte| byte.is_ascii_digit());
    match text.parse() {
        Ok(seconds) if digits => Ok(Some(seconds)),
        _ => Err(OAuthError::invalid_request("max_age must be a non-negative integer")),
    }
}

/// A nonce binds an ID token, so it needs the scope that asks for one.
fn check_nonce(parameters: &Parameters, requested: &Scope) -> Result<(), OAuthError> {
    if parameters.contains("nonce") && !requested.contains(scope::OPENID) {
        return Err(OAuthError::invalid_request(
            "openid scope must be requested when using the nonce parameter",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
