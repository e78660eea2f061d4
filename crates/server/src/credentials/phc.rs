use std::fmt;

use argon2::{Algorithm, Params, Version};
use base64::{Engine, prelude::BASE64_STANDARD_NO_PAD};

/// Algorithm and work of an Argon2 hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cost {
    pub(super) algorithm: Algorithm,
    /// KiB.
    pub(super) memory: u32,
    pub(super) passes: u32,
    pub(super) lanes: u32,
}

impl Cost {
    /// What new hashes are made with (OWASP's first recommendation for Argon2id).
    pub(super) const CURRENT: Self =
        Self { algorithm: Algorithm::Argon2id, memory: 19_456, passes: 2, lanes: 1 };

    /// Imported hashes may ask for more work than ours, but not for a whole machine.
    fn is_bearable(self) -> bool {
        self.memory <= 131_072 && self.passes <= 16 && self.lanes <= 8
    }

    pub(super) fn params(self, output: usize) -> Option<Params> {
        Params::new(self.memory, self.passes, self.lanes, Some(output)).ok()
    }
}

/// An Argon2 hash in PHC form: `$argon2id$v=19$m=19456,t=2,p=1$salt$hash`.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Argon2Hash {
    pub(super) cost: Cost,
    pub(super) salt: Vec<u8>,
    pub(super) output: Vec<u8>,
}

impl Argon2Hash {
    /// Reads a stored hash. `None`: of another kind, damaged, or of unbearable cost.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut parts = text.strip_prefix('$')?.split('$');
        let algorithm = match parts.next()? {
            "argon2id" => Algorithm::Argon2id,
            "argon2i" => Algorithm::Argon2i,
            "argon2d" => Algorithm::Argon2d,
            _ => return None,
        };
        if parts.next()? != "v=19" {
            return None;
        }
        let mut costs = parts.next()?.split(',');
        let mut cost = |name: &str| costs.next()?.strip_prefix(name)?.strip_prefix('=')?.parse().ok();
        let cost = Cost { algorithm, memory: cost("m")?, passes: cost("t")?, lanes: cost("p")? };
        let mut bytes = || BASE64_STANDARD_NO_PAD.decode(parts.next()?).ok();
        let (salt, output) = (bytes()?, bytes()?);
        let is_whole =
            parts.next().is_none() && (8..=64).contains(&salt.len()) && (16..=64).contains(&output.len());
        (is_whole && cost.is_bearable() && cost.params(output.len()).is_some()).then_some(Self {
            cost,
            salt,
            output,
        })
    }
}

impl fmt::Display for Argon2Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Cost { algorithm, memory, passes, lanes } = self.cost;
        let (salt, output) =
            (BASE64_STANDARD_NO_PAD.encode(&self.salt), BASE64_STANDARD_NO_PAD.encode(&self.output));
        write!(
            f,
            "${}$v={}$m={memory},t={passes},p={lanes}${salt}${output}",
            algorithm.as_ref(),
            Version::V0x13 as u32
        )
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    const HASH: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAECAwQFBgcICQoLDA0ODw$\
                        AAECAwQFBgcICQoLDA0ODwABAgMEBQYHCAkKCwwNDg8";

    #[test]
    fn a_hash_reads_back_as_written() {
        let hash = Argon2Hash::parse(HASH).unwrap();
        assert_eq!(hash.cost, Cost::CURRENT);
        assert_eq!((hash.salt.len(), hash.output.len()), (16, 32));
        assert_eq!(hash.to_string(), HASH);
    }

    #[test]
    fn damage_and_unbearable_cost_are_refused() {
        for (from, to) in [
            ("argon2id", "argon2x"),
            ("v=19", "v=16"),
            ("m=19456", "m=4294967295"),
            ("m=19456", "m=x"),
            ("m=19456", "m=1"),
            ("t=2", "t=0"),
            ("t=2", "t=4000000"),
            ("p=1", "p=200"),
            ("m=19456,", ""),
            ("AAECAwQFBgcICQoLDA0ODw$", "A$"),
            ("DQ4PA", "*"),
            ("$argon2id", "argon2id"),
        ] {
            let bent = HASH.replacen(from, to, 1);
            assert!(Argon2Hash::parse(&bent).is_none() || bent == HASH, "{bent}");
        }
        assert!(Argon2Hash::parse(&format!("{HASH}$more")).is_none());
        assert!(Argon2Hash::parse("").is_none());
    }
}
