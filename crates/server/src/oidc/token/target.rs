//! What an access token is for (RFC 8707 §2.2).

use genkan_oauth::{
    OAuthError, Scope,
    resource::{ORGANIZATIONS, ResourceIndicator},
    scope,
};

use crate::{
    ids::{OrganizationId, ResourceId},
    resources::{Resource, Resources},
};

/// The audience of an access token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// No resource: an opaque token for userinfo.
    Userinfo,
    /// A JWT for a resource.
    Resource {
        /// `aud`.
        indicator: String,
        /// Whose scopes.
        id: ResourceId,
        /// Seconds.
        ttl: i64,
        /// `organization_id`: on behalf of this organization.
        organization: Option<OrganizationId>,
    },
    /// A JWT for the reserved resource that stands for the organizations of the tenant.
    Organizations {
        /// `organization_id`: on behalf of this organization.
        organization: Option<OrganizationId>,
    },
    /// A JWT for an organization itself.
    Organization(OrganizationId),
}

impl Target {
    pub(super) fn of(resource: &Resource, organization: Option<&OrganizationId>) -> Self {
        Self::Resource {
            indicator: resource.indicator.clone(),
            id: resource.id.clone(),
            ttl: resource.access_token_ttl,
            organization: organization.cloned(),
        }
    }
}

/// For the grants that carry on an authorization request. The `resource` parameter wins; without it an organization
/// is the target itself, a token with `openid` is for userinfo, and any other is for what the authorization request
/// named. Several mean the tenant's default resource, or none if there is no default. What comes out must be among
/// the resources of the authorization request.
pub(super) fn resolve(
    resources: &Resources,
    requested: &[ResourceIndicator],
    organization: Option<&OrganizationId>,
    authorized: &[String],
    scope: &Scope,
) -> Result<Target, OAuthError> {
    let requested: Vec<&str> = requested.iter().map(ResourceIndicator::as_str).collect();
    let candidates: Vec<&str> = if !requested.is_empty() {
        requested
    } else if organization.is_some() || scope.contains(scope::OPENID) {
        Vec::new()
    } else {
        authorized.iter().map(String::as_str).collect()
    };
    let Some(indicator) = single(resources, &candidates) else { return Ok(without_resource(organization)) };
    if !authorized.iter().any(|known| known == indicator) {
        return Err(OAuthError::unknown_resource());
    }
    named(resources, indicator, organization)
}

/// For the grants that nobody authorized in a browser (token exchange): the `resource` parameter, or none.
pub(super) fn resolve_unbound(
    resources: &Resources,
    requested: &[ResourceIndicator],
    organization: Option<&OrganizationId>,
) -> Result<Target, OAuthError> {
    let requested: Vec<&str> = requested.iter().map(ResourceIndicator::as_str).collect();
    match single(resources, &requested) {
        Some(indicator) => named(resources, indicator, organization),
        None => Ok(without_resource(organization)),
    }
}

fn single<'a>(resources: &'a Resources, candidates: &[&'a str]) -> Option<&'a str> {
    match candidates {
        [] => None,
        [one] => Some(one),
        _ => resources.default_resource().map(|default| default.indicator.as_str()),
    }
}

fn without_resource(organization: Option<&OrganizationId>) -> Target {
    organization.map_or(Target::Userinfo, |id| Target::Organization(id.clone()))
}

fn named(
    resources: &Resources,
    indicator: &str,
    organization: Option<&OrganizationId>,
) -> Result<Target, OAuthError> {
    if indicator == ORGANIZATIONS {
        return Ok(Target::Organizations { organization: organization.cloned() });
    }
    let resource = resources.find(indicator).ok_or_else(OAuthError::unknown_resource)?;
    Ok(Target::of(resource, organization))
}
