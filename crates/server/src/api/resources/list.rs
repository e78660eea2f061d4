use serde::Deserialize;

use super::ResourceView;
use crate::{
    api::shell::{Answer, ApiError, Call, Schema, any_text, object, optional},
    ids::ResourceId,
    resources,
    search::is_yes,
};

pub(super) fn query() -> Schema {
    object([optional("includeScopes", any_text())])
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Query {
    #[serde(default)]
    include_scopes: String,
}

/// `GET /resources`.
pub(super) async fn handle(call: Call) -> Result<Answer, ApiError> {
    let (window, query) = (call.window(), call.query::<Query>()?);
    let mut conn = call.app.db.read().await?;
    let (mut page, total) = resources::list(&mut conn, window.limit, window.offset).await?;
    if !is_yes(&query.include_scopes) {
        let views: Vec<ResourceView> = page.into_iter().map(ResourceView::from).collect();
        return Ok(Answer::list(&call, &views, total));
    }
    for resource in &mut page {
        resource.scopes = resources::scopes_of(&mut conn, &resource.id).await?;
    }
    let views: Vec<ResourceView> = page.into_iter().map(ResourceView::with_scopes).collect();
    Ok(Answer::list(&call, &views, total))
}

/// `GET /resources/{id}`.
pub(super) async fn get(call: Call) -> Result<Answer, ApiError> {
    let id = ResourceId::from(call.param("id"));
    let mut conn = call.app.db.read().await?;
    let resource = resources::find(&mut conn, &id)
        .await?
        .ok_or_else(|| ApiError::not_exists_with_id("resources", id.as_str()))?;
    Ok(Answer::json(200, &ResourceView::from(resource)))
}
