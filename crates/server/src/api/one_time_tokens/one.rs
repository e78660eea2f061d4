use serde::Deserialize;

use super::{STATUSES, View};
use crate::{
    api::shell::{Answer, ApiError, Call, Schema, object, one_of, required},
    ids::OneTimeTokenId,
    one_time_tokens::{self, Status},
};

pub(super) fn status_body() -> Schema {
    object([required("status", one_of(STATUSES))])
}

#[derive(Deserialize)]
struct NewStatus {
    status: Status,
}

fn id(call: &Call) -> OneTimeTokenId {
    OneTimeTokenId::from(call.param("id"))
}

fn unknown(id: &OneTimeTokenId) -> ApiError {
    ApiError::not_exists_with_id("one_time_tokens", id.as_str())
}

/// `GET /one-time-tokens/{id}`.
pub(super) async fn get(call: Call) -> Result<Answer, ApiError> {
    let id = id(&call);
    let found = one_time_tokens::find(&call.app, &mut call.app.db.read().await?, &id).await?;
    let token = found.ok_or_else(|| unknown(&id))?;
    Ok(Answer::json(200, &View::of(&token, call.app.clock.now())))
}

/// `PUT /one-time-tokens/{id}/status`: withdraws, or closes otherwise. Nothing becomes usable again.
pub(super) async fn set_status(call: Call) -> Result<Answer, ApiError> {
    let (id, NewStatus { status }) = (id(&call), call.body()?);
    if status == Status::Active {
        return Err(ApiError::new(400, "one_time_token.cannot_reactivate_token"));
    }
    let mut tx = call.app.db.begin().await?;
    let changed = one_time_tokens::set_status(&call.app, &mut tx, &id, status).await?;
    let token = changed.ok_or_else(|| unknown(&id))?;
    tx.commit().await?;
    Ok(Answer::json(200, &View::of(&token, call.app.clock.now())))
}

/// `DELETE /one-time-tokens/{id}`.
pub(super) async fn delete(call: Call) -> Result<Answer, ApiError> {
    let mut tx = call.app.db.begin().await?;
    if !one_time_tokens::delete(&mut tx, &id(&call)).await? {
        return Err(ApiError::not_found());
    }
    tx.commit().await?;
    Ok(Answer::no_content())
}
