//! Randomness is injected: the operating system's in production, a seeded stream in tests.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use aws_lc_rs::{digest, rand::SecureRandom};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};

const LOWER_ALPHANUMERIC: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
const ALPHANUMERIC: &[u8; 62] = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// A source of unguessable bytes.
#[derive(Clone)]
pub enum Random {
    /// The operating system's generator.
    System,
    /// Reproducible: SHA-256 of (seed, counter). For tests only.
    Seeded(Arc<AtomicU64>, u64),
}

impl fmt::Debug for Random {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::System => "Random::System",
            Self::Seeded(..) => "Random::Seeded",
        })
    }
}

impl Random {
    /// A reproducible stream.
    pub fn seeded(seed: u64) -> Self {
        Self::Seeded(Arc::new(AtomicU64::new(0)), seed)
    }

    /// `N` fresh bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut out = [0; N];
        match self {
            Self::System => aws_lc_rs::rand::SystemRandom::new()
                .fill(&mut out)
                .expect("the operating system's random generator answers; without it nothing is safe"),
            Self::Seeded(counter, seed) => {
                for chunk in out.chunks_mut(32) {
                    let block = counter.fetch_add(1, Ordering::SeqCst);
                    let mut input = [0; 16];
                    input[..8].copy_from_slice(&seed.to_be_bytes());
                    input[8..].copy_from_slice(&block.to_be_bytes());
                    let hash = digest::digest(&digest::SHA256, &input);
                    chunk.copy_from_slice(&hash.as_ref()[..chunk.len()]);
                }
            }
        }
        out
    }

    /// An opaque value of 256 bits as bare text, 43 base64url characters, for values that are names rather than
    /// secrets (uids, `jti`). For secrets: `Random::token`, beside `Token`.
    pub fn opaque(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(self.bytes::<32>())
    }

    /// `length` lower-case alphanumerics, unbiased: ids.
    pub fn id(&self, length: usize) -> String {
        self.text(length, LOWER_ALPHANUMERIC)
    }

    /// `length` alphanumerics of both cases, unbiased: application secrets (32 of them: 190 bits).
    pub fn alphanumeric(&self, length: usize) -> String {
        self.text(length, ALPHANUMERIC)
    }

    fn text(&self, length: usize, alphabet: &[u8]) -> String {
        // Rejection sampling: bytes past the last whole multiple would favour the first letters.
        let limit = 256 - 256 % alphabet.len();
        let mut out = String::with_capacity(length);
        while out.len() < length {
            for byte in self.bytes::<32>() {
                if usize::from(byte) < limit && out.len() < length {
                    out.push(char::from(alphabet[usize::from(byte) % alphabet.len()]));
                }
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_the_asked_length_and_alphabet() {
        for random in [Random::System, Random::seeded(7)] {
            let id = random.id(21);
            assert_eq!(id.len(), 21);
            assert!(id.bytes().all(|b| LOWER_ALPHANUMERIC.contains(&b)), "{id}");
            assert_eq!(random.opaque().len(), 43);
            assert_eq!(random.alphanumeric(32).len(), 32);
        }
    }

    #[test]
    fn a_seed_repeats_and_a_stream_does_not() {
        let (a, b) = (Random::seeded(1), Random::seeded(1));
        assert_eq!(a.opaque(), b.opaque());
        assert_ne!(a.opaque(), a.opaque());
        assert_ne!(Random::seeded(2).opaque(), Random::seeded(1).opaque());
    }
}
