//! What a client can get of what it asked for, given the user's roles, and what of it is not granted yet.

use std::collections::BTreeMap;

use genkan_database::{Conn, DbError};
use genkan_oauth::{Scope, resource::ORGANIZATIONS};

use super::ValidRequest;
use crate::{
    grants::Grant,
    ids::{OrganizationId, UserId},
    oidc::permissions::{self, Within},
    resources::Resource,
};

/// OpenID Connect scopes, and scopes by resource indicator.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// OpenID Connect scopes.
    pub scope: Scope,
    /// By resource indicator; no empty members.
    pub resource_scopes: BTreeMap<String, Scope>,
}

impl Wanted {
    /// What `user_id` can give of what was asked: known OpenID Connect scopes, and for each resource the scopes that
    /// were named, that it has, and that the user's roles hold, in organizations too (only in the one the request
    /// names, if it names one). The organizations resource offers all organization scopes: which of them the user has
    /// where is asked when a token is. What a third-party client is not configured for is left out silently.
    ///
    /// # Errors
    /// Storage.
    pub async fn of(conn: &mut Conn, valid: &ValidRequest, user_id: &UserId) -> Result<Self, DbError> {
        let mut resource_scopes = BTreeMap::new();
        let organization = valid.request.extra.organization_id.as_deref().map(OrganizationId::from);
        for indicator in &valid.resources {
            let (client, requested) = (&valid.client, &valid.request.scope);
            let given = if indicator == ORGANIZATIONS {
                requested.intersection(&permissions::of_template(conn, client).await?)
            } else {
                let Some(resource) = valid.known_resources.find(indicator) else { continue };
                let asked = asked(resource, requested);
                if asked.is_empty() {
                    continue;
                }
                let within = organization.as_ref().map_or(Within::All, Within::One);
                let held = permissions::of_resource(conn, client, user_id, &resource.id, within).await?;
                asked.intersection(&held)
            };
            if !given.is_empty() {
                resource_scopes.insert(indicator.clone(), given);
            }
        }
        Ok(Self { scope: valid.scope.clone(), resource_scopes })
    }

    /// What the grant does not cover.
    #[must_use]
    pub fn beyond(&self, grant: Option<&Grant>) -> Self {
        match grant {
            None => self.clone(),
            Some(grant) => self.without(&Self {
                scope: grant.scope.clone(),
                resource_scopes: grant.resource_scopes.clone(),
            }),
        }
    }

    /// What is not in `other`.
    #[must_use]
    pub fn without(&self, other: &Self) -> Self {
        let resource_scopes = self
            .resource_scopes
            .iter()
            .map(|(indicator, own)| match other.resource_scopes.get(indicator) {
                Some(theirs) => (indicator.clone(), own.difference(theirs)),
                None => (indicator.clone(), own.clone()),
            })
            .filter(|(_, rest)| !rest.is_empty())
            .collect();
        Self { scope: self.scope.difference(&other.scope), resource_scopes }
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.scope.is_empty() && self.resource_scopes.is_empty()
    }

    /// All names: the scope of the code.
    pub fn names(&self) -> Scope {
        self.resource_scopes.values().fold(self.scope.clone(), |all, scope| all.union(scope))
    }
}

/// The requested names that the resource has.
fn asked(resource: &Resource, requested: &Scope) -> Scope {
    requested.filter(|name| resource.scopes.iter().any(|own| own.name == name))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    fn wanted(scope: &str, resources: &[(&str, &str)]) -> Wanted {
        Wanted {
            scope: Scope::parse(scope).unwrap(),
            resource_scopes: resources
                .iter()
                .map(|(indicator, scope)| ((*indicator).to_owned(), Scope::parse(scope).unwrap()))
                .collect(),
        }
    }

    #[test]
    fn what_is_covered_is_not_missing() {
        let asked = wanted("openid email", &[("api:a", "read write"), ("api:b", "read")]);
        assert_eq!(asked.without(&Wanted::default()), asked);
        assert!(asked.without(&asked).is_empty());
        assert_eq!(
            asked.without(&wanted("openid phone", &[("api:a", "read"), ("api:c", "x")])),
            wanted("email", &[("api:a", "write"), ("api:b", "read")])
        );
    }

    #[test]
    fn the_scope_of_the_code_names_each_once() {
        let asked = wanted("openid", &[("api:a", "read write"), ("api:b", "read")]);
        assert_eq!(asked.names().to_string(), "openid read write");
    }
}
