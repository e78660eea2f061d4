//! Where a person lands after signing in: always a path of this site (RFC 9700 §4.11, no open redirector).

use url::Url;

/// Longest accepted value, in bytes, as given and as normalised.
const LONGEST: usize = 2_000;

/// A path of the app's own origin, in its normalised form, such as `/orders?page=2`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ReturnTo(String);

impl ReturnTo {
    /// Accepts `value` only when a browser on `base` would stay on `base`'s origin. Anything doubtful is `None`.
    pub(crate) fn parse(base: &Url, value: &str) -> Option<Self> {
        if value.len() > LONGEST || !value.starts_with('/') || value.contains(['\\', '\0']) {
            return None;
        }
        // WHATWG parsing drops tabs and newlines, so `/\t/evil` would become `//evil`.
        if value.chars().any(char::is_control) {
            return None;
        }
        if leaves_the_site(value) {
            return None;
        }
        let joined = base.join(value).ok()?;
        if joined.origin() != base.origin() || !joined.username().is_empty() || joined.password().is_some() {
            return None;
        }
        // Dot segments are resolved now; `/.//evil` has become the path `//evil`.
        if leaves_the_site(joined.path()) {
            return None;
        }
        // Longer than it was given when it had to be percent-encoded.
        let path = &joined[url::Position::BeforePath..];
        (path.len() <= LONGEST).then(|| Self(path.to_owned()))
    }

    /// The value for a `Location` header.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// The path without query and fragment.
    pub(crate) fn path(&self) -> &str {
        self.0.split(['?', '#']).next().unwrap_or("/")
    }
}

/// A second slash or backslash after the first, also when percent-encoded (once or more often), starts a host for
/// somebody: a browser, a proxy that decodes, a router that merges.
fn leaves_the_site(path: &str) -> bool {
    let mut text = path.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    loop {
        if text.starts_with("//") || text.contains('\\') {
            return true;
        }
        let decoded = text.replace("%2f", "/").replace("%5c", "\\").replace("%2e", ".").replace("%25", "%");
        if decoded == text {
            return false;
        }
        text = decoded;
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn parse(value: &str) -> Option<String> {
        let base = Url::parse("https://app.example/prefix/").unwrap();
        ReturnTo::parse(&base, value).map(|path| path.0)
    }

    #[test]
    fn paths_of_the_site_are_kept() {
        for (given, kept) in [
            ("/", "/"),
            ("/orders", "/orders"),
            ("/orders?page=2&q=a%2Fb#top", "/orders?page=2&q=a%2Fb#top"),
            ("/a/../b", "/b"),
            ("/注文", "/%E6%B3%A8%E6%96%87"),
            ("/search?next=https://other.example/", "/search?next=https://other.example/"),
            ("/@handle", "/@handle"),
        ] {
            assert_eq!(parse(given).as_deref(), Some(kept), "{given}");
        }
    }

    #[test]
    fn attacks_are_refused() {
        for attack in [
            "",
            "orders",
            "https://evil.example",
            "HTTPS://evil.example",
            "//evil.example",
            "///evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "/\t/evil.example",
            "/\n/evil.example",
            "\t//evil.example",
            " //evil.example",
            "/%2fevil.example",
            "/%2Fevil.example",
            "/%252fevil.example",
            "/%25252fevil.example",
            "/%5cevil.example",
            "/%5Cevil.example",
            "/%255Cevil.example",
            "/./\\evil.example",
            "/.//evil.example",
            "/%2e//evil.example",
            "/a/..//evil.example",
            "/%2e%2e//evil.example",
            "/a/%2e%2e//evil.example",
            "javascript:alert(1)",
            "data:text/html,x",
            "/ok\r\nSet-Cookie: a=b",
            "/nul\0",
            "?a=b",
            "#a",
            "@evil.example",
            ".evil.example",
        ] {
            assert_eq!(parse(attack), None, "{attack:?}");
        }
        assert_eq!(parse(&format!("/{}", "a".repeat(LONGEST))), None);
        assert_eq!(parse(&format!("/{}", "注".repeat(LONGEST / 9 + 1))), None, "too long when encoded");
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_accepted_stays(value in "[/\\\\%2fF5cC.a@:?#\\t ]{0,12}") {
            let base = Url::parse("https://app.example/").unwrap();
            if let Some(path) = ReturnTo::parse(&base, &value) {
                proptest::prop_assert_eq!(base.join(path.as_str()).unwrap().origin(), base.origin());
                proptest::prop_assert!(!path.as_str().starts_with("//"));
            }
        }
    }
}
