use super::{LogDocument, LogQuery, filter_members};
use crate::{
    api::shell::{Answer, ApiError, Call, Schema, any_text, object, optional},
    audit_log,
};

pub(super) fn query() -> Schema {
    object([optional("userId", any_text()), optional("applicationId", any_text())]).with(filter_members())
}

/// `GET /logs`: everything but webhook deliveries, what this node has not written yet included.
pub(super) async fn handle(call: Call) -> Result<Answer, ApiError> {
    let query: LogQuery = call.query()?;
    let filter = query.filter()?;
    audit_log::flush(&call.app).await?;
    let mut conn = call.app.db.read().await?;
    let (window, limit) = (call.window(), query.count_limit());
    let entries = audit_log::list(&mut conn, &filter, window.limit, window.offset).await?;
    let total = audit_log::count(&mut conn, &filter, limit).await?;
    let items: Vec<LogDocument<'_>> = entries.iter().map(LogDocument::new).collect();
    Ok(Answer::list(&call, &items, total).capped(total == limit))
}
