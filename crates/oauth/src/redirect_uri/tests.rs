#![expect(clippy::unwrap_used, reason = "tests")]

use super::*;

const PLAIN: &str = "https://app.example.com/callback";

#[test]
fn the_same_uri_in_other_words() {
    for requested in [PLAIN, "https://APP.example.com/callback", "HTTPS://app.example.com:443/callback"] {
        assert!(matches(PLAIN, requested, false), "{requested}");
    }
    assert!(matches("http://app.example.com", "http://app.example.com/", false));
    assert!(matches("https://app.example.com/cb?a=1", "https://app.example.com/cb?a=1", false));
    assert!(matches("https://app.example.com/a%20b", "https://app.example.com/a%20b", false));
    assert!(matches("https://app.example.com/a//b", "https://app.example.com/a//b", false));
    assert!(matches("io.genkan.app://callback", "io.genkan.app://callback", false));
    assert!(matches("myapp:/callback", "myapp:/callback", false));
    assert!(uris_equal(PLAIN, "https://app.example.com:443/callback"));
}

/// Each class of trick, against a plain registration, a path wildcard and a host wildcard.
#[test]
fn tricks_never_pass() {
    let tricks = [
        "https://app.example.com/Callback",
        "https://app.example.com/callback/",
        "https://app.example.com/callback/extra",
        "https://app.example.com/callback/../callback",
        "https://app.example.com/callback/..;/callback",
        "https://app.example.com/x/%2e%2e/callback",
        "https://app.example.com/x/%2E./callback",
        "https://app.example.com/x/%252e%252e/callback",
        "https://app.example.com/x/%25252e%25252e/callback",
        "https://app.example.com/./callback",
        "https://app.example.com/%63allback",
        "https://app.example.com/callback%2f..",
        "https://app.example.com/callback%5c..",
        "https://app.example.com/callback%00",
        "https://app.example.com/callback%0d%0a",
        "https://app.example.com/callback%",
        "https://app.example.com/callback%zz",
        "https://app.example.com/callback%ff",
        "https://app.example.com\\callback",
        "https:\\\\app.example.com\\callback",
        "https:/app.example.com/callback",
        "https:app.example.com/callback",
        "https:///app.example.com/callback",
        "https:////app.example.com/callback",
        "//app.example.com/callback",
        "/callback",
        "https://app.example.com//callback",
        "https://app.example.com@evil.example/callback",
        "https://evil.example@app.example.com/callback",
        "https://user:password@app.example.com/callback",
        "https://@app.example.com/callback",
        "https://app.example.com/callback#",
        "https://app.example.com/callback#fragment",
        "https://app.example.com/callback?",
        "https://app.example.com/callback?x=1",
        "https://app.example.com:444/callback",
        "https://app.example.com:/callback",
        "https://app.example.com:0443/callback",
        "https://app.example.com:99999/callback",
        "https://app.example.com./callback",
        "https://app.example.com.evil.example/callback",
        "https://evil.example/app.example.com/callback",
        "https://xn--pp-8ia.example.com/callback",
        "https://äpp.example.com/callback",
        "https://app。example。com/callback",
        "https://%61pp.example.com/callback",
        "https://app.example.com/callb\0ack",
        "https://app.example.com/callb\tack",
        "https://app.exam\nple.com/callback",
        " https://app.example.com/callback",
        "https://app.example.com/callback ",
        "https://app.example.com/<callback>",
        "http://app.example.com/callback",
        "https://*.example.com/callback",
        "https://app.example.com/*",
        "javascript:alert(1)//app.example.com/callback",
        "",
        ":",
        "https://",
        "https:",
    ];
    let registered = [PLAIN, "https://app.example.com/callback/area", "https://*.example.org/callback"];
    for trick in tricks {
        for uri in registered {
            assert!(!matches(uri, trick, false), "{uri} {trick:?}");
            assert!(!matches(uri, trick, true), "{uri} {trick:?}");
        }
    }
    let long = format!("https://app.example.com/{}", "x".repeat(5_000));
    assert!(!matches("https://app.example.com/*", &long, false));
    assert!(!matches(&long, &long, false));
}

