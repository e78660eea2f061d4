use genkan_database::{Conn, DbError};
use serde::{Deserialize, Serialize};

use super::unknown;
use crate::{
    api::{
        organizations::{Entity, organization},
        shell::{Answer, ApiError, Call, Schema, list_of, object, required, text},
    },
    applications,
    ids::{ClientId, OrganizationId, UserId},
    organizations::{self, Organization},
    users,
};

#[derive(Serialize)]
struct View {
    organizations: Vec<Entity<Organization>>,
}

pub(super) fn shape() -> Schema {
    object([required("organizations", list_of(organization()))])
}

/// `GET /applications/{id}/users/{userId}/consent-organizations`.
pub(super) async fn list(call: Call) -> Result<Answer, ApiError> {
    let window = call.window();
    let mut conn = call.app.db.read().await?;
    let (id, user) = pair(&call, &mut conn).await?;
    let total = applications::count_consent_organizations(&mut conn, &id, &user).await?;
    let page = organizations::list_opened(&mut conn, &id, &user, window.limit, window.offset).await?;
    Ok(Answer::page(&call, &View { organizations: Entity::list(page) }, total))
}

pub(super) fn replace_body() -> Schema {
    object([required("organizationIds", list_of(text(1..)).at_most(1000))])
}

pub(super) fn add_body() -> Schema {
    object([required("organizationIds", list_of(text(1..)).at_most(1000).at_least(1))])
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    organization_ids: Vec<OrganizationId>,
}

/// `PUT /applications/{id}/users/{userId}/consent-organizations`.
pub(super) async fn replace(call: Call) -> Result<Answer, ApiError> {
    let Body { organization_ids } = call.body()?;
    let mut tx = call.app.db.begin().await?;
    let (id, user) = pair(&call, &mut tx).await?;
    applications::replace_consent_organizations(&mut tx, &id, &user, &organization_ids)
        .await
        .map_err(membership)?;
    tx.commit().await?;
    Ok(Answer::no_content())
}

/// `POST /applications/{id}/users/{userId}/consent-organizations`.
pub(super) async fn add(call: Call) -> Result<Answer, ApiError> {
    let Body { organization_ids } = call.body()?;
    let mut tx = call.app.db.begin().await?;
    let (id, user) = pair(&call, &mut tx).await?;
    applications::add_consent_organizations(&mut tx, &id, &user, &organization_ids)
        .await
        .map_err(membership)?;
    tx.commit().await?;
    Ok(Answer::text(201))
}

/// `DELETE /applications/{id}/users/{userId}/consent-organizations/{organizationId}`.
pub(super) async fn remove(call: Call) -> Result<Answer, ApiError> {
    let organization = OrganizationId::from(call.param("organizationId"));
    let mut tx = call.app.db.begin().await?;
    let (id, user) = pair(&call, &mut tx).await?;
    if !applications::remove_consent_organization(&mut tx, &id, &user, &organization).await? {
        return Err(ApiError::not_found());
    }
    tx.commit().await?;
    Ok(Answer::no_content())
}

/// The third-party application and the person of the path.
async fn pair(call: &Call, conn: &mut Conn) -> Result<(ClientId, UserId), ApiError> {
    let (id, user) = (ClientId::from(call.param("id")), UserId::from(call.param("userId")));
    let application = applications::find(conn, &id).await?.ok_or_else(|| unknown(&id))?;
    if !application.is_third_party {
        return Err(ApiError::new(422, "application.third_party_application_only"));
    }
    users::find(conn, &user).await?.ok_or_else(ApiError::not_found)?;
    Ok((id, user))
}

fn membership(error: DbError) -> ApiError {
    match error {
        DbError::ForeignKey => ApiError::new(422, "organization.require_membership"),
        other => other.into(),
    }
}
