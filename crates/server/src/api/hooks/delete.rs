use crate::{
    api::shell::{Answer, ApiError, Call},
    ids::HookId,
    webhooks,
};

/// `DELETE /hooks/{id}`: with what it has not been told yet.
pub(super) async fn handle(call: Call) -> Result<Answer, ApiError> {
    let mut tx = call.app.db.begin().await?;
    if !webhooks::delete(&call.app, &mut tx, &HookId::new(call.param("id"))).await? {
        return Err(ApiError::not_found());
    }
    tx.commit().await?;
    Ok(Answer::no_content())
}