#[test]
fn traversal_never_passes_a_path_wildcard() {
    for trick in [
        "https://app.example.com/area/../admin",
        "https://app.example.com/area/%2e%2e/admin",
        "https://app.example.com/area/%252e%252e/admin",
        "https://app.example.com/area/..;x=1/admin",
        "https://app.example.com/area/..%2fadmin",
        "https://app.example.com/area/%5c..%5cadmin",
        "https://app.example.com/area/a//b",
        "https://app.example.com/area/x?more=1",
        "https://app.example.com/area/x#y",
        "https://app.example.com:8443/area/x",
        "http://app.example.com/area/x",
        "https://evil.example.com/area/x",
        "https://app.example.com/area/*",
        "https://app.example.com/other",
    ] {
        assert!(!matches("https://app.example.com/area/*", trick, true), "{trick}");
    }
    assert!(matches("https://app.example.com/area/*", "https://app.example.com/area/x/y", false));
}

#[test]
fn host_wildcards_stay_in_their_label() {
    let pattern = "https://*.example.com/callback";
    for (requested, expected) in [
        ("https://a.example.com/callback", true),
        ("https://A.EXAMPLE.com:443/callback", true),
        ("https://example.com/callback", false),
        ("https://.example.com/callback", false),
        ("https://a.b.example.com/callback", false),
        ("https://a.example.com:8443/callback", false),
        ("https://a.example.com/callback?x=1", false),
        ("https://a.example.com.evil.example/callback", false),
        ("https://evil.example/.example.com/callback", false),
        ("https://evil%2f.example.com/callback", false),
        ("https://a@b.example.com/callback", false),
        ("https://*.example.com/callback", false),
        ("https://%2a.example.com/callback", false),
    ] {
        assert_eq!(matches(pattern, requested, false), expected, "{requested}");
    }
    assert!(matches("https://pr-*-app.example.com/cb", "https://pr-12-app.example.com/cb", false));
    assert!(!matches("https://pr-*-app.example.com/cb", "https://pr--app.example.com/cb", false));
}

#[test]
fn loopback_ports_are_free_for_native_clients_only() {
    for (registered, requested, native, expected) in [
        ("http://127.0.0.1/cb", "http://127.0.0.1:53211/cb", true, true),
        ("http://127.0.0.1:1/cb", "http://127.0.0.1:53211/cb", true, true),
        ("http://[::1]/cb", "http://[::1]:5/cb", true, true),
        ("http://localhost/cb", "http://localhost:5/cb", true, true),
        ("http://127.0.0.1/cb", "http://127.0.0.1:53211/cb", false, false),
        ("http://127.0.0.1/cb", "http://127.0.0.1:53211/other", true, false),
        ("http://127.0.0.1/cb", "http://127.0.0.1:53211/cb?x", true, false),
        ("http://127.0.0.1/cb", "https://127.0.0.1:53211/cb", true, false),
        ("http://127.0.0.1/cb", "http://localhost:53211/cb", true, false),
        ("http://127.0.0.1/cb", "http://localhost.evil/cb", true, false),
        ("http://127.0.0.1/cb", "http://127.0.0.1.nip.io/cb", true, false),
        ("http://127.0.0.1/cb", "http://0x7f.1/cb", true, false),
        ("http://127.0.0.1/cb", "http://127.1/cb", true, false),
        ("http://127.0.0.1/cb", "http://2130706433/cb", true, false),
        ("http://127.0.0.1/cb", "http://0177.0.0.1/cb", true, false),
        ("http://[::1]/cb", "http://[0:0:0:0:0:0:0:1]:5/cb", true, false),
        ("http://127.0.0.1/cb", "http://[::ffff:127.0.0.1]:5/cb", true, false),
        ("http://app.example/cb", "http://app.example:5/cb", true, false),
    ] {
        assert_eq!(matches(registered, requested, native), expected, "{registered} {requested} {native}");
    }
}

