use std::collections::BTreeSet;

use genkan_database::{Conn, DbError};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{check_writable, unknown};
use crate::{
    api::{
        resources::{FIELDS, ResourceView, ScopeView, found, resource, scope},
        shell::{Answer, ApiError, Call, Schema, list_of, object, required, search_params, text},
    },
    ids::{RoleId, ScopeId},
    resources::{self, MANAGEMENT_API, ResourceScope},
    roles::{self, RoleType},
    webhooks::Event,
};

pub(super) fn query() -> Schema {
    object([search_params()])
}

#[derive(Serialize)]
struct Item<'a> {
    #[serde(flatten)]
    scope: ScopeView,
    resource: &'a ResourceView,
}

pub(super) fn shape() -> Schema {
    scope().with([required("resource", resource())])
}

/// `GET /roles/{id}/scopes`.
pub(super) async fn list(call: Call) -> Result<Answer, ApiError> {
    let (search, id) = (call.search(&FIELDS)?, RoleId::from(call.param("id")));
    let mut conn = call.app.db.read().await?;
    roles::find(&mut conn, &id).await?.ok_or_else(|| unknown(&id))?;
    let scopes = resources::scopes_of_role(&mut conn, &id).await?;
    let (page, total) = call.window().of(found(search.as_ref(), scopes));
    let (all, _) = resources::list(&mut conn, i64::MAX, 0).await?;
    let all: Vec<(crate::ids::ResourceId, ResourceView)> =
        all.into_iter().map(|own| (own.id.clone(), own.into())).collect();
    let items: Vec<Item<'_>> = page
        .into_iter()
        .filter_map(|scope| {
            let (_, resource) = all.iter().find(|(id, _)| *id == scope.resource_id)?;
            Some(Item { scope: scope.into(), resource })
        })
        .collect();
    Ok(Answer::list(&call, &items, total))
}

pub(super) fn body() -> Schema {
    object([required("scopeIds", list_of(text(1..)).at_least(1).at_most(1000))])
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    scope_ids: Vec<ScopeId>,
}

/// `POST /roles/{id}/scopes`.
pub(super) async fn add(call: Call) -> Result<Answer, ApiError> {
    let (Body { scope_ids }, id) = (call.body()?, RoleId::from(call.param("id")));
    check_writable(&id)?;
    let mut tx = call.app.db.begin().await?;
    let role = roles::find(&mut tx, &id).await?.ok_or_else(|| unknown(&id))?;
    let scopes = known(&mut tx, &scope_ids)
        .await?
        .map_err(|unknown| ApiError::not_exists_with_id("scopes", unknown.as_str()))?;
    check_assignable(role.role_type, &scopes)?;
    let ids = scopes.iter().map(|scope| &scope.id);
    if let Some(held) = roles::attach_scopes(&call.app, &mut tx, &id, ids).await? {
        return Err(ApiError::new(422, "role.scope_exists").with_arg("scopeId", held.as_str()));
    }
    let all: Vec<ScopeView> =
        resources::scopes_of_role(&mut tx, &id).await?.into_iter().map(ScopeView::from).collect();
    call.emit(&mut tx, Event::RoleScopesUpdated, Some(&all), &[("roleId", json!(id))]).await?;
    tx.commit().await?;
    Ok(Answer::json(201, &all))
}

/// `DELETE /roles/{id}/scopes/{scopeId}`.
pub(super) async fn remove(call: Call) -> Result<Answer, ApiError> {
    let (id, scope) = (RoleId::from(call.param("id")), ScopeId::from(call.param("scopeId")));
    check_writable(&id)?;
    let mut tx = call.app.db.begin().await?;
    if !roles::remove_scope(&call.app, &mut tx, &id, &scope).await? {
        return Err(ApiError::not_found());
    }
    call.emit(&mut tx, Event::RoleScopesUpdated, None::<&()>, &[("roleId", json!(id))]).await?;
    tx.commit().await?;
    Ok(Answer::no_content())
}

/// The scopes with these ids, each once; `Err`: the first that is unknown.
pub(super) async fn known(
    conn: &mut Conn,
    ids: &[ScopeId],
) -> Result<Result<Vec<ResourceScope>, ScopeId>, DbError> {
    let (mut scopes, mut seen) = (Vec::with_capacity(ids.len()), BTreeSet::new());
    for id in ids {
        if !seen.insert(id) {
            continue;
        }
        match resources::find_scope(conn, id).await? {
            Some(scope) => scopes.push(scope),
            None => return Ok(Err(id.clone())),
        }
    }
    Ok(Ok(scopes))
}

/// People never hold the management API: its tokens are for applications.
pub(super) fn check_assignable(role_type: RoleType, scopes: &[ResourceScope]) -> Result<(), ApiError> {
    let management = scopes.iter().any(|scope| scope.resource_id.as_str() == MANAGEMENT_API);
    if management && role_type == RoleType::User {
        return Err(ApiError::new(400, "role.management_api_scopes_not_assignable_to_user_role"));
    }
    Ok(())
}
