#![no_main]

use genkan_oauth::Parameters;
use genkan_oauth::resource::{ResourceIndicator, requested};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let _ = ResourceIndicator::parse(text);
    if let Ok(parameters) = Parameters::from_query(text) {
        let _ = requested(&parameters);
    }
});
