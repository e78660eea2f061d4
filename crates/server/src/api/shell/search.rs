//! The search parameters of a list.

use super::{
    call::Call,
    error::ApiError,
    page::Window,
    schema::{Member, any_text, map_of, optional},
};
use crate::search::Search;

/// `search`, `search.<field>`, `mode` and so on, as the document shows them: one object. They are read by
/// [`Call::search`].
pub fn search_params() -> Member {
    optional("search_params", map_of(any_text()))
}

impl Call {
    /// The search of the query over these fields (snake_case). `None`: it does not search.
    ///
    /// # Errors
    /// 400 `request.invalid_input`.
    pub fn search(&self, fields: &[&str]) -> Result<Option<Search>, ApiError> {
        let query = self.raw_query().iter().map(|(name, value)| (name.as_str(), value.as_str()));
        Search::parse(query, fields)
            .map_err(|error| ApiError::request_invalid(400, error.0).with_data(serde_json::json!({})))
    }
}

impl Window {
    /// Its items of a list that was read whole, and how many there are in all.
    pub fn of<T>(self, items: Vec<T>) -> (Vec<T>, i64) {
        let total = i64::try_from(items.len()).unwrap_or(i64::MAX);
        let whole = |number: i64| usize::try_from(number).unwrap_or(usize::MAX);
        (items.into_iter().skip(whole(self.offset)).take(whole(self.limit)).collect(), total)
    }
}
