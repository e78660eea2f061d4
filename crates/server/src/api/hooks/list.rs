use serde::Deserialize;

use super::document::HookDocument;
use crate::{
    api::shell::{Answer, ApiError, Call, Schema, any_text, object, optional},
    audit_log,
    search::is_yes,
    webhooks,
};

/// How far back `executionStats` look, in seconds.
pub(super) const STATS_SECONDS: i64 = 86_400;

pub(super) fn query() -> Schema {
    object([optional("includeExecutionStats", any_text())])
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Query {
    include_execution_stats: Option<String>,
}

/// `GET /hooks`.
pub(super) async fn handle(call: Call) -> Result<Answer, ApiError> {
    let query: Query = call.query()?;
    let with_stats = query.include_execution_stats.is_some_and(|value| is_yes(&value));
    let (app, window) = (&call.app, call.window());
    if with_stats {
        audit_log::flush(app).await?;
    }
    let mut conn = app.db.read().await?;
    let hooks = webhooks::list(app, &mut conn, window.limit, window.offset).await?;
    let total = webhooks::count(&mut conn).await?;
    let mut items = Vec::with_capacity(hooks.len());
    for hook in &hooks {
        let stats = match with_stats {
            true => {
                let from = app.clock.now().minus_seconds(STATS_SECONDS);
                Some(audit_log::hook_stats(&mut conn, &hook.id, from).await?)
            }
            false => None,
        };
        items.push(HookDocument::new(hook, stats));
    }
    Ok(Answer::list(&call, &items, total))
}
