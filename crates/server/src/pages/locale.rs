use std::{borrow::Cow, sync::OnceLock};

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use unic_langid::LanguageIdentifier;

/// A language the pages speak. Messages are parsed at first use and kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Locale {
    /// English.
    #[default]
    En,
    /// Japanese.
    Ja,
    /// Korean.
    Ko,
}

type Bundle = FluentBundle<FluentResource>;

impl Locale {
    /// Every language, in the order of the language switch.
    pub const ALL: [Self; 3] = [Self::En, Self::Ja, Self::Ko];

    /// BCP 47 tag: the value of `lang`.
    pub fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Ja => "ja",
            Self::Ko => "ko",
        }
    }

    /// The language's own name for itself.
    pub fn own_name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::Ja => "日本語",
            Self::Ko => "한국어",
        }
    }

    /// The language for a tag: exact, then by its first subtag (`ja-JP` is `ja`), regardless of case.
    pub fn parse(tag: &str) -> Option<Self> {
        let base = tag.trim().split(['-', '_']).next()?;
        Self::ALL.into_iter().find(|locale| locale.tag().eq_ignore_ascii_case(base))
    }

    /// The first language we speak of: `ui_locales` (space separated, OpenID Connect Core §3.1.2.1), then, when
    /// `auto_detect`, `Accept-Language` by weight (RFC 9110 §12.5.4), then `fallback`, then English.
    pub fn choose(
        ui_locales: Option<&str>,
        accept_language: Option<&str>,
        auto_detect: bool,
        fallback: &str,
    ) -> Self {
        ui_locales
            .and_then(|tags| tags.split_ascii_whitespace().find_map(Self::parse))
            .or_else(|| accept_language.filter(|_| auto_detect).and_then(Self::accepted))
            .or_else(|| Self::parse(fallback))
            .unwrap_or_default()
    }

    fn accepted(header: &str) -> Option<Self> {
        let mut best: Option<(Self, u16)> = None;
        for item in header.split(',').take(32) {
            let mut parts = item.split(';');
            let Some(locale) = parts.next().and_then(Self::parse) else { continue };
            let weight = parts.find_map(|part| part.trim().strip_prefix("q=")).map_or(1000, weight);
            if weight > best.map_or(0, |(_, weight)| weight) {
                best = Some((locale, weight));
            }
        }
        best.map(|(locale, _)| locale)
    }

    /// The message `key`. A missing key shows itself; a test keeps that from happening.
    pub fn t(self, key: &str) -> Cow<'static, str> {
        self.format(key, None)
    }

    /// The message `key` with its variables.
    pub fn t_args(self, key: &str, args: &[(&'static str, FluentValue<'_>)]) -> String {
        let args: FluentArgs<'_> = args.iter().cloned().collect();
        self.format(key, Some(&args)).into_owned()
    }

    /// The message `key` with one variable of text.
    pub fn t_with(self, key: &str, name: &'static str, value: &str) -> String {
        self.t_args(key, &[(name, value.into())])
    }

    /// Whether there is such a message.
    pub fn has(self, key: &str) -> bool {
        self.bundle().has_message(key)
    }

    fn format(self, key: &str, args: Option<&FluentArgs<'_>>) -> Cow<'static, str> {
        let bundle = self.bundle();
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
            return Cow::Owned(key.to_owned());
        };
        let mut errors = Vec::new();
        // Formatting borrows the arguments, the message itself lives as long as the program.
        Cow::Owned(bundle.format_pattern(pattern, args, &mut errors).into_owned())
    }

    fn bundle(self) -> &'static Bundle {
        static BUNDLES: [OnceLock<Bundle>; 3] = [const { OnceLock::new() }; 3];
        BUNDLES[self as usize].get_or_init(|| {
            let tag: LanguageIdentifier = self.tag().parse().expect("our own tags are well-formed");
            // What could be parsed is used; the tests refuse a file with errors.
            let resource = match FluentResource::try_new(self.source().to_owned()) {
                Ok(resource) | Err((resource, _)) => resource,
            };
            let mut bundle = FluentBundle::new_concurrent(vec![tag]);
            bundle.set_use_isolating(false);
            bundle.add_resource_overriding(resource);
            bundle
        })
    }

    pub(super) fn source(self) -> &'static str {
        match self {
            Self::En => include_str!("../../locales/en.ftl"),
            Self::Ja => include_str!("../../locales/ja.ftl"),
            Self::Ko => include_str!("../../locales/ko.ftl"),
        }
    }
}

/// `0.85` → 850; nonsense → 0.
fn weight(text: &str) -> u16 {
    let (whole, fraction) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    let digits: String = fraction.chars().take(3).collect();
    match (whole, format!("{digits:0<3}").parse::<u16>()) {
        ("1", Ok(_)) => 1000,
        ("0", Ok(fraction)) => fraction,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ui_locales_come_first_then_the_browser_then_the_fallback() {
        let choose = Locale::choose;
        assert_eq!(choose(Some("fr-CA ja"), Some("ko"), true, "en"), Locale::Ja);
        assert_eq!(choose(None, Some("fr, en;q=0.5, ko-KR;q=0.8"), true, "en"), Locale::Ko);
        assert_eq!(choose(None, Some("ko"), false, "ja"), Locale::Ja);
        assert_eq!(choose(Some("xx"), Some("*;q=0.1, ;;, q=1, ja;q=0"), true, "xx"), Locale::En);
        assert_eq!(choose(None, Some("JA_jp"), true, "en"), Locale::Ja);
    }
}
