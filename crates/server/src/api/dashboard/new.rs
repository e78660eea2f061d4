use serde::Serialize;

use super::Change;
use crate::{
    api::shell::{Answer, ApiError, Call},
    audit_log,
    clock::Timestamp,
};

const DAY_SECONDS: i64 = 86_400;

#[derive(Serialize)]
struct NewUsers {
    today: Change,
    #[serde(rename = "last7Days")]
    last_seven_days: Change,
}

/// `GET /dashboard/users/new`: today against yesterday, the last seven days with today against the seven before.
pub(super) async fn handle(call: Call) -> Result<Answer, ApiError> {
    let day = call.app.clock.now().seconds().div_euclid(DAY_SECONDS);
    let midnight = |days_ago: i64| Timestamp::from_millis((day - days_ago) * DAY_SECONDS * 1000);
    let mut conn = call.app.db.read().await?;
    let mut between =
        async |from: i64, to: i64| audit_log::new_users(&mut conn, midnight(from), midnight(to)).await;
    let today = Change::new(between(0, -1).await?, between(1, 0).await?);
    let last_seven_days = Change::new(between(6, -1).await?, between(13, 6).await?);
    Ok(Answer::json(200, &NewUsers { today, last_seven_days }))
}
