/// The LIKE pattern (escape character `\`) of a substring search; `None` for no filter. `%` and `_` stay wildcards.
pub(super) fn contains(q: Option<&str>) -> Option<String> {
    q.filter(|q| !q.is_empty()).map(|q| format!("%{q}%"))
}
