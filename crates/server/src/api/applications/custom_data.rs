use serde_json::{Map, Value};

use crate::{
    api::shell::{Answer, ApiError, Call},
    applications,
    ids::ClientId,
};

/// `PATCH /applications/{applicationId}/custom-data`: members given replace those stored, the others stay.
pub(super) async fn update(call: Call) -> Result<Answer, ApiError> {
    let (id, members) = (ClientId::from(call.param("applicationId")), call.body::<Map<String, Value>>()?);
    let mut tx = call.app.db.begin().await?;
    let merged = applications::merge_custom_data(&call.app, &mut tx, &id, members)
        .await?
        .ok_or_else(|| ApiError::not_exists("application"))?;
    tx.commit().await?;
    Ok(Answer::json(200, &merged))
}
