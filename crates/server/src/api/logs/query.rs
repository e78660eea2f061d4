use serde::Deserialize;

use crate::{
    api::shell::{ApiError, Member, any_text, optional},
    audit_log::Filter,
    clock::Timestamp,
    search::is_yes,
};

/// Where counting ends with `enableCap`: one more than is shown as exact.
const CAP: i64 = 10_001;

pub(in crate::api) fn filter_members() -> [Member; 4] {
    [
        optional("logKey", any_text()),
        optional("enableCap", any_text()),
        optional("start_time", any_text()),
        optional("end_time", any_text()),
    ]
}

/// Which entries are asked for. Empty text means no condition, and 0 as a time.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::api) struct LogQuery {
    user_id: Option<String>,
    application_id: Option<String>,
    log_key: Option<String>,
    enable_cap: Option<String>,
    #[serde(rename = "start_time")]
    start_time: Option<String>,
    #[serde(rename = "end_time")]
    end_time: Option<String>,
}

impl LogQuery {
    /// # Errors
    /// 400 `guard.invalid_input` for a time that is no number, `log.invalid_time_window` for one that ends before it
    /// begins.
    pub(in crate::api) fn filter(&self) -> Result<Filter, ApiError> {
        let some = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        let all = Filter::default();
        let (from, to) = (self.start_time.as_deref(), self.end_time.as_deref());
        let from = from.map(|text| time("start_time", text)).transpose()?.unwrap_or(all.from);
        let to = to.map(|text| time("end_time", text)).transpose()?.unwrap_or(all.to);
        if from > to {
            return Err(ApiError::new(400, "log.invalid_time_window"));
        }
        Ok(Filter {
            user_id: some(&self.user_id),
            application_id: some(&self.application_id),
            key: some(&self.log_key),
            from,
            to,
        })
    }

    pub(in crate::api) fn has_window(&self) -> bool {
        self.start_time.is_some() || self.end_time.is_some()
    }

    /// How far to count; a count that gets there is capped.
    pub(in crate::api) fn count_limit(&self) -> i64 {
        if self.enable_cap.as_deref().is_some_and(is_yes) { CAP } else { i64::MAX }
    }
}

fn time(name: &str, text: &str) -> Result<Timestamp, ApiError> {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Ok(Timestamp::from_millis(0));
    }
    let number: f64 = match trimmed.parse() {
        Ok(number) if f64::is_finite(number) => number,
        _ => return Err(ApiError::new(400, "guard.invalid_input").with_arg("type", name)),
    };
    #[expect(clippy::cast_possible_truncation, reason = "`as` saturates, and no time is out there")]
    Ok(Timestamp::from_millis(number.floor() as i64))
}
