//! What an access token is for (RFC 8707 §2.2).

use genkan_oauth::{
    OAuthError, Scope,
    resource::{ORGANIZATIONS, ResourceIndicator},
    scope,
};

use crate::{
    ids::ResourceId,
    resources::{Resource, Resources},
};

/// Seconds a token for the organizations resource lives.
const ORGANIZATIONS_TTL: i64 = 3600;

/// The audience of an access token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// No resource: an opaque token for userinfo.
    Userinfo,
    /// A JWT for a resource.
    Resource {
        /// `aud`.
        indicator: String,
        /// `None`: the reserved organizations resource, which has no scopes of its own.
        id: Option<ResourceId>,
        /// Seconds.
        ttl: i64,
    },
}

impl Target {
    pub(super) fn of(resource: &Resource) -> Self {
        Self::Resource {
            indicator: resource.indicator.clone(),
            id: Some(resource.id.clone()),
            ttl: resource.access_token_ttl,
        }
    }
}

/// The `resource` parameter wins; without it a token with `openid` is for userinfo, and any other is for what the
/// authorization request named. Several mean the tenant's default resource, or none if there is no default. What
/// comes out must be among the resources of the authorization request.
pub(super) fn resolve(
    resources: &Resources,
    requested: &[ResourceIndicator],
    authorized: &[String],
    scope: &Scope,
) -> Result<Target, OAuthError> {
    let requested: Vec<&str> = requested.iter().map(ResourceIndicator::as_str).collect();
    let candidates: Vec<&str> = if !requested.is_empty() {
        requested
    } else if scope.contains(scope::OPENID) {
        Vec::new()
    } else {
        authorized.iter().map(String::as_str).collect()
    };
    let indicator = match candidates[..] {
        [] => return Ok(Target::Userinfo),
        [one] => one,
        _ => match resources.default_resource() {
            Some(default) => default.indicator.as_str(),
            None => return Ok(Target::Userinfo),
        },
    };
    if !authorized.iter().any(|known| known == indicator) {
        return Err(OAuthError::unknown_resource());
    }
    if indicator == ORGANIZATIONS {
        return Ok(Target::Resource { indicator: indicator.to_owned(), id: None, ttl: ORGANIZATIONS_TTL });
    }
    resources.find(indicator).map(Target::of).ok_or_else(OAuthError::unknown_resource)
}
