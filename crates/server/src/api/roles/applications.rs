use std::collections::BTreeSet;

use serde::Deserialize;

use super::unknown;
use crate::{
    api::{
        applications::{ApplicationView, FIELDS},
        shell::{Answer, ApiError, Call, Schema, list_of, object, required, search_params, text},
    },
    applications,
    ids::{ClientId, RoleId},
    roles::{self, RoleType},
};

pub(super) fn query() -> Schema {
    object([search_params()])
}

/// `GET /roles/{id}/applications`.
pub(super) async fn list(call: Call) -> Result<Answer, ApiError> {
    let (search, id) = (call.search(&FIELDS)?, RoleId::from(call.param("id")));
    let mut conn = call.app.db.read().await?;
    roles::find(&mut conn, &id).await?.ok_or_else(|| unknown(&id))?;
    let mut all = applications::of_role(&mut conn, &id).await?;
    if let Some(search) = search {
        all.retain(|own| {
            search.matches(&[Some(own.id.as_str()), Some(&own.name), own.description.as_deref()])
        });
    }
    let (page, total) = call.window().of(all);
    let views: Vec<ApplicationView> = page.into_iter().map(ApplicationView::from).collect();
    Ok(Answer::list(&call, &views, total))
}

pub(super) fn body() -> Schema {
    object([required("applicationIds", list_of(text(1..)).at_least(1).at_most(1000))])
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    application_ids: BTreeSet<ClientId>,
}

/// `POST /roles/{id}/applications`. Any type of application is taken, as in the reference; only machine-to-machine
/// ones are listed and get tokens of it.
pub(super) async fn add(call: Call) -> Result<Answer, ApiError> {
    let (Body { application_ids }, id) = (call.body()?, RoleId::from(call.param("id")));
    let mut tx = call.app.db.begin().await?;
    let role = roles::find(&mut tx, &id).await?.ok_or_else(|| unknown(&id))?;
    if role.role_type != RoleType::MachineToMachine {
        return Err(ApiError::constraint_violated());
    }
    for application in &application_ids {
        applications::find(&mut tx, application)
            .await?
            .ok_or_else(|| ApiError::not_exists_with_id("applications", application.as_str()))?;
        if !applications::add_role(&call.app, &mut tx, application, &id).await? {
            return Err(
                ApiError::new(422, "role.application_exists").with_arg("applicationId", application.as_str())
            );
        }
    }
    tx.commit().await?;
    Ok(Answer::text(201))
}

/// `DELETE /roles/{id}/applications/{applicationId}`.
pub(super) async fn remove(call: Call) -> Result<Answer, ApiError> {
    let (id, application) = (RoleId::from(call.param("id")), ClientId::from(call.param("applicationId")));
    let mut tx = call.app.db.begin().await?;
    if !applications::remove_role(&call.app, &mut tx, &application, &id).await? {
        return Err(ApiError::not_found());
    }
    tx.commit().await?;
    Ok(Answer::no_content())
}
