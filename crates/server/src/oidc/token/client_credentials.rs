//! `grant_type=client_credentials` (RFC 6749 §4.4). Answered from the caches: no database I/O.

use genkan_oauth::{OAuthError, Scope, jose::jws, token_request::ClientCredentialsRequest};

use super::{TokenResponse, access_token::sign};
use crate::{
    app::App,
    applications::Client,
    oidc::{claims::AccessTokenClaims, error_response::OidcError},
    resources::{self, Resource},
    roles, signing_keys,
};

/// A JWT for one resource, with those of the asked scopes that the application's roles give.
pub(super) async fn issue(
    app: &App,
    client: &Client,
    request: &ClientCredentialsRequest,
) -> Result<TokenResponse, OidcError> {
    let resources = resources::all(app).await?;
    let resource = match &request.resource {
        Some(indicator) => Some(resources.find(indicator.as_str()).ok_or_else(OAuthError::unknown_resource)?),
        None => None,
    };
    check_organization(request)?;
    let resource = resource.or_else(|| resources.default_resource()).ok_or_else(|| {
        OAuthError::invalid_target("both `resource` and `organization_id` are not provided")
    })?;
    let scope = granted_scope(app, client, resource, request.scope.as_ref()).await?;
    let scope = (!scope.is_empty()).then(|| scope.to_string());
    let (ring, now) = (signing_keys::ring(app).await?, app.clock.now());
    let client_id = client.application.id.as_str();
    let claims = AccessTokenClaims {
        jti: &app.random.opaque(),
        sub: client_id,
        iat: now.seconds(),
        exp: now.seconds() + resource.access_token_ttl,
        scope: scope.as_deref(),
        client_id,
        iss: app.issuer(),
        aud: &resource.indicator,
    };
    Ok(TokenResponse {
        access_token: sign(&ring, &jws::Header::ACCESS_TOKEN, &claims)?,
        expires_in: resource.access_token_ttl,
        id_token: None,
        refresh_token: None,
        scope,
        token_type: "Bearer",
    })
}

/// No application is associated with any organization yet.
fn check_organization(request: &ClientCredentialsRequest) -> Result<(), OAuthError> {
    match request.organization_id {
        None => Ok(()),
        Some(_) => {
            Err(OAuthError::access_denied("app has not associated with the organization").with_status(403))
        }
    }
}

async fn granted_scope(
    app: &App,
    client: &Client,
    resource: &Resource,
    asked: Option<&Scope>,
) -> Result<Scope, OidcError> {
    let Some(asked) = asked.filter(|asked| !asked.is_empty()) else { return Ok(Scope::empty()) };
    let given = roles::cached_application_scopes(app, &client.application.id, &resource.id).await?;
    Ok(asked.filter(|name| given.iter().any(|own| own == name)))
}
