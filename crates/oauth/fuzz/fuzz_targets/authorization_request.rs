#![no_main]
//! What was accepted survives storage unchanged.

use genkan_oauth::Parameters;
use genkan_oauth::authorization_request::{AuthorizationRequest, Envelope};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(parameters) = Parameters::from_form(data) else { return };
    let envelope = Envelope::parse(&parameters);
    if let Ok(request) = AuthorizationRequest::parse(&parameters) {
        assert_eq!(envelope.as_ref(), Ok(&request.envelope));
        let stored = serde_json::to_string(&request).expect("a request is JSON");
        let read: AuthorizationRequest = serde_json::from_str(&stored).expect("a stored request is readable");
        assert_eq!(read, request);
    }
});
