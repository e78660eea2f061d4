#![no_main]
//! Whatever matches a wildcard has the registered host, and no dot segment however often it is decoded.

use genkan_oauth::redirect_uri::{UriKind, matches, uris_equal, validate_registration};
use libfuzzer_sys::fuzz_target;

const REGISTERED: [&str; 4] = [
    "https://app.example.com/callback",
    "https://*.example.com/area/*",
    "http://127.0.0.1/callback",
    "myapp://callback",
];

fuzz_target!(|text: &str| {
    let valid = validate_registration(text, UriKind::Redirect { wildcards: false }).is_ok();
    if valid {
        assert!(matches(text, text, false) && uris_equal(text, text));
    }
    for registered in REGISTERED {
        if matches(registered, text, true) {
            assert!(valid, "{text:?} matches {registered} and could not be registered");
            assert!(
                !text.to_ascii_lowercase().contains("%2e%2e")
                    && !text.contains("/../")
                    && !text.contains('\\')
            );
        }
    }
});
