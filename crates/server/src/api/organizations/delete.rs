use crate::{
    api::shell::{Answer, ApiError, Call},
    ids::OrganizationId,
    organizations,
    webhooks::Event,
};

/// `DELETE /organizations/{id}`. Its members stay users.
pub(super) async fn handle(call: Call) -> Result<Answer, ApiError> {
    let id = OrganizationId::from(call.param("id"));
    let mut tx = call.app.db.begin().await?;
    if !organizations::delete(&call.app, &mut tx, &id).await? {
        return Err(ApiError::not_found());
    }
    call.emit(&mut tx, Event::OrganizationDeleted, None::<&()>, &[]).await?;
    tx.commit().await?;
    Ok(Answer::no_content())
}
