//! May this client make this request? An ordered list of checks; the first two decide whether there is a place to
//! send the answer to at all.

use std::sync::Arc;

use genkan_oauth::{
    AuthorizationRequest, OAuthError, Scope,
    authorization_request::{Envelope, Prompt},
    redirect_uri, resource, scope,
};

use super::Failure;
use crate::{
    app::App,
    applications::{self, Client, GrantType},
    ids::{ClientId, UserId},
    oidc::id_token_hint,
    resources::{self, Resources},
    secrets::TokenHash,
};

/// A request that its client may make.
#[derive(Clone, Debug)]
pub struct ValidRequest {
    /// Who asks.
    pub client: Arc<Client>,
    /// Where the answer goes: as sent, or the client's only one.
    pub redirect_uri: String,
    /// What was asked.
    pub request: AuthorizationRequest,
    /// The OpenID Connect scopes among those requested, `offline_access` only if it will be honoured.
    pub scope: Scope,
    /// Resource indicators, all known; the tenant's default when none was named.
    pub resources: Vec<String>,
    /// The tenant's resources at the time.
    pub known_resources: Arc<Resources>,
    /// Who must be signed in, when an ID token says so.
    pub hinted_user: Option<UserId>,
    /// The device that gets the answer instead of the browser (RFC 8628); there is no redirect URI then.
    pub device_code: Option<TokenHash>,
}

/// The client must exist (RFC 6749 §3.1.2.4: a failure is never redirected).
///
/// # Errors
/// `invalid_client`, storage.
pub async fn check_client(app: &App, client_id: &str) -> Result<Arc<Client>, Failure> {
    // Ids are short; a longer text is not worth a look-up.
    let known = match client_id.len() {
        0..=128 => applications::find_client(app, &ClientId::from(client_id)).await?,
        _ => None,
    };
    known.ok_or_else(|| Failure::Refused(OAuthError::unknown_client(client_id)))
}

/// The redirect URI must be registered (RFC 6749 §3.1.2.4, RFC 9700 §2.1: a failure is never redirected). Omitted,
/// it is the client's only one (RFC 6749 §3.1.2.3), unless that is a pattern.
///
/// # Errors
/// `invalid_redirect_uri`, `invalid_request`.
pub fn check_redirect_uri(client: &Client, envelope: &Envelope) -> Result<String, OAuthError> {
    let application = &client.application;
    redirect_uri::resolve(
        &application.redirect_uris,
        envelope.redirect_uri.as_deref(),
        application.is_native(),
    )
}

/// The checks whose failure is sent to the redirect URI.
///
/// # Errors
/// The code of the check that failed, storage.
pub async fn validate(
    app: &App,
    client: Arc<Client>,
    redirect_uri: String,
    request: AuthorizationRequest,
) -> Result<ValidRequest, Failure> {
    check_response_type(&client)?;
    check_pkce(&client, &request)?;
    let asked = asked(app, client, request).await?;
    Ok(ValidRequest { redirect_uri, ..asked })
}

/// The same for a device, which neither redirects nor has a browser to protect (RFC 8628 §3.1).
///
/// # Errors
/// The code of the check that failed, storage.
pub async fn validate_device(
    app: &App,
    client: Arc<Client>,
    device_code: TokenHash,
    request: AuthorizationRequest,
) -> Result<ValidRequest, Failure> {
    check_device_grant(&client)?;
    let asked = asked(app, client, request).await?;
    Ok(ValidRequest { device_code: Some(device_code), ..asked })
}

/// RFC 8628 §3.1: not every client may use the device flow.
///
/// # Errors
/// `invalid_request`.
pub fn check_device_grant(client: &Client) -> Result<(), OAuthError> {
    if client.application.allows_grant(GrantType::DeviceCode) {
        Ok(())
    } else {
        Err(OAuthError::invalid_request(
            "urn:ietf:params:oauth:grant-type:device_code is not allowed for this client",
        ))
    }
}

/// What is asked for, wherever the answer goes.
async fn asked(
    app: &App,
    client: Arc<Client>,
    request: AuthorizationRequest,
) -> Result<ValidRequest, Failure> {
    let scope = check_scope(&client, &request)?;
    let known_resources = resources::all(app).await?;
    let resources = check_resource(&known_resources, &request)?;
    let hinted_user = check_id_token_hint(app, &client, &request).await?;
    Ok(ValidRequest {
        client,
        redirect_uri: String::new(),
        request,
        scope,
        resources,
        known_resources,
        hinted_user,
        device_code: None,
    })
}

/// RFC 6749 §3.1.1: `code` is the one response type, and not every client may use it.
fn check_response_type(client: &Client) -> Result<(), OAuthError> {
    if client.application.uses_redirects() {
        Ok(())
    } else {
        Err(OAuthError::invalid_request("requested response_type is not allowed for this client"))
    }
}

/// RFC 9700 §2.1.1: public clients must use PKCE.
fn check_pkce(client: &Client, request: &AuthorizationRequest) -> Result<(), OAuthError> {
    if client.application.requires_pkce() && request.code_challenge.is_none() {
        return Err(OAuthError::invalid_request(
            "Authorization Server policy requires PKCE to be used for this request",
        ));
    }
    Ok(())
}

/// RFC 6749 §3.3: unknown names are ignored; a third-party client may only name what it is configured for.
/// OpenID Connect Core §11: `offline_access` counts only with `prompt=consent`, and for clients that can refresh.
fn check_scope(client: &Client, request: &AuthorizationRequest) -> Result<Scope, OAuthError> {
    let application = &client.application;
    let known = request.scope.filter(|name| scope::SUPPORTED.contains(&name));
    if let Some(refused) = known.iter().find(|name| !client.may_ask_for(name)) {
        return Err(OAuthError::invalid_scope("requested scope is not allowed", refused));
    }
    let offline =
        request.prompt.contains(Prompt::Consent) && application.allows_grant(GrantType::RefreshToken);
    Ok(if offline { known } else { known.without(scope::OFFLINE_ACCESS) })
}

/// RFC 8707 §2: every resource named must be one we know.
fn check_resource(known: &Resources, request: &AuthorizationRequest) -> Result<Vec<String>, OAuthError> {
    if request.resource.is_empty() {
        return Ok(known.default_resource().map(|default| default.indicator.clone()).into_iter().collect());
    }
    request
        .resource
        .iter()
        .map(|indicator| {
            let indicator = indicator.as_str();
            let is_known = indicator == resource::ORGANIZATIONS || known.find(indicator).is_some();
            is_known.then(|| indicator.to_owned()).ok_or_else(OAuthError::unknown_resource)
        })
        .collect()
}

/// OpenID Connect Core §3.1.2.1: the hint must be an ID token of ours for this client; it may have expired.
async fn check_id_token_hint(
    app: &App,
    client: &Client,
    request: &AuthorizationRequest,
) -> Result<Option<UserId>, Failure> {
    let Some(hint) = &request.id_token_hint else { return Ok(None) };
    match id_token_hint::verify(app, hint).await? {
        Some(hint) if hint.client_id == client.application.id => Ok(Some(hint.user_id)),
        _ => Err(OAuthError::invalid_request("could not validate id_token_hint").into()),
    }
}
