use super::LogDocument;
use crate::{
    api::shell::{Answer, ApiError, Call},
    audit_log,
    ids::LogId,
};

/// `GET /logs/{id}`: any entry, also of a webhook delivery.
pub(super) async fn handle(call: Call) -> Result<Answer, ApiError> {
    audit_log::flush(&call.app).await?;
    let id = LogId::new(call.param("id"));
    let found = audit_log::find(&mut call.app.db.read().await?, &id).await?;
    let entry = found.ok_or_else(|| ApiError::not_exists_with_id("logs", id.as_str()))?;
    Ok(Answer::json(200, &LogDocument::new(&entry)))
}
