use super::view::with_roles;
use crate::{
    api::shell::{Answer, ApiError, Call},
    applications,
    ids::ClientId,
    organizations,
};

/// `GET /applications/{id}/organizations`.
pub(super) async fn handle(call: Call) -> Result<Answer, ApiError> {
    let (id, window) = (ClientId::from(call.param("id")), call.window());
    let mut conn = call.app.db.read().await?;
    applications::find(&mut conn, &id)
        .await?
        .ok_or_else(|| ApiError::not_exists_with_id("applications", id.as_str()))?;
    let total = organizations::applications::count_organizations(&mut conn, &id).await?;
    let list = organizations::list_of_application(&mut conn, &id, window.limit, window.offset).await?;
    Ok(Answer::list(&call, &with_roles(list), total))
}
