//! The messages of the pages as plain text, for pages that somebody else renders.

use std::collections::BTreeMap;

use fluent_bundle::FluentValue;

use super::Locale;

/// Every message by its key. A variable stands as `{{name}}`, a plural in its general form.
pub fn phrases(locale: Locale) -> BTreeMap<&'static str, String> {
    let source = locale.source();
    // No message of ours has a name that is a part of another variable's: `$min`, `$app`, `$identifier`, …
    let variables: Vec<&'static str> = source.split('$').skip(1).map(name).collect();
    let shown: Vec<(&'static str, FluentValue<'_>)> =
        variables.iter().map(|own| (*own, FluentValue::from(format!("{{{{{own}}}}}")))).collect();
    let keys = source.lines().filter_map(|line| line.split_once(" = ")).map(|(key, _)| key);
    let is_key = |key: &&'static str| key.starts_with(|c: char| c.is_ascii_lowercase()) && name(key) == *key;
    keys.filter(is_key).map(|key| (key, locale.t_args(key, &shown))).collect()
}

fn name(text: &'static str) -> &'static str {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_').unwrap_or(text.len());
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_message_is_there_with_its_variables_named() {
        for locale in Locale::ALL {
            let phrases = phrases(locale);
            assert!(phrases.len() > 90, "{}: {}", locale.tag(), phrases.len());
            assert!(phrases["password-hint"].contains("{{min}}"), "{}", phrases["password-hint"]);
            assert!(phrases["sign-out-app"].contains("{{app}}"));
        }
        assert_eq!(phrases(Locale::En)["sign-in"], "Sign in");
    }
}
