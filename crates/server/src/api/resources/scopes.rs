use genkan_database::{DbError, Tx};
use serde::Deserialize;

use super::{ScopeView, management_api_is_fixed};
use crate::{
    api::{
        organizations::present,
        shell::{
            Answer, ApiError, Call, Schema, any_text, nullable, object, optional, required, search_params,
            text,
        },
    },
    ids::{ResourceId, ScopeId},
    resources::{self, ResourceScope, ScopeChanges},
    webhooks::Event,
};

pub(super) fn query() -> Schema {
    object([search_params()])
}

/// `GET /resources/{resourceId}/scopes`.
pub(super) async fn list(call: Call) -> Result<Answer, ApiError> {
    let (search, resource) = (call.search(&FIELDS)?, ResourceId::from(call.param("resourceId")));
    let scopes = resources::scopes_of(&mut call.app.db.read().await?, &resource).await?;
    let (page, total) = call.window().of(found(search.as_ref(), scopes));
    let views: Vec<ScopeView> = page.into_iter().map(ScopeView::from).collect();
    Ok(Answer::list(&call, &views, total))
}

/// What a search for scopes looks at.
pub(in crate::api) const FIELDS: [&str; 3] = ["id", "name", "description"];

/// The scopes a search finds, all without one.
pub(in crate::api) fn found(
    search: Option<&crate::search::Search>,
    mut scopes: Vec<ResourceScope>,
) -> Vec<ResourceScope> {
    if let Some(search) = search {
        scopes.retain(|own| {
            search.matches(&[Some(own.id.as_str()), Some(&own.name), own.description.as_deref()])
        });
    }
    scopes
}

pub(super) fn create_body() -> Schema {
    object([required("name", text(1..=256)), optional("description", nullable(any_text()))])
}

#[derive(Deserialize)]
struct NewScope {
    name: String,
    description: Option<String>,
}

/// `POST /resources/{resourceId}/scopes`.
pub(super) async fn create(call: Call) -> Result<Answer, ApiError> {
    let new: NewScope = call.body()?;
    check_name(&new.name)?;
    let description = new.description.filter(|text| !text.is_empty());
    let mut tx = call.app.db.begin().await?;
    let resource = writable_resource(&call, &mut tx).await?;
    let id = resources::create_scope(&call.app, &mut tx, &resource, &new.name, description.as_deref())
        .await
        .map_err(|error| name_exists(error, &new.name))?;
    let scope = ScopeView::from(ResourceScope {
        id,
        resource_id: resource,
        name: new.name,
        description,
        created_at: call.app.clock.now(),
    });
    call.emit(&mut tx, Event::ScopeCreated, Some(&scope), &[]).await?;
    tx.commit().await?;
    Ok(Answer::json(201, &scope))
}

pub(super) fn update_body() -> Schema {
    object([optional("name", text(1..=256)), optional("description", nullable(any_text()))])
}

#[derive(Deserialize)]
struct Update {
    name: Option<String>,
    /// Absent keeps, `null` removes.
    #[serde(default, deserialize_with = "present")]
    description: Option<Option<String>>,
}

/// `PATCH /resources/{resourceId}/scopes/{scopeId}`.
pub(super) async fn update(call: Call) -> Result<Answer, ApiError> {
    let update: Update = call.body()?;
    if let Some(name) = &update.name {
        check_name(name)?;
    }
    let id = ScopeId::from(call.param("scopeId"));
    let mut tx = call.app.db.begin().await?;
    writable_resource(&call, &mut tx).await?;
    writable_scope(&mut tx, &id).await?.ok_or_else(|| ApiError::not_exists("scope"))?;
    let changes = ScopeChanges {
        name: update.name.clone(),
        description: update.description.map(|text| text.filter(|text| !text.is_empty())),
    };
    if changes.name.is_none() && changes.description.is_none() {
        return Err(ApiError::empty_update());
    }
    let updated = resources::update_scope(&call.app, &mut tx, &id, &changes)
        .await
        .map_err(|error| name_exists(error, update.name.as_deref().unwrap_or_default()))?
        .ok_or_else(|| ApiError::not_exists("scope"))?;
    let scope = ScopeView::from(updated);
    call.emit(&mut tx, Event::ScopeDataUpdated, Some(&scope), &[]).await?;
    tx.commit().await?;
    Ok(Answer::json(200, &scope))
}

/// `DELETE /resources/{resourceId}/scopes/{scopeId}`.
pub(super) async fn delete(call: Call) -> Result<Answer, ApiError> {
    let id = ScopeId::from(call.param("scopeId"));
    let mut tx = call.app.db.begin().await?;
    writable_resource(&call, &mut tx).await?;
    writable_scope(&mut tx, &id).await?.ok_or_else(ApiError::not_found)?;
    resources::delete_scope(&call.app, &mut tx, &id).await?.ok_or_else(ApiError::not_found)?;
    call.emit(&mut tx, Event::ScopeDeleted, None::<&()>, &[]).await?;
    tx.commit().await?;
    Ok(Answer::no_content())
}

/// A scope token is a word (RFC 6749 §3.3).
fn check_name(name: &str) -> Result<(), ApiError> {
    if name.contains(|c: char| c.is_whitespace() || c == '\u{feff}') {
        return Err(ApiError::new(400, "scope.name_with_space"));
    }
    Ok(())
}

fn name_exists(error: DbError, name: &str) -> ApiError {
    if error.is_unique() {
        return ApiError::new(422, "scope.name_exists").with_arg("name", name);
    }
    error.into()
}

async fn writable_resource(call: &Call, tx: &mut Tx) -> Result<ResourceId, ApiError> {
    let id = ResourceId::from(call.param("resourceId"));
    let resource = resources::find(tx, &id)
        .await?
        .ok_or_else(|| ApiError::not_exists_with_id("resources", id.as_str()))?;
    if resource.is_management_api() {
        return Err(management_api_is_fixed());
    }
    Ok(id)
}

/// The scope is addressed by its id alone, so the management API's own is looked at here.
async fn writable_scope(tx: &mut Tx, id: &ScopeId) -> Result<Option<ResourceScope>, ApiError> {
    let scope = resources::find_scope(tx, id).await?;
    if scope.as_ref().is_some_and(|scope| scope.resource_id.as_str() == resources::MANAGEMENT_API) {
        return Err(management_api_is_fixed());
    }
    Ok(scope)
}
