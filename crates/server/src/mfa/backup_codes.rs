use serde::{Deserialize, Serialize};

use crate::{clock::Timestamp, random::Random};

/// How many codes there are in a set.
const COUNT: usize = 10;
/// Hexadecimal digits of each: 40 bits, tried under a lock.
const LENGTH: usize = 10;

/// One code on paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BackupCode {
    /// Ten hexadecimal digits.
    pub code: String,
    /// When it was used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used_at: Option<Timestamp>,
}

/// A fresh set.
pub fn generate_backup_codes(random: &Random) -> Vec<String> {
    let code = || random.bytes::<5>().iter().map(|byte| format!("{byte:02x}")).collect();
    (0..COUNT).map(|_| code()).collect()
}

/// Whether these are exactly ten codes of ten hexadecimal digits.
pub fn are_backup_codes(codes: &[String]) -> bool {
    let is_code =
        |code: &String| code.len() == LENGTH && code.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    codes.len() == COUNT && codes.iter().all(is_code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fresh_set_is_one_and_repeats_nothing() {
        let codes = generate_backup_codes(&Random::seeded(1));
        assert!(are_backup_codes(&codes), "{codes:?}");
        let distinct: std::collections::HashSet<_> = codes.iter().collect();
        assert_eq!(distinct.len(), COUNT);
    }

    #[test]
    fn other_lists_are_none() {
        let codes = generate_backup_codes(&Random::seeded(1));
        assert!(!are_backup_codes(&codes[1..]));
        for bad in ["0123456789a", "012345678", "012345678g", "012345678A", ""] {
            let mut bent = codes.clone();
            bent[3] = bad.to_owned();
            assert!(!are_backup_codes(&bent), "{bad}");
        }
    }
}
