//! The passwords everybody tries first.

use std::{collections::HashSet, sync::OnceLock};

/// Well-known words, names and patterns people build passwords from, one per line in lower case. Our own list.
const WORDS: &str = include_str!("common_words.txt");
/// Whole passwords that are tried first, one per line in lower case: made from the words by the habits people have
/// (a year, a digit, an exclamation mark), see the test that keeps the list in order.
const PASSWORDS: &str = include_str!("common_passwords.txt");

/// Whether `password` is one of them: as listed, or a listed word dressed up (upper case, look-alike digits and
/// symbols, digits and symbols around it).
pub(super) fn is_common(password: &str) -> bool {
    let lower = password.to_ascii_lowercase();
    if passwords().contains(lower.as_str()) || words().contains(lower.as_str()) {
        return true;
    }
    let bare = lower.trim_matches(|c: char| !c.is_ascii_alphabetic());
    // Much around a word makes it a password of its own.
    let is_dressed = |core: &str| core.len() >= 3 && lower.len() - core.len() <= 4 && words().contains(core);
    if is_dressed(bare) {
        return true;
    }
    // The look-alikes at the ends may belong to the word or be decoration: both readings count.
    let plain: String = lower.chars().map(unmasked).collect();
    let end = lower.trim_end_matches(|c: char| !c.is_ascii_alphabetic()).len();
    words().contains(plain.as_str())
        || is_dressed(plain.trim_matches(|c: char| !c.is_ascii_alphabetic()))
        || is_dressed(&plain[..end])
}

/// The letter a look-alike stands for.
fn unmasked(c: char) -> char {
    match c {
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        '8' => 'b',
        other => other,
    }
}

fn passwords() -> &'static HashSet<&'static str> {
    static SET: OnceLock<HashSet<&str>> = OnceLock::new();
    SET.get_or_init(|| PASSWORDS.lines().collect())
}

fn words() -> &'static HashSet<&'static str> {
    static SET: OnceLock<HashSet<&str>> = OnceLock::new();
    SET.get_or_init(|| WORDS.lines().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_long_lower_case_and_without_duplicates() {
        assert!(PASSWORDS.lines().count() >= 3_000, "{}", PASSWORDS.lines().count());
        for list in [PASSWORDS, WORDS] {
            assert!(list.lines().is_sorted_by(|a, b| a < b));
            assert!(list.lines().all(|line| line == line.to_ascii_lowercase() && !line.trim().is_empty()));
        }
    }

    #[test]
    fn dressed_up_words_are_the_same_words() {
        for bad in [
            "password",
            "Password1!",
            "P@ssw0rd",
            "p4$$w0rd",
            "Passw0rd2024",
            "qwerty123",
            "Dragon99",
            "1q2w3e4r",
            "iloveyou",
            "ILoveYou!",
            "Sunshine1",
            "letmein123",
            "abcd1234",
            "welcome!",
            "Football12",
            "sakura2020",
        ] {
            assert!(is_common(bad), "{bad}");
        }
        for good in ["correct horse battery staple", "k7#mQ2vLpz", "mossy-lantern", "", "ü", "ぁぁぁ", "!!!"]
        {
            assert!(!is_common(good), "{good}");
        }
    }
}
