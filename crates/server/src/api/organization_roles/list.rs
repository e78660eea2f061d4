use serde::{Deserialize, Serialize};

use super::role;
use crate::{
    api::{
        organizations::{Entity, contains, role_name},
        shell::{Answer, ApiError, Call, Schema, any_text, list_of, object, optional, required},
    },
    ids::{ResourceId, ScopeId},
    organizations::roles::{self, ListedRole, OrganizationRole, ScopeName},
};

pub(super) fn query() -> Schema {
    object([optional("q", contains())])
}

#[derive(Deserialize)]
struct Query {
    q: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Item {
    #[serde(flatten)]
    role: OrganizationRole,
    scopes: Vec<ScopeName>,
    resource_scopes: Vec<ResourceScope>,
}

#[derive(Serialize)]
struct ResourceScope {
    id: ScopeId,
    name: String,
    resource: Resource,
}

#[derive(Serialize)]
struct Resource {
    id: ResourceId,
    name: String,
}

impl From<ListedRole> for Item {
    fn from(listed: ListedRole) -> Self {
        let resource_scopes = listed.resource_scopes.into_iter().map(|scope| ResourceScope {
            id: scope.id,
            name: scope.name,
            resource: Resource { id: scope.resource_id, name: scope.resource_name },
        });
        Self { role: listed.role, scopes: listed.scopes, resource_scopes: resource_scopes.collect() }
    }
}

pub(super) fn shape() -> Schema {
    let resource_scope =
        object([required("id", any_text()), required("name", any_text()), required("resource", role_name())]);
    object(role::members().into_iter().chain([
        required("scopes", list_of(role_name())),
        required("resourceScopes", list_of(resource_scope)),
    ]))
}

/// `GET /organization-roles`.
pub(super) async fn handle(call: Call) -> Result<Answer, ApiError> {
    let (Query { q }, window) = (call.query()?, call.window());
    let mut conn = call.app.db.read().await?;
    let total = roles::count(&mut conn, q.as_deref()).await?;
    let items: Vec<Entity<Item>> = roles::list(&mut conn, q.as_deref(), window.limit, window.offset)
        .await?
        .into_iter()
        .map(|listed| Entity::new(listed.into()))
        .collect();
    Ok(Answer::list(&call, &items, total))
}
