#![no_main]

use genkan_oauth::metadata::ProviderMetadata;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Ok(metadata) = serde_json::from_slice::<ProviderMetadata>(data) {
        let _ = metadata.id_token_algorithms();
    }
});
