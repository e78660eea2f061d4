#![no_main]
//! What is sealed opens; what is not, does not.

use std::sync::LazyLock;

use genkan_oauth::jose::jwe::{ContentKey, open, seal};
use libfuzzer_sys::fuzz_target;

static KEYS: LazyLock<[ContentKey; 1]> =
    LazyLock::new(|| [ContentKey::derive(&[7; 32], "fuzz").expect("long enough")]);

fuzz_target!(|data: &[u8]| {
    if let Ok(text) = str::from_utf8(data) {
        let _ = open(text, &*KEYS, "fuzz+jwe");
    }
    if let Ok(sealed) = seal(&KEYS[0], "fuzz+jwe", data, [1; 12]) {
        assert_eq!(open(&sealed, &*KEYS, "fuzz+jwe").expect("just sealed").as_slice(), data);
    }
});
