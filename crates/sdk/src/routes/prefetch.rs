use http::HeaderMap;

/// Whether a browser or framework is only guessing that somebody will go there.
pub(crate) fn is_prefetch(headers: &HeaderMap) -> bool {
    let says = |name: &str, word: &str| {
        headers
            .get_all(name)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .any(|value| value.to_ascii_lowercase().contains(word))
    };
    ["sec-purpose", "purpose", "x-purpose", "x-moz"]
        .iter()
        .any(|name| says(name, "prefetch") || says(name, "prerender") || says(name, "preview"))
        || headers.contains_key("next-router-prefetch")
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn every_dialect_is_known() {
        for (name, value, prefetch) in [
            ("sec-purpose", "prefetch", true),
            ("sec-purpose", "prefetch;prerender", true),
            ("sec-purpose", "prefetch;anonymous-client-ip", true),
            ("purpose", "prefetch", true),
            ("x-purpose", "preview", true),
            ("x-moz", "prefetch", true),
            ("next-router-prefetch", "1", true),
            ("sec-fetch-mode", "navigate", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(name, value.parse().unwrap());
            assert_eq!(is_prefetch(&headers), prefetch, "{name}: {value}");
        }
    }
}
