use crate::{
    api::{
        logs::{LogDocument, LogQuery, filter_members, log_members},
        shell::{Answer, ApiError, Call, Schema, object},
    },
    audit_log,
    ids::HookId,
};

/// How far back it looks unless told, in seconds.
const WINDOW_SECONDS: i64 = 86_400;

pub(super) fn query() -> Schema {
    object(filter_members())
}

pub(super) fn log() -> Schema {
    object(log_members())
}

/// `GET /hooks/{id}/recent-logs`: what the hook was sent. An unknown hook was sent nothing.
pub(super) async fn handle(call: Call) -> Result<Answer, ApiError> {
    let query: LogQuery = call.query()?;
    let mut filter = query.filter()?;
    if !query.has_window() {
        filter.from = call.app.clock.now().minus_seconds(WINDOW_SECONDS);
    }
    audit_log::flush(&call.app).await?;
    let mut conn = call.app.db.read().await?;
    let (hook, window, limit) = (HookId::new(call.param("id")), call.window(), query.count_limit());
    let entries = audit_log::list_of_hook(&mut conn, &hook, &filter, window.limit, window.offset).await?;
    let total = audit_log::count_of_hook(&mut conn, &hook, &filter, limit).await?;
    let items: Vec<LogDocument<'_>> = entries.iter().map(LogDocument::without_tenant).collect();
    Ok(Answer::list(&call, &items, total).capped(total == limit))
}
