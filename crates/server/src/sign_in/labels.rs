//! Identifiers as the forms speak of them: which are accepted, what the field is called, what is wrong with a
//! typed one.

use genkan_oauth::Parameters;

use crate::{
    pages::{Field, Locale},
    settings::IdentifierType,
    users::Identifier,
};

const ORDER: [IdentifierType; 3] = [IdentifierType::Username, IdentifierType::Email, IdentifierType::Phone];

/// The identifier types a form accepts: never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Accepted(Vec<IdentifierType>);

/// Why a typed identifier cannot be used: the message to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Unusable {
    Missing,
    Form,
}

impl Accepted {
    /// Those enabled. `None`: there is none.
    pub(super) fn enabled(types: &[IdentifierType]) -> Option<Self> {
        let accepted: Vec<_> = ORDER.into_iter().filter(|kind| types.contains(kind)).collect();
        (!accepted.is_empty()).then_some(Self(accepted))
    }

    /// That one.
    pub(super) fn only(kind: IdentifierType) -> Self {
        Self(vec![kind])
    }

    /// Those enabled that `identifier=` names (space separated). `None`: none of them.
    pub(super) fn filtered(types: &[IdentifierType], parameters: &Parameters) -> Option<Self> {
        let named = parameters.get("identifier").unwrap_or_default();
        let types: Vec<_> =
            types.iter().copied().filter(|kind| named.split(' ').any(|name| name == key(*kind))).collect();
        Self::enabled(&types)
    }

    /// What the field is called.
    pub(super) fn label(&self, locale: Locale) -> String {
        let keys: Vec<_> = self.0.iter().copied().map(key).collect();
        locale.t(&keys.join("-")).into_owned()
    }

    /// The same in the middle of a sentence.
    pub(super) fn inline_label(&self, locale: Locale) -> String {
        self.label(locale).to_lowercase()
    }

    /// Reads what was typed as one of the accepted types.
    pub(super) fn parse(&self, typed: &str) -> Result<Identifier, Unusable> {
        if typed.trim().is_empty() {
            return Err(Unusable::Missing);
        }
        let parsed = match self.0.as_slice() {
            [IdentifierType::Username] => Identifier::parse_username(typed),
            [IdentifierType::Email] => Identifier::parse_email(typed),
            [IdentifierType::Phone] => Identifier::parse_phone(typed),
            _ => Identifier::parse(typed),
        };
        parsed.ok().filter(|identifier| self.0.contains(&kind(identifier))).ok_or(Unusable::Form)
    }

    /// The message for a typed identifier that cannot be used.
    pub(super) fn message(&self, locale: Locale, unusable: &Unusable) -> String {
        match (unusable, self.0.as_slice()) {
            (Unusable::Form, [only]) => locale.t(&format!("identifier-unusable-{}", key(*only))).into_owned(),
            (Unusable::Form, _) => {
                locale.t_with("identifier-unusable", "identifier", &self.inline_label(locale))
            }
            (Unusable::Missing, _) => {
                locale.t_with("identifier-missing", "identifier", &self.inline_label(locale))
            }
        }
    }

    /// The field, with what was typed.
    pub(super) fn field(&self, locale: Locale, value: &str) -> Field {
        let kind = match self.0.as_slice() {
            [IdentifierType::Email] => "email",
            [IdentifierType::Phone] => "tel",
            _ => "text",
        };
        // More than an identifier can be is not worth showing again.
        let value = value.chars().take(256).collect();
        Field { kind, autocomplete: "username", value, ..Field::new("identifier", self.label(locale)) }
    }
}

/// The type's name in `identifier=` and in message keys.
pub(super) fn key(kind: IdentifierType) -> &'static str {
    match kind {
        IdentifierType::Username => "username",
        IdentifierType::Email => "email",
        IdentifierType::Phone => "phone",
    }
}

/// The type of a typed identifier.
pub(super) fn kind(identifier: &Identifier) -> IdentifierType {
    match identifier {
        Identifier::Username(_) | Identifier::AnyCaseUsername(_) => IdentifierType::Username,
        Identifier::Email(_) => IdentifierType::Email,
        Identifier::Phone(_) => IdentifierType::Phone,
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use IdentifierType::{Email, Phone, Username};

    use super::*;

    #[test]
    fn only_enabled_types_are_accepted() {
        let accepted = Accepted::enabled(&[Email, Username]).unwrap();
        assert_eq!(accepted.parse("hana"), Ok(Identifier::Username("hana".into())));
        assert_eq!(accepted.parse("+81 90 1234 5678"), Err(Unusable::Form));
        assert_eq!(accepted.parse(" "), Err(Unusable::Missing));
        assert_eq!(Accepted::enabled(&[Phone]).unwrap().parse("hana"), Err(Unusable::Form));
        assert_eq!(Accepted::enabled(&[]), None);
    }

    #[test]
    fn a_filter_narrows_and_never_widens() {
        let query = |text| Parameters::from_query(text).unwrap();
        let filtered = |text| Accepted::filtered(&[Username, Email], &query(text));
        assert_eq!(filtered("identifier=email+phone"), Some(Accepted(vec![Email])));
        assert_eq!(filtered("identifier=phone"), None);
        assert_eq!(filtered(""), None);
    }

    #[test]
    fn every_combination_has_a_name() {
        for types in [
            &[Username][..],
            &[Email],
            &[Phone],
            &[Username, Email],
            &[Username, Phone],
            &[Email, Phone],
            &[Username, Email, Phone],
        ] {
            for locale in Locale::ALL {
                let label = Accepted::enabled(types).unwrap().label(locale);
                assert!(!label.contains("username") && !label.contains("-email"), "{label}");
            }
        }
    }
}
