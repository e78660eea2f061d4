use serde::{Deserialize, Serialize};

use super::{
    membership::applications_changed,
    view::{contains, ids, role_name, some_ids},
};
use crate::{
    api::{
        applications::{ApplicationView, application},
        shell::{Answer, ApiError, Call, Schema, list_of, object, optional, required},
    },
    ids::{ClientId, OrganizationId},
    organizations::{RoleName, applications, members::Changed},
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
    application: ApplicationView,
    organization_roles: Vec<RoleName>,
}

pub(super) fn shape() -> Schema {
    application().with([required("organizationRoles", list_of(role_name()))])
}

/// `GET /organizations/{id}/applications`. An unknown organization has none.
pub(super) async fn list(call: Call) -> Result<Answer, ApiError> {
    let (Query { q }, id, window) = (call.query()?, OrganizationId::from(call.param("id")), call.window());
    let mut conn = call.app.db.read().await?;
    let total = applications::count(&mut conn, &id, q.as_deref()).await?;
    let page = applications::list(&mut conn, &id, q.as_deref(), window.limit, window.offset).await?;
    drop(conn);
    let items: Vec<Item> = page
        .into_iter()
        .map(|own| Item { application: own.application.into(), organization_roles: own.roles })
        .collect();
    Ok(Answer::list(&call, &items, total))
}

pub(super) fn add_body() -> Schema {
    some_ids("applicationIds")
}

pub(super) fn replace_body() -> Schema {
    ids("applicationIds")
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    application_ids: Vec<ClientId>,
}

/// `POST /organizations/{id}/applications`. Unlike for users, nothing is told back.
pub(super) async fn add(call: Call) -> Result<Answer, ApiError> {
    let (body, id) = (call.body::<Body>()?, OrganizationId::from(call.param("id")));
    let mut tx = call.app.db.begin().await?;
    let added = applications::add(&call.app, &mut tx, &id, &body.application_ids).await?;
    applications_changed(&call, &mut tx, &id, &Changed { added, removed: Vec::new() }).await?;
    tx.commit().await?;
    Ok(Answer::text(201))
}

/// `PUT /organizations/{id}/applications`.
pub(super) async fn replace(call: Call) -> Result<Answer, ApiError> {
    let (body, id) = (call.body::<Body>()?, OrganizationId::from(call.param("id")));
    let mut tx = call.app.db.begin().await?;
    let changed = applications::replace(&call.app, &mut tx, &id, &body.application_ids).await?;
    applications_changed(&call, &mut tx, &id, &changed).await?;
    tx.commit().await?;
    Ok(Answer::no_content())
}

/// `DELETE /organizations/{id}/applications/{applicationId}`.
pub(super) async fn remove(call: Call) -> Result<Answer, ApiError> {
    let (id, application) =
        (OrganizationId::from(call.param("id")), ClientId::from(call.param("applicationId")));
    let mut tx = call.app.db.begin().await?;
    if !applications::remove(&call.app, &mut tx, &id, &application).await? {
        return Err(ApiError::not_found());
    }
    let changed = Changed { added: Vec::new(), removed: vec![application] };
    applications_changed(&call, &mut tx, &id, &changed).await?;
    tx.commit().await?;
    Ok(Answer::no_content())
}
