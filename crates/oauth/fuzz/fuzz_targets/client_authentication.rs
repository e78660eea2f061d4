#![no_main]
//! The first line is the header, the rest is the body.

use genkan_oauth::Parameters;
use genkan_oauth::client_authentication::ClientCredentials;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let split = data.iter().position(|byte| *byte == b'\n').unwrap_or(data.len());
    let (header, body) = data.split_at(split);
    let Ok(body) = Parameters::from_form(body.get(1..).unwrap_or_default()) else { return };
    if let Ok(credentials) = ClientCredentials::parse(Some(header), &body) {
        assert!(!credentials.client_id().is_empty());
    }
    let _ = ClientCredentials::parse(None, &body);
});
