use serde::Deserialize;

use super::View;
use crate::{
    api::shell::{Answer, ApiError, Call, Schema, object, required, text},
    one_time_tokens::{self, Refusal},
};

pub(super) fn body() -> Schema {
    object([required("token", text(1..=256)), required("email", text(1..=128))])
}

#[derive(Deserialize)]
struct Presented {
    token: String,
    email: String,
}

/// `POST /one-time-tokens/verify`: takes the token.
pub(super) async fn handle(call: Call) -> Result<Answer, ApiError> {
    let Presented { token, email } = call.body()?;
    let mut tx = call.app.db.begin().await?;
    let token = one_time_tokens::consume(&call.app, &mut tx, &token, &email).await?.map_err(refusal)?;
    tx.commit().await?;
    Ok(Answer::json(200, &View::of(&token, call.app.clock.now())))
}

fn refusal(refusal: Refusal) -> ApiError {
    match refusal {
        Refusal::Unknown => ApiError::new(404, "one_time_token.token_not_found"),
        Refusal::OtherEmail => ApiError::new(400, "one_time_token.email_mismatch"),
        Refusal::Expired => ApiError::new(400, "one_time_token.token_expired"),
        Refusal::Consumed => ApiError::new(400, "one_time_token.token_consumed"),
        Refusal::Revoked => ApiError::new(400, "one_time_token.token_revoked"),
    }
}
