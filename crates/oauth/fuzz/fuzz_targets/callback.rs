#![no_main]
//! A code comes out only with the right state and issuer.

use genkan_oauth::Parameters;
use genkan_oauth::callback::{ExpectedCallback, TokenErrorResponse, TokenResponse, parse_callback};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let _ = serde_json::from_slice::<TokenResponse>(data);
    let _ = serde_json::from_slice::<TokenErrorResponse>(data);
    let Ok(parameters) = Parameters::from_form(data) else { return };
    let expected = ExpectedCallback { state: "state", issuer: "https://id.example", issuer_promised: true };
    if parse_callback(&parameters, &expected).is_ok() {
        assert_eq!(parameters.get("state"), Some("state"));
        assert_eq!(parameters.get("iss"), Some("https://id.example"));
    }
});
