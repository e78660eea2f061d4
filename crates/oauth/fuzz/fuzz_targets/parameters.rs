#![no_main]
//! A form that was read is written and read again to the same parameters.

use genkan_oauth::Parameters;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let _ = Parameters::from_json(data);
    if let Ok(parameters) = Parameters::from_form(data) {
        for (name, value) in parameters.iter() {
            assert!(!name.contains('\0') && !value.is_empty());
            assert!(parameters.get(name).is_some() || parameters.is_duplicate(name));
        }
        let _ = parameters.check_duplicates();
    }
});
