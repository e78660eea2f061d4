//! What a client can get of what it asked for, given the user's roles, and what of it is not granted yet.

use std::collections::BTreeMap;

use genkan_database::{Conn, DbError};
use genkan_oauth::Scope;

use super::ValidRequest;
use crate::{applications::Client, grants::Grant, ids::UserId, resources::Resource, roles};

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
    /// were named, that it has, and that the user's roles hold. A third-party client's resource scopes are cut down
    /// to its configuration silently.
    ///
    /// # Errors
    /// Storage.
    pub async fn of(conn: &mut Conn, valid: &ValidRequest, user_id: &UserId) -> Result<Self, DbError> {
        let mut resource_scopes = BTreeMap::new();
        for indicator in &valid.resources {
            // The organizations resource is no row: its scopes come with organizations.
            let Some(resource) = valid.known_resources.find(indicator) else { continue };
            let offered = offered(&valid.client, resource, &valid.request.scope);
            if offered.is_empty() {
                continue;
            }
            let held: Scope = roles::user_scopes(conn, user_id, &resource.id).await?.into_iter().collect();
            let given = offered.intersection(&held);
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

/// The requested names that the resource has and the client may ask for.
fn offered(client: &Client, resource: &Resource, requested: &Scope) -> Scope {
    let may_ask = |id| !client.application.is_third_party || client.consent_resource_scopes.contains(id);
    resource
        .scopes
        .iter()
        .filter(|own| requested.contains(&own.name) && may_ask(&own.id))
        .map(|own| own.name.as_str())
        .collect()
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
