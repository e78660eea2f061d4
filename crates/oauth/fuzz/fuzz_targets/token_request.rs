#![no_main]

use genkan_oauth::{Parameters, TokenRequest};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Ok(parameters) = Parameters::from_form(data) {
        let _ = TokenRequest::parse(&parameters);
    }
});
