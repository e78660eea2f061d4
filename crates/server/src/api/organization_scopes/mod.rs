//! Scopes of the organization template.

use serde::Deserialize;

use crate::{
    api::{
        organizations::{Entity, contains, present},
        shell::{
            Answer, ApiError, Call, Member, Operation, Paging, Schema, list_of, nullable, object, optional,
            required, text,
        },
    },
    ids::OrganizationScopeId,
    organizations::scopes,
    webhooks::Event,
};

pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::get("/organization-scopes", "ListOrganizationScopes", list)
            .paged(Paging::Optional)
            .query(object([optional("q", contains())]))
            .returns(200, list_of(scope())),
        Operation::post("/organization-scopes", "CreateOrganizationScope", create)
            .body(create_body())
            .returns(201, scope()),
        Operation::get("/organization-scopes/{id}", "GetOrganizationScope", get).returns(200, scope()),
        Operation::patch("/organization-scopes/{id}", "UpdateOrganizationScope", update)
            .body(update_body())
            .returns(200, scope()),
        Operation::delete("/organization-scopes/{id}", "DeleteOrganizationScope", delete)
            .returns_nothing(204),
    ]
}

pub(in crate::api) fn scope() -> Schema {
    object([
        required("tenantId", text(..=21)),
        required("id", text(1..=21)),
        required("name", text(1..=128)),
        required("description", nullable(text(..=256))),
    ])
}

#[derive(Deserialize)]
struct Query {
    q: Option<String>,
}

/// `GET /organization-scopes`.
async fn list(call: Call) -> Result<Answer, ApiError> {
    let (Query { q }, window) = (call.query()?, call.window());
    let mut conn = call.app.db.read().await?;
    let total = scopes::count(&mut conn, q.as_deref()).await?;
    let list = scopes::list(&mut conn, q.as_deref(), window.limit, window.offset).await?;
    Ok(Answer::list(&call, &Entity::list(list), total))
}

fn members() -> [Member; 2] {
    [optional("tenantId", text(..=21)), optional("description", nullable(text(..=256)))]
}

fn create_body() -> Schema {
    object([required("name", text(1..=128))].into_iter().chain(members()))
}

#[derive(Deserialize)]
struct New {
    name: String,
    description: Option<String>,
}

/// `POST /organization-scopes`.
async fn create(call: Call) -> Result<Answer, ApiError> {
    let new: New = call.body()?;
    let mut tx = call.app.db.begin().await?;
    let scope = scopes::create(&call.app, &mut tx, &new.name, new.description.as_deref()).await?;
    let scope = Entity::new(scope);
    call.emit(&mut tx, Event::OrganizationScopeCreated, Some(&scope), &[]).await?;
    tx.commit().await?;
    Ok(Answer::json(201, &scope))
}

/// `GET /organization-scopes/{id}`.
async fn get(call: Call) -> Result<Answer, ApiError> {
    let id = OrganizationScopeId::from(call.param("id"));
    let mut conn = call.app.db.read().await?;
    let scope = scopes::find(&mut conn, &id)
        .await?
        .ok_or_else(|| ApiError::not_exists_with_id("organization_scopes", id.as_str()))?;
    Ok(Answer::json(200, &Entity::new(scope)))
}

fn update_body() -> Schema {
    object([optional("name", text(1..=128))].into_iter().chain(members()))
}

/// `tenantId` is dropped.
#[derive(Deserialize)]
struct Update {
    name: Option<String>,
    #[serde(default, deserialize_with = "present")]
    description: Option<Option<String>>,
}

/// `PATCH /organization-scopes/{id}`.
async fn update(call: Call) -> Result<Answer, ApiError> {
    let update: Update = call.body()?;
    if update.name.is_none() && update.description.is_none() {
        return Err(ApiError::empty_update());
    }
    let id = OrganizationScopeId::from(call.param("id"));
    let description = update.description.as_ref().map(Option::as_deref);
    let mut tx = call.app.db.begin().await?;
    let scope = scopes::update(&call.app, &mut tx, &id, update.name.as_deref(), description)
        .await?
        .map(Entity::new)
        .ok_or_else(|| ApiError::not_exists("organization_scope"))?;
    call.emit(&mut tx, Event::OrganizationScopeDataUpdated, Some(&scope), &[]).await?;
    tx.commit().await?;
    Ok(Answer::json(200, &scope))
}

/// `DELETE /organization-scopes/{id}`.
async fn delete(call: Call) -> Result<Answer, ApiError> {
    let id = OrganizationScopeId::from(call.param("id"));
    let mut tx = call.app.db.begin().await?;
    if !scopes::delete(&call.app, &mut tx, &id).await? {
        return Err(ApiError::not_found());
    }
    call.emit(&mut tx, Event::OrganizationScopeDeleted, None::<&()>, &[]).await?;
    tx.commit().await?;
    Ok(Answer::no_content())
}
