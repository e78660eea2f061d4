use super::{common, restricted};
use crate::settings::PasswordPolicy;

/// Why a new password was refused. The words are the pages' (`password-…` messages) and the codes the API's
/// (`password_rejected.…`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Issue {
    /// Fewer characters than this.
    TooShort(u32),
    /// More characters than this.
    TooLong(u32),
    /// Fewer kinds of characters than this.
    CharacterTypes(u32),
    /// A character that is neither an ASCII letter or digit nor a usual symbol.
    UnsupportedCharacters,
    /// One of the passwords everybody tries first.
    Common,
    /// Mostly repetition.
    Repetition,
    /// Mostly a sequence.
    Sequence,
    /// Mostly a refused word.
    Words,
    /// Mostly the person's own data.
    UserInfo,
}

impl Issue {
    /// `password_rejected.<code>`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooShort(_) => "too_short",
            Self::TooLong(_) => "too_long",
            Self::CharacterTypes(_) => "character_types",
            Self::UnsupportedCharacters => "unsupported_characters",
            Self::Common => "pwned",
            Self::Repetition => "restricted.repetition",
            Self::Sequence => "restricted.sequence",
            Self::Words => "restricted.words",
            Self::UserInfo => "restricted.user_info",
        }
    }
}

/// Checks a new password. `user_info`: what is known of the person (username, local part of the address, name).
/// Empty: it is fine.
pub fn check_password(policy: &PasswordPolicy, password: &str, user_info: &[&str]) -> Vec<Issue> {
    let mut issues = Vec::new();
    let length = password.chars().count();
    // Later checks walk the password several times: they see only what is short enough.
    if length > policy.max_length.min(256) as usize {
        return vec![Issue::TooLong(policy.max_length.min(256))];
    }
    if length < policy.min_length.max(1) as usize {
        issues.push(Issue::TooShort(policy.min_length.max(1)));
    }
    if password.chars().any(|c| !matches!(c, ' '..='~')) {
        issues.push(Issue::UnsupportedCharacters);
    } else if character_types(password) < policy.min_character_types {
        issues.push(Issue::CharacterTypes(policy.min_character_types));
    }
    if policy.reject_common && common::is_common(password) {
        issues.push(Issue::Common);
    }
    issues.extend(restricted::check(policy, password, user_info));
    issues
}

/// How many of lower-case letters, upper-case letters, digits and symbols occur.
fn character_types(password: &str) -> u32 {
    let kinds: [fn(char) -> bool; 4] = [
        |c| c.is_ascii_lowercase(),
        |c| c.is_ascii_uppercase(),
        |c| c.is_ascii_digit(),
        |c| c == ' ' || c.is_ascii_punctuation(),
    ];
    kinds.iter().map(|kind| u32::from(password.chars().any(kind))).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn issues(password: &str) -> Vec<Issue> {
        check_password(&PasswordPolicy::default(), password, &["hana", "example"])
    }

    #[test]
    fn ordinary_good_passwords_pass() {
        for good in ["correct horse battery staple", "Tr4nquil-moss", "k7#mQ2vLpz", "xw9 {}~ jq"] {
            assert_eq!(issues(good), [], "{good}");
        }
    }

    #[test]
    fn each_rule_speaks_for_itself() {
        assert_eq!(issues("k7#mQ2v"), [Issue::TooShort(8)]);
        assert_eq!(issues(&"k7#mQ2vL".repeat(33)), [Issue::TooLong(256)]);
        assert_eq!(issues("k7#mQ2vLpぁ"), [Issue::UnsupportedCharacters]);
        assert!(issues("password1").contains(&Issue::Common));
        assert!(issues("aaaaaaaa").contains(&Issue::Repetition));
        assert!(issues("12345678").contains(&Issue::Sequence));
        assert!(issues("hana1234").contains(&Issue::UserInfo));
        let policy =
            PasswordPolicy { min_character_types: 3, words: vec!["teahouse".into()], ..Default::default() };
        assert_eq!(check_password(&policy, "onlylowercase", &[]), [Issue::CharacterTypes(3)]);
        assert_eq!(check_password(&policy, "TeaHouse77", &[]), [Issue::Words]);
    }

    #[test]
    fn rules_can_be_switched_off_and_nonsense_settings_stay_harmless() {
        let policy = PasswordPolicy {
            min_length: 0,
            max_length: 9_999,
            min_character_types: 0,
            reject_common: false,
            reject_repetition_and_sequence: false,
            reject_user_info: false,
            words: vec![String::new()],
        };
        assert_eq!(check_password(&policy, "aaaa", &["aaaa"]), []);
        assert_eq!(check_password(&policy, "", &[]), [Issue::TooShort(1)]);
        assert_eq!(check_password(&policy, &"a".repeat(257), &[]), [Issue::TooLong(256)]);
    }
}
