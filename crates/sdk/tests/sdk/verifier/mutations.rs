use std::sync::{Arc, LazyLock};

use genkan_sdk::TokenVerifier;
use genkan_sdk::testing::TestIssuer;
use proptest::prelude::*;
use serde_json::json;

use super::API;
use crate::support::TestClock;

struct Fixture {
    verifier: TokenVerifier,
    tokens: [String; 2],
}

static FIXTURE: LazyLock<Fixture> = LazyLock::new(|| {
    let issuer = TestIssuer::with_clock(Arc::new(TestClock::new()));
    let token = |sub: &str| issuer.access_token(&json!({ "aud": API, "sub": sub, "scope": "read:orders" }));
    Fixture { verifier: issuer.token_verifier(API), tokens: [token("u1"), token("u2")] }
});

/// Whose token it is taken for.
fn verified(token: &str) -> Option<String> {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(FIXTURE.verifier.verify(token)).ok().map(|token| token.subject().to_owned())
}

#[test]
fn the_fixture_is_good() {
    assert_eq!(FIXTURE.tokens.each_ref().map(|token| verified(token).unwrap()), ["u1", "u2"]);
}

proptest! {
    #[test]
    fn changed_bytes_never_verify(at in any::<prop::sample::Index>(), byte in 0_u8..128) {
        let mut bytes = FIXTURE.tokens[0].clone().into_bytes();
        let at = at.index(bytes.len());
        prop_assume!(bytes[at] != byte);
        bytes[at] = byte;
        prop_assert_eq!(verified(&String::from_utf8(bytes).unwrap()), None);
    }

    #[test]
    fn cut_and_extended_tokens_never_verify(
        from in any::<prop::sample::Index>(),
        to in any::<prop::sample::Index>(),
        insertion in "[A-Za-z0-9_.=-]{0,8}",
    ) {
        let token = &FIXTURE.tokens[0];
        let (from, to) = (from.index(token.len() + 1), to.index(token.len() + 1));
        let changed = format!("{}{insertion}{}", &token[..from.min(to)], &token[from.max(to)..]);
        prop_assume!(&changed != token);
        prop_assert_eq!(verified(&changed), None);
    }

    #[test]
    fn parts_of_two_tokens_never_make_a_third(choice in prop::array::uniform3(0_usize..2)) {
        let parts = FIXTURE.tokens.each_ref().map(|token| token.split('.').collect::<Vec<_>>());
        let mixed = (0..3).map(|part| parts[choice[part]][part]).collect::<Vec<_>>().join(".");
        // Both headers are the same.
        let expected = (choice[1] == choice[2]).then(|| ["u1", "u2"][choice[1]].to_owned());
        prop_assert_eq!(verified(&mixed), expected);
    }

    #[test]
    fn whatever_comes_is_no_token(text in any::<String>()) {
        prop_assert_eq!(verified(&text), None);
    }
}
