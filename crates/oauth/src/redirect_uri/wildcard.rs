//! `*` in a registered redirect URI: one or more characters inside a host label, any characters in the path.

use super::RedirectUriError;
use super::candidate::Candidate;

/// Most `*` in one URI.
const MAX_WILDCARDS: usize = 8;

/// http(s) only; never in port or query; the last two labels of the host are literal.
pub(super) fn check_registration(pattern: &Candidate<'_>) -> Result<(), RedirectUriError> {
    let elsewhere = pattern.query.is_some_and(|query| query.contains('*'));
    let count = pattern.host.matches('*').count() + pattern.path.matches('*').count();
    if !pattern.is_web() || elsewhere || count == 0 || count > MAX_WILDCARDS {
        return Err(RedirectUriError::Wildcard);
    }
    if pattern.host.contains('*') {
        let labels: Vec<&str> = pattern.host.split('.').collect();
        let free = labels.len().saturating_sub(2);
        let literal_end = labels[free..].iter().all(|label| !label.contains('*') && !label.is_empty());
        if free == 0 || !literal_end {
            return Err(RedirectUriError::Wildcard);
        }
    }
    Ok(())
}

/// Scheme, port and query are equal, the host matches label by label, the path as a whole.
pub(super) fn matches(pattern: &Candidate<'_>, candidate: &Candidate<'_>) -> bool {
    if check_registration(pattern).is_err() {
        return false;
    }
    let same_rest = pattern.url.scheme() == candidate.url.scheme()
        && pattern.url.port_or_known_default() == candidate.url.port_or_known_default()
        && pattern.url.query() == candidate.url.query();
    same_rest
        && host_matches(
            pattern.url.host_str().unwrap_or_default(),
            candidate.url.host_str().unwrap_or_default(),
        )
        && !(pattern.path.contains('*') && candidate.path.contains("//"))
        && glob(pattern.url.path(), candidate.url.path(), 0)
}

fn host_matches(pattern: &str, host: &str) -> bool {
    pattern.split('.').count() == host.split('.').count()
        && pattern.split('.').zip(host.split('.')).all(|(pattern, label)| glob(pattern, label, 1))
}

/// Literal parts in order, each `*` standing for `least` or more bytes. Taking the first fit for every part but the
/// last is enough, because what follows a `*` can only lose by a later start.
fn glob(pattern: &str, text: &str, least: usize) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.len() >= least + part.len() && rest.ends_with(part);
        }
        let Some(at) = rest.get(least..).and_then(|tail| tail.find(part)) else { return false };
        rest = &rest[least + at + part.len()..];
    }
    false
}

#[cfg(test)]
mod tests {
    use super::glob;

    #[test]
    fn globs() {
        for (pattern, text, least, expected) in [
            ("a", "a", 1, true),
            ("a", "ab", 1, false),
            ("*", "x", 1, true),
            ("*", "", 1, false),
            ("*", "", 0, true),
            ("a*c", "abc", 1, true),
            ("a*c", "ac", 1, false),
            ("a*c", "ac", 0, true),
            ("a*a", "a", 0, false),
            ("*-x-*", "p-x-q", 1, true),
            ("*-x-*", "p-x-", 1, false),
            ("/a/*/b", "/a/1/2/b", 0, true),
            ("/a/*/b", "/a/b", 0, false),
        ] {
            assert_eq!(glob(pattern, text, least), expected, "{pattern} {text} {least}");
        }
    }
}
