use serde_json::{Map, Value};

use crate::{
    api::shell::{Answer, ApiError, Call},
    settings::{self, SignInExperience},
};

/// `GET /sign-in-exp`.
pub(super) async fn handle(call: Call) -> Result<Answer, ApiError> {
    let experience = settings::sign_in_experience(&mut call.app.db.read().await?).await?;
    Ok(Answer::json(200, &body(&experience)))
}

/// The sign-in experience as the API shows it: the tenant's only one.
pub(in crate::api) fn body(experience: &SignInExperience) -> Map<String, Value> {
    let mut body = match serde_json::to_value(experience) {
        Ok(Value::Object(members)) => members,
        Ok(_) | Err(_) => Map::new(),
    };
    body.insert("tenantId".into(), "default".into());
    body.insert("id".into(), "default".into());
    body
}
