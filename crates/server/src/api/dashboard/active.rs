use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};

use super::Change;
use crate::{
    api::shell::{Answer, ApiError, Call, Schema, object, optional, text_where},
    audit_log,
};

/// Days of the curve.
const CURVE: i64 = 30;

pub(super) fn query() -> Schema {
    object([optional("date", text_where("regex", has_date_shape))])
}

/// `yyyy-MM-dd`.
fn has_date_shape(text: &str) -> bool {
    let mut parts = text.split('-');
    let mut digits = |count: usize| {
        parts.next().is_some_and(|part| part.len() == count && part.bytes().all(|b| b.is_ascii_digit()))
    };
    digits(4) && digits(2) && digits(2) && parts.next().is_none()
}

#[derive(Deserialize)]
struct Query {
    date: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ActiveUsers {
    dau_curve: Vec<Point>,
    dau: Change,
    wau: Change,
    mau: Change,
}

#[derive(Serialize)]
struct Point {
    date: String,
    count: i64,
}

/// `GET /dashboard/users/active`: who received a token, up to `date` (today unless told).
pub(super) async fn handle(call: Call) -> Result<Answer, ApiError> {
    let query: Query = call.query()?;
    let last = match query.date {
        Some(text) => {
            let date: Date = text
                .parse()
                .map_err(|_| ApiError::new(400, "guard.invalid_input").with_arg("type", "date"))?;
            i64::from((date - EPOCH).get_days())
        }
        None => call.app.clock.now().seconds().div_euclid(86_400),
    };
    audit_log::flush(&call.app).await?;
    let mut conn = call.app.db.read().await?;
    let by_day = audit_log::active_users_by_day(&mut conn, last - CURVE + 1, last).await?;
    let on = |day: i64| by_day.iter().find(|(own, _)| *own == day).map_or(0, |(_, count)| *count);
    let dau_curve = (last - CURVE + 1..=last).map(|day| Point { date: name(day), count: on(day) }).collect();
    let mut within = async |length: i64| -> Result<Change, ApiError> {
        let now = audit_log::active_users(&mut conn, last - length + 1, last).await?;
        let before = audit_log::active_users(&mut conn, last - 2 * length + 1, last - length).await?;
        Ok(Change::new(now, before))
    };
    let (dau, wau, mau) = (within(1).await?, within(7).await?, within(CURVE).await?);
    Ok(Answer::json(200, &ActiveUsers { dau_curve, dau, wau, mau }))
}

const EPOCH: Date = date(1970, 1, 1);

/// The day of that number; beyond the calendar its bare number.
fn name(day: i64) -> String {
    let span = jiff::Span::new().try_days(day).ok();
    span.and_then(|span| EPOCH.checked_add(span).ok()).map_or(day.to_string(), |date| date.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_have_one_shape() {
        assert!(has_date_shape("2024-01-31"));
        for other in ["2024-1-1", "2024-01-01x", "20240101", "2024-01-01-01", "", "２０２４-01-01"] {
            assert!(!has_date_shape(other), "{other}");
        }
        assert_eq!(name(0), "1970-01-01");
        assert_eq!(name(20_454), "2026-01-01");
    }
}
