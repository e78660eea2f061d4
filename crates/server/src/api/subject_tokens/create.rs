use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::{
    api::shell::{Answer, ApiError, Call, Schema, any_object, any_text, object, optional, required},
    ids::UserId,
    subject_tokens,
};

pub(super) fn body() -> Schema {
    object([required("userId", any_text()), optional("context", any_object())])
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct NewSubjectToken {
    user_id: UserId,
    #[serde(default)]
    context: Map<String, Value>,
}

/// `POST /subject-tokens`. The value is shown this once.
pub(super) async fn handle(call: Call) -> Result<Answer, ApiError> {
    let new: NewSubjectToken = call.body()?;
    let creator = call.principal.as_str();
    let mut tx = call.app.db.begin().await?;
    let token = subject_tokens::create(&call.app, &mut tx, &new.user_id, &new.context, creator).await?;
    tx.commit().await?;
    let body = json!({"subjectToken": token.expose(), "expiresIn": subject_tokens::LIFETIME_SECONDS});
    Ok(Answer::json(201, &body))
}
