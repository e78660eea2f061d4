//! Password rules: as the operator sets them, and as they are checked.

use serde::{Deserialize, Serialize};
use serde_json::Number;

/// Password rules as they are checked (OWASP ASVS 5.0 V6.2: length over composition, common passwords refused).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasswordPolicy {
    /// Characters, at least 1. Default 8.
    pub min_length: u32,
    /// Characters, at most 256. Default 256.
    pub max_length: u32,
    /// Of lower, upper, digit, symbol: how many kinds. Default 1.
    pub min_character_types: u32,
    /// Refuse passwords of the common list.
    pub reject_common: bool,
    /// Refuse passwords made of repetitions and sequences.
    pub reject_repetition_and_sequence: bool,
    /// Refuse passwords made of the person's own name or address.
    pub reject_user_info: bool,
    /// Refuse these words.
    pub words: Vec<String>,
}

impl Default for PasswordPolicy {
    fn default() -> Self {
        PasswordPolicySettings::default().rules()
    }
}

/// Password rules as the operator sets them. A group that was left out has its defaults.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PasswordPolicySettings {
    /// How long.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub length: Option<PasswordLength>,
    /// How varied.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub character_types: Option<PasswordCharacterTypes>,
    /// What it must not be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rejects: Option<PasswordRejects>,
}

/// In characters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PasswordLength {
    /// At least. Default 8.
    pub min: Number,
    /// At most. Default 256.
    pub max: Number,
}

impl Default for PasswordLength {
    fn default() -> Self {
        Self { min: 8.into(), max: 256.into() }
    }
}

/// Of lower-case letters, upper-case letters, digits and symbols.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PasswordCharacterTypes {
    /// How many at least. Default 1.
    pub min: Number,
}

impl Default for PasswordCharacterTypes {
    fn default() -> Self {
        Self { min: 1.into() }
    }
}

/// What a password must not be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct PasswordRejects {
    /// One that everybody tries first.
    pub pwned: bool,
    /// Made of repetitions and sequences.
    pub repetition_and_sequence: bool,
    /// Made of the person's own name or address.
    pub user_info: bool,
    /// Made of these.
    pub words: Vec<String>,
}

impl Default for PasswordRejects {
    fn default() -> Self {
        Self { pwned: true, repetition_and_sequence: true, user_info: true, words: Vec::new() }
    }
}

impl PasswordPolicySettings {
    /// The rules, complete and in whole numbers.
    pub fn rules(&self) -> PasswordPolicy {
        let length = self.length.clone().unwrap_or_default();
        let rejects = self.rejects.clone().unwrap_or_default();
        PasswordPolicy {
            min_length: whole(&length.min),
            max_length: whole(&length.max),
            min_character_types: whole(&self.character_types.clone().unwrap_or_default().min),
            reject_common: rejects.pwned,
            reject_repetition_and_sequence: rejects.repetition_and_sequence,
            reject_user_info: rejects.user_info,
            words: rejects.words,
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the cast saturates: a length below 0 is 0, an endless one the greatest"
)]
fn whole(number: &Number) -> u32 {
    number.as_f64().unwrap_or_default() as u32
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn sent_groups_are_completed_and_odd_numbers_saturate() {
        let policy: PasswordPolicySettings =
            serde_json::from_str(r#"{"length":{"min":4},"characterTypes":{"min":-1.5}}"#).unwrap();
        let shown = serde_json::to_value(&policy).unwrap();
        assert_eq!(shown["length"], serde_json::json!({ "min": 4, "max": 256 }));
        assert_eq!(shown.get("rejects"), None);
        let rules = policy.rules();
        assert_eq!((rules.min_length, rules.max_length, rules.min_character_types), (4, 256, 0));
        assert!(rules.reject_common && rules.reject_user_info);
        let endless: PasswordPolicySettings = serde_json::from_str(r#"{"length":{"max":1e300}}"#).unwrap();
        assert_eq!(endless.rules().max_length, u32::MAX);
    }
}
