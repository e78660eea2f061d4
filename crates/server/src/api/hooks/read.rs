use serde::Deserialize;

use super::{document::HookDocument, list::STATS_SECONDS};
use crate::{
    api::shell::{Answer, ApiError, Call},
    audit_log,
    ids::HookId,
    webhooks,
};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Query {
    include_execution_stats: Option<String>,
}

/// `GET /hooks/{id}`. Here any text in `includeExecutionStats` means yes, as the field's server has it.
pub(super) async fn handle(call: Call) -> Result<Answer, ApiError> {
    let query: Query = call.query()?;
    let with_stats = query.include_execution_stats.is_some_and(|value| !value.is_empty());
    let app = &call.app;
    if with_stats {
        audit_log::flush(app).await?;
    }
    let mut conn = app.db.read().await?;
    let id = HookId::new(call.param("id"));
    let hook = webhooks::find(app, &mut conn, &id).await?;
    let hook = hook.ok_or_else(|| ApiError::not_exists_with_id("hooks", id.as_str()))?;
    let stats = match with_stats {
        true => {
            let from = app.clock.now().minus_seconds(STATS_SECONDS);
            Some(audit_log::hook_stats(&mut conn, &id, from).await?)
        }
        false => None,
    };
    Ok(Answer::json(200, &HookDocument::new(&hook, stats)))
}
