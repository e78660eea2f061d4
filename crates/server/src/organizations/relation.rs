use genkan_database::DbError;

/// Sorted, each once: two transactions that write the same rows in the same order cannot deadlock.
pub(super) fn sorted<T: Clone + Ord>(ids: &[T]) -> Vec<T> {
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// Sorted; a list that names something twice is refused as the primary key would.
pub(super) fn distinct<T: Clone + Ord>(ids: &[T]) -> Result<Vec<T>, DbError> {
    let distinct = sorted(ids);
    if distinct.len() < ids.len() { Err(DbError::Unique { constraint: None }) } else { Ok(distinct) }
}
