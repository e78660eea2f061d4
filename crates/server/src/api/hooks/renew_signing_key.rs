use super::document::HookDocument;
use crate::{
    api::shell::{Answer, ApiError, Call},
    ids::HookId,
    webhooks,
};

/// `PATCH /hooks/{id}/signing-key`.
pub(super) async fn handle(call: Call) -> Result<Answer, ApiError> {
    let mut tx = call.app.db.begin().await?;
    let hook = webhooks::renew_signing_key(&call.app, &mut tx, &HookId::new(call.param("id"))).await?;
    let hook = hook.ok_or_else(|| ApiError::not_exists("hook"))?;
    tx.commit().await?;
    Ok(Answer::json(200, &HookDocument::new(&hook, None)))
}
