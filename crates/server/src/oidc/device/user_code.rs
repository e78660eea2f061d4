//! The code a person types: eight letters without vowels, so that they spell nothing (RFC 8628 §6.1); 34 bits, which
//! is why guesses are counted per address and a code lives for ten minutes.

use aws_lc_rs::hmac;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};

use crate::{app::Inner, random::Random, secrets::TokenHash};

const ALPHABET: &[u8; 20] = b"BCDFGHJKLMNPQRSTVWXZ";
const LENGTH: usize = 8;

/// `XXXX-XXXX`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct UserCode(String);

impl UserCode {
    /// A fresh one, unbiased.
    pub(super) fn random(random: &Random) -> Self {
        let mut letters = String::with_capacity(LENGTH);
        while letters.len() < LENGTH {
            // 240 is the last whole multiple of the alphabet's length.
            for byte in random.bytes::<32>().into_iter().filter(|byte| *byte < 240) {
                if letters.len() < LENGTH {
                    letters.push(char::from(ALPHABET[usize::from(byte) % ALPHABET.len()]));
                }
            }
        }
        Self::grouped(&letters)
    }

    /// Reads what was typed: case, spaces and dashes do not matter.
    pub(super) fn parse(typed: &str) -> Option<Self> {
        if typed.len() > 64 {
            return None;
        }
        let mut letters = String::with_capacity(LENGTH);
        for character in typed.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '‐' | '–' | '_'))
        {
            let letter = character.to_ascii_uppercase();
            let known = u8::try_from(letter).is_ok_and(|letter| ALPHABET.contains(&letter));
            if !known || letters.len() == LENGTH {
                return None;
            }
            letters.push(letter);
        }
        (letters.len() == LENGTH).then(|| Self::grouped(&letters))
    }

    fn grouped(letters: &str) -> Self {
        Self(format!("{}-{}", &letters[..LENGTH / 2], &letters[LENGTH / 2..]))
    }

    /// As people read it.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// What the database knows it by. So short a value needs a key of ours: a bare hash could be searched.
    pub(super) fn hash(&self, app: &Inner) -> TokenHash {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &app.sealer.derive("user-code"));
        TokenHash::of(&BASE64_URL_SAFE_NO_PAD.encode(hmac::sign(&key, self.0.as_bytes())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typed_codes_are_read_kindly_and_strictly() {
        for typed in ["BCDF-GHJK", "bcdfghjk", " bcdf ghjk ", "b-c-d-f-g-h-j-k", "BCDF–GHJK"] {
            assert_eq!(UserCode::parse(typed), Some(UserCode("BCDF-GHJK".into())), "{typed}");
        }
        for typed in ["", "BCDF-GHJ", "BCDF-GHJKL", "ACDF-GHJK", "BCDF-GHJ1", "BCDF-GHJé", "\0BCDFGHJK"] {
            assert_eq!(UserCode::parse(typed), None, "{typed}");
        }
        assert_eq!(UserCode::parse(&" ".repeat(1000)), None);
    }

    #[test]
    fn fresh_codes_can_be_typed() {
        let random = Random::seeded(1);
        for _ in 0..100 {
            let code = UserCode::random(&random);
            assert_eq!(UserCode::parse(code.as_str()), Some(code.clone()), "{code:?}");
        }
        assert_ne!(UserCode::random(&random), UserCode::random(&random));
    }
}
