use super::view::Entity;
use crate::{
    api::shell::{Answer, ApiError, Call},
    ids::OrganizationId,
    organizations,
};

/// `GET /organizations/{id}`.
pub(super) async fn handle(call: Call) -> Result<Answer, ApiError> {
    let id = OrganizationId::from(call.param("id"));
    let mut conn = call.app.db.read().await?;
    let organization = organizations::find(&mut conn, &id).await?.ok_or_else(|| unknown(&id))?;
    Ok(Answer::json(200, &Entity::new(organization)))
}

pub(super) fn unknown(id: &OrganizationId) -> ApiError {
    ApiError::not_exists_with_id("organizations", id.as_str())
}
