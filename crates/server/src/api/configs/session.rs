use serde::Deserialize;

use crate::{
    api::shell::{Answer, ApiError, Call, Member, Schema, integer, object},
    settings::{self, SessionSettings},
};

/// A year in seconds.
const LONGEST: i64 = 365 * 86_400;

#[derive(Deserialize)]
struct Changes {
    ttl: Option<i64>,
}

pub(super) fn shape(member: fn(&'static str, Schema) -> Member) -> Schema {
    object([member("ttl", integer(1..=LONGEST))])
}

/// `GET /configs/oidc/session`.
pub(super) async fn show(call: Call) -> Result<Answer, ApiError> {
    Ok(Answer::json(200, &settings::session(&mut call.app.db.read().await?).await?))
}

/// `PATCH /configs/oidc/session`: sessions that begin or go on from now on last that long.
pub(super) async fn update(call: Call) -> Result<Answer, ApiError> {
    let Changes { ttl } = call.body()?;
    let Some(ttl) = ttl else { return show(call).await };
    let session = SessionSettings { ttl };
    let mut tx = call.app.db.begin().await?;
    settings::set_session(&call.app, &mut tx, &session).await?;
    tx.commit().await?;
    Ok(Answer::json(200, &session))
}