#[test]
fn registration() {
    use RedirectUriError::{Character, Fragment, Malformed, Scheme, TooLong, Traversal, UserInfo, Wildcard};
    let redirect = UriKind::Redirect { wildcards: true };
    for good in [
        PLAIN,
        "http://localhost:3000/api/callback",
        "http://[::1]:1/",
        "io.genkan.app://callback",
        "com.example.app:/oauth",
        "myapp://callback",
        "https://*.example.com/callback",
        "https://pr-*.preview.example.com/a/*/b",
        "https://app.example.com/cb?tenant=1",
    ] {
        assert_eq!(validate_registration(good, redirect), Ok(()), "{good}");
    }
    for (bad, error) in [
        ("", Malformed),
        ("callback", Malformed),
        ("1app://x", Malformed),
        ("https://", Malformed),
        ("https:/app.example.com", Malformed),
        ("http://0x7f.1/", Malformed),
        ("https://app.example.com:0/", Malformed),
        ("javascript:alert(1)", Scheme),
        ("JavaScript://app.example.com/%0aalert(1)", Scheme),
        ("java\tscript:alert(1)", Character),
        ("data:text/html,x", Scheme),
        ("vbscript:x", Scheme),
        ("blob:https://app.example.com/x", Scheme),
        ("file:///etc/passwd", Scheme),
        ("about:blank", Scheme),
        ("https://app.example.com/#x", Fragment),
        ("https://a:b@app.example.com/", UserInfo),
        ("https://app.example.com/a/../b", Traversal),
        ("https://app.example.com/a/%2E%2e/b", Traversal),
        ("https://app.example.com/\\b", Character),
        ("https://app.example.com/\u{202e}", Character),
        ("https://*.com/cb", Wildcard),
        ("https://*/cb", Wildcard),
        ("https://app.*.com/cb", Wildcard),
        ("https://app.example.*/cb", Wildcard),
        ("https://app.example.com/cb?x=*", Wildcard),
        ("https://app.example.com:*/cb", Malformed),
        ("myapp://*", Wildcard),
        ("https://*.*.*.*.*.*.*.*.*.example.com/", Wildcard),
        ("https://xn--*.example.com/", Malformed),
    ] {
        assert_eq!(validate_registration(bad, redirect), Err(error), "{bad}");
    }
    assert_eq!(
        validate_registration(&format!("https://a.example/{}", "x".repeat(2_048)), redirect),
        Err(TooLong)
    );
    let no_wildcards = UriKind::Redirect { wildcards: false };
    assert_eq!(validate_registration("https://*.example.com/", no_wildcards), Err(Wildcard));
    assert_eq!(validate_registration("https://*.example.com/", UriKind::Web), Err(Wildcard));
    assert_eq!(validate_registration("myapp://x", UriKind::Web), Err(Scheme));
}

#[test]
fn resolves_an_omitted_uri() {
    assert_eq!(resolve(&[PLAIN], None, false).unwrap(), PLAIN);
    assert!(resolve(&["https://*.example.com/cb"], None, false).is_err());
    assert!(resolve(&[PLAIN, "https://b.example"], None, false).is_err());
    assert!(resolve::<&str>(&[], None, false).is_err());
    assert_eq!(resolve(&["x", PLAIN], Some(PLAIN), false).unwrap(), PLAIN);
    assert!(resolve(&[PLAIN], Some("https://evil.example"), false).is_err());
}

proptest::proptest! {
    #[test]
    fn never_panics(a in ".{0,60}", b in "https?://[a-z.*:%0-9@/]{0,40}") {
        let _ = validate_registration(&a, UriKind::Redirect { wildcards: true });
        let _ = validate_registration(&b, UriKind::Redirect { wildcards: true });
        let _ = matches(&b, &a, true);
        let _ = matches("https://*.example.com/*/x*", &b, true);
    }

    /// Whatever passes a host wildcard is a host with exactly the registered end.
    #[test]
    fn a_match_is_on_the_registered_domain(host in "[a-z.@/:%*0-9-]{1,20}") {
        let requested = format!("https://{host}.example.com/cb");
        if matches("https://*.example.com/cb", &requested, false) {
            let url = Url::parse(&requested).unwrap();
            let label = url.host_str().unwrap().strip_suffix(".example.com").unwrap().to_owned();
            proptest::prop_assert!(!label.is_empty() && !label.contains('.'));
        }
    }
}
