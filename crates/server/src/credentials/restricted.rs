//! Phrases that make a password guessable: repetitions, sequences, refused words, the person's own data. One of
//! them inside a good password does no harm; a password that consists of little else is refused.

use super::policy::Issue;
use crate::settings::PasswordPolicy;

/// Rows of keys and characters people run along, forwards or backwards.
const SEQUENCES: [&str; 14] = [
    "0123456789",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1qaz",
    "2wsx",
    "3edc",
    "4rfv",
    "5tgb",
    "6yhn",
    "7ujm",
    "8ik",
    "9ol",
];

/// Marks from every position the longest phrase that begins there. More than `length - 3` marked characters (and
/// more than one) are too many: every kind that was found is then named.
pub(super) fn check(policy: &PasswordPolicy, password: &str, user_info: &[&str]) -> Vec<Issue> {
    let text: Vec<char> = password.to_lowercase().chars().collect();
    let words = phrases(policy.words.iter().map(String::as_str));
    let info = phrases(user_info.iter().copied().filter(|_| policy.reject_user_info));
    let patterns = policy.reject_repetition_and_sequence;
    let mut covered = vec![false; text.len()];
    let mut found = Vec::new();
    for start in 0..text.len() {
        let rest = &text[start..];
        let candidates = [
            (Issue::Repetition, if patterns { repetition(rest) } else { 0 }),
            (Issue::Sequence, if patterns { sequence(rest) } else { 0 }),
            (Issue::Words, longest(rest, &words)),
            (Issue::UserInfo, longest(rest, &info)),
        ];
        for (issue, length) in candidates {
            covered[start..start + length].fill(true);
            if length > 0 && !found.contains(&issue) {
                found.push(issue);
            }
        }
    }
    let covered = covered.into_iter().filter(|covered| *covered).count();
    if covered > text.len().saturating_sub(3).max(1) { found } else { Vec::new() }
}

fn phrases<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<Vec<char>> {
    texts
        .map(|text| text.trim().to_lowercase().chars().collect())
        .filter(|text: &Vec<char>| text.len() >= 3)
        .collect()
}

/// Length of the run of one character, from three on.
fn repetition(rest: &[char]) -> usize {
    let length = rest.iter().take_while(|c| Some(*c) == rest.first()).count();
    if length >= 3 { length } else { 0 }
}

/// Length of the longest piece of a known sequence, from three on.
fn sequence(rest: &[char]) -> usize {
    let run = |sequence: Vec<char>| {
        let from = sequence.iter().position(|c| Some(c) == rest.first()).unwrap_or(sequence.len());
        sequence[from..].iter().zip(rest).take_while(|(a, b)| a == b).count()
    };
    let longest = SEQUENCES
        .iter()
        .flat_map(|sequence| [run(sequence.chars().collect()), run(sequence.chars().rev().collect())])
        .max()
        .unwrap_or(0);
    if longest >= 3 { longest } else { 0 }
}

fn longest(rest: &[char], phrases: &[Vec<char>]) -> usize {
    phrases.iter().filter(|phrase| rest.starts_with(phrase)).map(Vec::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(password: &str) -> Vec<Issue> {
        check(&PasswordPolicy::default(), password, &["Hana", "hana@example.com", "h"])
    }

    #[test]
    fn little_else_than_phrases_is_refused() {
        assert_eq!(found("aaa111bbb"), [Issue::Repetition]);
        assert_eq!(found("QWERTYuiop"), [Issue::Sequence]);
        assert_eq!(found("87654321"), [Issue::Sequence]);
        assert_eq!(found("1qaz2wsx"), [Issue::Sequence]);
        assert_eq!(found("hanahana"), [Issue::UserInfo]);
        assert_eq!(found("hana1234xx"), [Issue::UserInfo, Issue::Sequence]);
    }

    #[test]
    fn a_phrase_inside_a_good_password_does_no_harm() {
        assert_eq!(found("hana-k7#mQ2v"), []);
        assert_eq!(found("1234-k7#mQ2v"), []);
        assert_eq!(found("k7#mQ2"), []);
        assert_eq!(found(""), []);
    }
}
