//! Sealed values (RFC 7516).

use super::super::jwe::{ContentKey, JweError, open, seal};
use crate::secret::{base64url, decode_base64url};

const TYP: &str = "genkan-session+jwe";
const SECRET: &[u8; 32] = b"an example secret of 32 bytes !!";

fn key(purpose: &str) -> ContentKey {
    ContentKey::derive(SECRET, purpose).unwrap()
}

#[test]
fn opens_what_it_sealed() {
    let sealed = seal(&key("session"), TYP, b"{\"sub\":\"user\"}", [7; 12]).unwrap();
    assert_eq!(sealed.split('.').count(), 5);
    assert_eq!(**open(&sealed, &[key("session")], TYP).unwrap(), *b"{\"sub\":\"user\"}");
    assert_eq!(open(&sealed, &[key("session")], "genkan-transaction+jwe").unwrap_err(), JweError::Malformed);
    assert_eq!(open(&sealed, &[key("transaction")], TYP).unwrap_err(), JweError::UnknownKey);
    assert!(open(&seal(&key("a"), TYP, b"", [0; 12]).unwrap(), &[key("a")], TYP).unwrap().is_empty());
}

#[test]
fn rotation() {
    let old = ContentKey::derive(b"the secret of last year, 32 bytes", "session").unwrap();
    let sealed = seal(&old, TYP, b"x", [1; 12]).unwrap();
    assert!(open(&sealed, &[key("session"), old], TYP).is_ok());
    assert_eq!(ContentKey::derive(&[0; 31], "session").unwrap_err(), JweError::ShortSecret);
}

#[test]
fn no_changed_byte_passes() {
    let sealed = seal(&key("session"), TYP, b"{\"sub\":\"user\",\"exp\":1}", [9; 12]).unwrap();
    for index in 0..sealed.len() {
        let mut bytes = sealed.clone().into_bytes();
        bytes[index] ^= 1;
        assert!(open(&String::from_utf8(bytes).unwrap(), &[key("session")], TYP).is_err(), "byte {index}");
        assert!(open(&sealed[..index], &[key("session")], TYP).is_err(), "cut at {index}");
    }
    for more in [".", "A", "=", ".AAAA", " "] {
        assert!(open(&format!("{sealed}{more}"), &[key("session")], TYP).is_err(), "{more:?}");
    }
}

#[test]
fn other_headers_are_refused() {
    let sealed = seal(&key("session"), TYP, b"x", [9; 12]).unwrap();
    let (_, rest) = sealed.split_once('.').unwrap();
    let kid = key("session").kid().to_owned();
    for header in [
        format!(r#"{{"alg":"dir","enc":"A256GCM","kid":"{kid}","typ":"{TYP}","zip":"DEF"}}"#),
        format!(r#"{{"alg":"A256KW","enc":"A256GCM","kid":"{kid}","typ":"{TYP}"}}"#),
        format!(r#"{{"alg":"dir","enc":"A128GCM","kid":"{kid}","typ":"{TYP}"}}"#),
        format!(r#"{{"alg":"dir","enc":"A256GCM","typ":"{TYP}"}}"#),
        format!(r#"{{"alg":"dir","enc":"A256GCM","kid":"{kid}","kid":"{kid}","typ":"{TYP}"}}"#),
    ] {
        let forged = format!("{}.{rest}", base64url(&header));
        assert_eq!(open(&forged, &[key("session")], TYP).unwrap_err(), JweError::Malformed, "{header}");
    }
    assert_eq!(
        decode_base64url(sealed.split('.').next().unwrap()).unwrap(),
        format!(r#"{{"alg":"dir","enc":"A256GCM","kid":"{kid}","typ":"{TYP}"}}"#).into_bytes()
    );
}

proptest::proptest! {
    #[test]
    fn round_trips(contents in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..500), iv in proptest::prelude::any::<[u8; 12]>()) {
        let sealed = seal(&key("session"), TYP, &contents, iv).unwrap();
        proptest::prop_assert_eq!(&**open(&sealed, &[key("session")], TYP).unwrap(), &contents[..]);
    }

    #[test]
    fn never_panics(token in "[A-Za-z0-9_-]{0,40}(\\.[A-Za-z0-9_=-]{0,40}){0,6}") {
        let _ = open(&token, &[key("session")], TYP);
    }
}
