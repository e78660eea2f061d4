use serde_json::json;

use crate::{
    api::shell::{Answer, ApiError, Call},
    audit_log,
};

/// `GET /dashboard/users/total`.
pub(super) async fn handle(call: Call) -> Result<Answer, ApiError> {
    let count = audit_log::total_users(&mut call.app.db.read().await?).await?;
    Ok(Answer::json(200, &json!({ "totalUserCount": count })))
}
