use std::collections::BTreeSet;

use genkan_database::Tx;
use serde::{Deserialize, Serialize};

use super::unknown;
use crate::{
    api::{
        roles::{FIELDS, RoleView, found},
        shell::{Answer, ApiError, Call, Schema, list_of, object, required, search_params, text},
    },
    applications::{self, Application, ApplicationType},
    ids::{ClientId, RoleId},
    roles::{self, RoleType},
};

pub(super) fn query() -> Schema {
    object([search_params()])
}

/// `GET /applications/{applicationId}/roles`.
pub(super) async fn list(call: Call) -> Result<Answer, ApiError> {
    let (search, id) = (call.search(&FIELDS)?, ClientId::from(call.param("applicationId")));
    let mut conn = call.app.db.read().await?;
    let application = applications::find(&mut conn, &id).await?.ok_or_else(|| unknown(&id))?;
    check_type(&application)?;
    let all = roles::of_application(&mut conn, &id).await?;
    let (page, total) = call.window().of(found(search.as_ref(), all));
    let views: Vec<RoleView> = page.into_iter().map(RoleView::from).collect();
    Ok(Answer::list(&call, &views, total))
}

pub(super) fn body() -> Schema {
    object([required("roleIds", list_of(text(1..)).at_most(1000))])
}

pub(super) fn added() -> Schema {
    object([required("roleIds", list_of(text(1..))), required("addedRoleIds", list_of(text(1..)))])
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    role_ids: Vec<RoleId>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Added {
    role_ids: Vec<RoleId>,
    added_role_ids: Vec<RoleId>,
}

/// `POST /applications/{applicationId}/roles`.
pub(super) async fn add(call: Call) -> Result<Answer, ApiError> {
    let (id, Body { role_ids }) = (ClientId::from(call.param("applicationId")), call.body()?);
    let mut tx = call.app.db.begin().await?;
    writable(&mut tx, &id).await?;
    let wanted = distinct(&role_ids);
    if !all_for_applications(&mut tx, &wanted).await? {
        return Err(ApiError::new(422, "application.invalid_role_type"));
    }
    let added_role_ids = applications::add_roles(&call.app, &mut tx, &id, &wanted).await?;
    tx.commit().await?;
    Ok(Answer::json(201, &Added { role_ids, added_role_ids }))
}

/// `PUT /applications/{applicationId}/roles`.
pub(super) async fn replace(call: Call) -> Result<Answer, ApiError> {
    let (id, Body { role_ids }) = (ClientId::from(call.param("applicationId")), call.body()?);
    let mut tx = call.app.db.begin().await?;
    writable(&mut tx, &id).await?;
    if role_ids.is_empty() {
        return Err(ApiError::empty_update());
    }
    let wanted = distinct(&role_ids);
    if !all_for_applications(&mut tx, &wanted).await? {
        return Err(ApiError::constraint_violated());
    }
    applications::replace_roles(&call.app, &mut tx, &id, &wanted).await?;
    tx.commit().await?;
    Ok(Answer::text(200))
}

/// `DELETE /applications/{applicationId}/roles/{roleId}`.
pub(super) async fn remove(call: Call) -> Result<Answer, ApiError> {
    let (id, role) = (ClientId::from(call.param("applicationId")), RoleId::from(call.param("roleId")));
    let mut tx = call.app.db.begin().await?;
    writable(&mut tx, &id).await?;
    if !applications::remove_role(&call.app, &mut tx, &id, &role).await? {
        return Err(ApiError::not_found());
    }
    tx.commit().await?;
    Ok(Answer::no_content())
}

/// Held until the transaction ends, so that two replacements do not mix.
async fn writable(tx: &mut Tx, id: &ClientId) -> Result<(), ApiError> {
    let application = applications::lock(tx, id).await?.ok_or_else(|| unknown(id))?;
    check_type(&application)
}

fn check_type(application: &Application) -> Result<(), ApiError> {
    if application.application_type != ApplicationType::MachineToMachine {
        return Err(ApiError::new(422, "application.invalid_type"));
    }
    Ok(())
}

/// Without repetitions, in order.
fn distinct(ids: &[RoleId]) -> Vec<RoleId> {
    let mut seen = BTreeSet::new();
    ids.iter().filter(|id| seen.insert(*id)).cloned().collect()
}

/// Whether all these roles are for applications; 404 for the first that is unknown.
async fn all_for_applications(tx: &mut Tx, ids: &[RoleId]) -> Result<bool, ApiError> {
    let mut all = true;
    for id in ids {
        let role =
            roles::find(tx, id).await?.ok_or_else(|| ApiError::not_exists_with_id("roles", id.as_str()))?;
        all &= role.role_type == RoleType::MachineToMachine;
    }
    Ok(all)
}
