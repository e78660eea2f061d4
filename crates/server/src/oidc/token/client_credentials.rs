//! `grant_type=client_credentials` (RFC 6749 §4.4). Answered from the caches: no database I/O.

use genkan_oauth::{
    OAuthError, Scope, jose::jws, resource::ORGANIZATIONS, token_request::ClientCredentialsRequest,
};

use super::{
    TokenResponse,
    access_token::{ORGANIZATION_TTL, audience_of, sign},
};
use crate::{
    app::App,
    applications::Client,
    ids::OrganizationId,
    oidc::{claims::AccessTokenClaims, error_response::OidcError, permissions},
    resources::{self, Resource},
    roles, signing_keys,
};

/// What a token is for, and what it may do.
struct Planned {
    audience: String,
    expires_in: i64,
    organization_id: Option<OrganizationId>,
    scope: Option<String>,
}

/// A JWT for one resource or one organization, or for a resource on behalf of an organization, with those of the
/// asked scopes that the application's roles give.
pub(super) async fn issue(
    app: &App,
    client: &Client,
    request: &ClientCredentialsRequest,
) -> Result<TokenResponse, OidcError> {
    let resources = resources::all(app).await?;
    let named = match &request.resource {
        // Machines have scopes in organizations, not in all of them at once.
        Some(indicator) if indicator.as_str() == ORGANIZATIONS => {
            return Err(OAuthError::unknown_resource().into());
        }
        Some(indicator) => Some(resources.find(indicator.as_str()).ok_or_else(OAuthError::unknown_resource)?),
        None => None,
    };
    let organization = request.organization_id.as_deref().map(OrganizationId::from);
    let asked = request.scope.clone().unwrap_or_default();
    let planned = match (named, organization) {
        (None, Some(id)) => for_organization(app, client, &id, &asked).await?,
        (Some(resource), Some(id)) => on_behalf(app, client, resource, id, &asked).await?,
        (resource, None) => {
            let resource = resource.or_else(|| resources.default_resource()).ok_or_else(|| {
                OAuthError::invalid_target("both `resource` and `organization_id` are not provided")
            })?;
            for_resource(app, client, resource, &asked).await?
        }
    };
    let (ring, now) = (signing_keys::ring(app).await?, app.clock.now());
    let claims = AccessTokenClaims {
        organization_id: planned.organization_id.as_ref().map(AsRef::as_ref),
        act: None,
        jti: &app.random.opaque(),
        sub: client.application.id.as_str(),
        iat: now.seconds(),
        exp: now.seconds() + planned.expires_in,
        scope: planned.scope.as_deref(),
        client_id: client.application.id.as_str(),
        iss: app.issuer(),
        aud: &planned.audience,
    };
    let access_token = sign(&ring, &jws::Header::ACCESS_TOKEN, &claims)?;
    Ok(TokenResponse {
        access_token,
        expires_in: planned.expires_in,
        id_token: None,
        refresh_token: None,
        scope: planned.scope,
        token_type: "Bearer",
        user_id: None,
    })
}

async fn for_resource(
    app: &App,
    client: &Client,
    resource: &Resource,
    asked: &Scope,
) -> Result<Planned, OidcError> {
    let asked = of_resource(resource, asked);
    let scope = if asked.is_empty() {
        asked
    } else {
        let given = roles::cached_application_scopes(app, &client.application.id, &resource.id).await?;
        among(&asked, &given)
    };
    Ok(Planned {
        audience: resource.indicator.clone(),
        expires_in: resource.access_token_ttl,
        organization_id: None,
        scope: unless_empty(&scope),
    })
}

async fn for_organization(
    app: &App,
    client: &Client,
    id: &OrganizationId,
    asked: &Scope,
) -> Result<Planned, OidcError> {
    let given = permissions::application_in_organization(app, &client.application.id, id, None)
        .await?
        .ok_or_else(not_associated)?;
    Ok(Planned {
        audience: audience_of(id.as_str()),
        expires_in: ORGANIZATION_TTL,
        organization_id: None,
        // Unlike for a resource, always there.
        scope: Some(among(asked, &given).to_string()),
    })
}

async fn on_behalf(
    app: &App,
    client: &Client,
    resource: &Resource,
    id: OrganizationId,
    asked: &Scope,
) -> Result<Planned, OidcError> {
    let given =
        permissions::application_in_organization(app, &client.application.id, &id, Some(&resource.id))
            .await?
            .ok_or_else(not_associated)?;
    Ok(Planned {
        audience: resource.indicator.clone(),
        expires_in: resource.access_token_ttl,
        organization_id: Some(id),
        scope: unless_empty(&among(&of_resource(resource, asked), &given)),
    })
}

/// The roles' cache may still know a scope that the resource no longer has.
fn of_resource(resource: &Resource, asked: &Scope) -> Scope {
    asked.filter(|name| resource.scopes.iter().any(|own| own.name == name))
}

fn among(asked: &Scope, given: &[String]) -> Scope {
    asked.filter(|name| given.iter().any(|own| own == name))
}

fn unless_empty(scope: &Scope) -> Option<String> {
    (!scope.is_empty()).then(|| scope.to_string())
}

fn not_associated() -> OAuthError {
    OAuthError::access_denied("app has not associated with the organization").with_status(403)
}
