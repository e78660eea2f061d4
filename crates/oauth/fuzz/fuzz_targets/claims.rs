#![no_main]

use genkan_oauth::claims::{
    AccessTokenClaims, ExpectedAccessToken, ExpectedIdToken, ExpectedLogoutToken, ExpectedNonce,
    IdTokenClaims, LogoutTokenClaims, validate_access_token, validate_id_token, validate_logout_token,
};
use libfuzzer_sys::fuzz_target;

const NOW: i64 = 1_700_000_000;

fuzz_target!(|data: &[u8]| {
    if let Ok(claims) = serde_json::from_slice::<IdTokenClaims>(data) {
        let expected = ExpectedIdToken {
            issuer: "i",
            client_id: "c",
            nonce: ExpectedNonce::Any,
            subject: None,
            max_age: Some(u64::MAX),
            now: NOW,
            leeway: 10,
        };
        let _ = validate_id_token(&claims, &expected);
    }
    if let Ok(claims) = serde_json::from_slice::<AccessTokenClaims>(data) {
        let _ = claims.organization_id();
        let expected = ExpectedAccessToken { issuer: "i", audience: "a", now: i64::MAX, leeway: i64::MAX };
        let _ = validate_access_token(&claims, &expected);
    }
    if let Ok(claims) = serde_json::from_slice::<LogoutTokenClaims>(data) {
        let expected =
            ExpectedLogoutToken { issuer: "i", client_id: "c", now: i64::MIN, leeway: 10, max_age: i64::MAX };
        let _ = validate_logout_token(&claims, &expected);
    }
});
