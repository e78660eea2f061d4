//! The messages of the management API, in the languages the field's clients ask for.

use std::{borrow::Cow, sync::OnceLock};

use fluent_bundle::{FluentArgs, FluentResource, concurrent::FluentBundle};
use unic_langid::LanguageIdentifier;

type Bundle = FluentBundle<FluentResource>;

/// Tag and catalogue, English first. A code's dots are dashes in its key.
const CATALOGUES: [(&str, &str); 18] = [
    ("en", include_str!("../../../locales/api/en.ftl")),
    ("ar", include_str!("../../../locales/api/ar.ftl")),
    ("de", include_str!("../../../locales/api/de.ftl")),
    ("es", include_str!("../../../locales/api/es.ftl")),
    ("fa-IR", include_str!("../../../locales/api/fa-IR.ftl")),
    ("fr", include_str!("../../../locales/api/fr.ftl")),
    ("it", include_str!("../../../locales/api/it.ftl")),
    ("ja", include_str!("../../../locales/api/ja.ftl")),
    ("ko", include_str!("../../../locales/api/ko.ftl")),
    ("pl-PL", include_str!("../../../locales/api/pl-PL.ftl")),
    ("pt-BR", include_str!("../../../locales/api/pt-BR.ftl")),
    ("pt-PT", include_str!("../../../locales/api/pt-PT.ftl")),
    ("ru", include_str!("../../../locales/api/ru.ftl")),
    ("th", include_str!("../../../locales/api/th.ftl")),
    ("tr-TR", include_str!("../../../locales/api/tr-TR.ftl")),
    ("zh-CN", include_str!("../../../locales/api/zh-CN.ftl")),
    ("zh-HK", include_str!("../../../locales/api/zh-HK.ftl")),
    ("zh-TW", include_str!("../../../locales/api/zh-TW.ftl")),
];

/// One of the languages that have a catalogue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Language(usize);

impl Language {
    /// All languages.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..CATALOGUES.len()).map(Self)
    }

    /// Its tag.
    pub fn tag(self) -> &'static str {
        CATALOGUES[self.0].0
    }

    /// The first language we have: `locale` of the query, then `Accept-Language` by weight. A tag is taken whole,
    /// whatever its case: `fr-CA` is not `fr`.
    pub fn choose(locale: Option<&str>, accept_language: Option<&str>) -> Self {
        locale
            .and_then(Self::exactly)
            .or_else(|| accept_language.and_then(Self::accepted))
            .unwrap_or_default()
    }

    fn exactly(tag: &str) -> Option<Self> {
        let tag = tag.trim();
        CATALOGUES.iter().position(|(own, _)| own.eq_ignore_ascii_case(tag)).map(Self)
    }

    fn accepted(header: &str) -> Option<Self> {
        let mut best: Option<(Self, f32)> = None;
        for item in header.split(',').take(32) {
            let mut parts = item.split(';');
            let Some(language) = parts.next().and_then(Self::exactly) else { continue };
            let weight = parts
                .find_map(|part| part.trim().strip_prefix("q="))
                .map_or(1.0, |weight| weight.trim().parse().unwrap_or(0.0));
            if weight > best.map_or(0.0, |(_, best)| best) {
                best = Some((language, weight));
            }
        }
        best.map(|(language, _)| language)
    }

    /// The message of a code; in English when this language lacks it.
    pub fn message(self, code: &str, args: &[(&str, Cow<'_, str>)]) -> String {
        let key = key(code);
        let text = self.format(&key, args).or_else(|| Self::default().format(&key, args));
        text.unwrap_or_else(|| code.to_owned())
    }

    /// Whether the catalogue has a line for the code.
    pub fn has(self, code: &str) -> bool {
        self.bundle().has_message(&key(code))
    }

    fn format(self, key: &str, args: &[(&str, Cow<'_, str>)]) -> Option<String> {
        let bundle = self.bundle();
        let pattern = bundle.get_message(key)?.value()?;
        let mut values = FluentArgs::new();
        for (name, value) in args {
            values.set(*name, value.as_ref());
        }
        Some(bundle.format_pattern(pattern, Some(&values), &mut Vec::new()).into_owned())
    }

    fn bundle(self) -> &'static Bundle {
        static BUNDLES: [OnceLock<Bundle>; CATALOGUES.len()] = [const { OnceLock::new() }; CATALOGUES.len()];
        BUNDLES[self.0].get_or_init(|| {
            let (tag, source) = CATALOGUES[self.0];
            let tag: LanguageIdentifier = tag.parse().expect("our own tags are well-formed");
            // What could be parsed is used; the tests refuse a file with errors.
            let resource = match FluentResource::try_new(source.to_owned()) {
                Ok(resource) | Err((resource, _)) => resource,
            };
            let mut bundle = FluentBundle::new_concurrent(vec![tag]);
            bundle.set_use_isolating(false);
            bundle.add_resource_overriding(resource);
            bundle
        })
    }
}

fn key(code: &str) -> String {
    code.replace('.', "-")
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn catalogues_parse_and_messages_take_their_variables() {
        for (tag, source) in CATALOGUES {
            let errors = FluentResource::try_new(source.to_owned()).err().map(|(_, errors)| errors);
            assert!(errors.is_none(), "{tag}: {errors:?}");
        }
        let english = Language::default();
        assert_eq!(english.tag(), "en");
        let text =
            english.message("entity.not_exists_with_id", &[("name", "roles".into()), ("id", "x".into())]);
        assert!(text.contains("roles") && text.contains('x'), "{text}");
        assert_eq!(english.message("no.such_code", &[]), "no.such_code");
    }

    #[test]
    fn only_whole_tags_count() {
        assert_eq!(Language::choose(Some("EN"), None).tag(), "en");
        assert_eq!(Language::accepted("xx;q=1, en;q=0.3").unwrap().tag(), "en");
        assert_eq!(Language::accepted("en-GB, en;q=0"), None);
    }
}
