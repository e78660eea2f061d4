use genkan_database::{DbError, FromRow, Row};
use genkan_oauth::Scope;

use crate::applications::Client;

/// A scope that a role gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// Id of the resource's or of the organization scope.
    pub id: String,
    /// The scope token.
    pub name: String,
    /// The role is one in an organization.
    pub by_organization: bool,
}

impl FromRow for Held {
    fn from_row(row: &Row<'_>) -> Result<Self, DbError> {
        Ok(Self { id: row.get(0)?, name: row.get(1)?, by_organization: row.get(2)? })
    }
}

/// Names of the scopes of a resource that `client` may ask for. A first-party client may ask for all; a third-party
/// client for those it is configured for, of which some count only when they come from roles in organizations.
pub(super) fn of_resource(client: &Client, held: &[Held]) -> Scope {
    let may_ask = |scope: &Held| {
        !client.application.is_third_party
            || client.consent_resource_scopes.iter().any(|id| id.as_str() == scope.id)
            || (scope.by_organization
                && client.consent_organization_resource_scopes.iter().any(|id| id.as_str() == scope.id))
    };
    held.iter().filter(|scope| may_ask(scope)).map(|scope| scope.name.as_str()).collect()
}

/// Names of the organization scopes that `client` may ask for.
pub(super) fn of_organization(client: &Client, held: &[Held]) -> Scope {
    let may_ask = |scope: &Held| {
        !client.application.is_third_party
            || client.consent_organization_scopes.iter().any(|id| id.as_str() == scope.id)
    };
    held.iter().filter(|scope| may_ask(scope)).map(|scope| scope.name.as_str()).collect()
}
