use std::fmt;

use super::normalise_phone;

/// What a person typed to say who they are, normalised before anything else looks at it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Identifier {
    /// ASCII letters, digits and `_`, not starting with a digit; at most 128.
    Username(String),
    /// The same where case does not matter; in lower case.
    AnyCaseUsername(String),
    /// One address; at most 128 characters; compared regardless of ASCII case.
    Email(String),
    /// Digits with country code, no `+`.
    Phone(String),
}

/// What is wrong with a typed identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidIdentifier {
    /// Nothing was typed.
    #[error("nothing was typed")]
    Empty,
    /// Not a username.
    #[error("a username has 1 to 128 letters, digits and underscores and does not begin with a digit")]
    Username,
    /// Not an e-mail address.
    #[error("an e-mail address looks like name@example.com and has at most 128 characters")]
    Email,
    /// Not a phone number.
    #[error("a phone number has 5 to 17 digits, with country code")]
    Phone,
}

impl Identifier {
    /// Guesses the kind: `@` means e-mail, only digits (and `+`, spaces, dashes) a phone number, else a username.
    ///
    /// # Errors
    /// [`InvalidIdentifier`] in words for the form.
    pub fn parse(typed: &str) -> Result<Self, InvalidIdentifier> {
        let typed = typed.trim();
        if typed.is_empty() {
            Err(InvalidIdentifier::Empty)
        } else if typed.contains(['@', '＠']) {
            Self::parse_email(typed)
        } else if typed.starts_with('+') || typed.bytes().all(|b| b.is_ascii_digit()) {
            Self::parse_phone(typed)
        } else {
            Self::parse_username(typed)
        }
    }

    /// A username.
    ///
    /// # Errors
    /// [`InvalidIdentifier::Username`].
    pub fn parse_username(typed: &str) -> Result<Self, InvalidIdentifier> {
        let typed = typed.trim();
        let mut bytes = typed.bytes();
        let starts = bytes.next().is_some_and(|b| b.is_ascii_alphabetic() || b == b'_');
        if starts && typed.len() <= 128 && bytes.all(|b| b.is_ascii_alphanumeric() || b == b'_') {
            Ok(Self::Username(typed.to_owned()))
        } else {
            Err(InvalidIdentifier::Username)
        }
    }

    /// An e-mail address. Stricter than RFC 5322 on purpose: quotes, comments, control characters, several
    /// addresses and non-ASCII look-alikes are refused, so that one address always means one mailbox.
    ///
    /// # Errors
    /// [`InvalidIdentifier::Email`].
    pub fn parse_email(typed: &str) -> Result<Self, InvalidIdentifier> {
        let typed = typed.trim();
        let valid = typed.len() <= 128
            && typed.split_once('@').is_some_and(|(local, domain)| {
                let local_ok = !local.is_empty()
                    && local.len() <= 64
                    && local.split('.').all(|part| !part.is_empty())
                    && local
                        .bytes()
                        .all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~.".contains(&b));
                let domain_ok = domain.contains('.')
                    && domain.split('.').all(|label| {
                        !label.is_empty()
                            && label.len() <= 63
                            && !label.starts_with('-')
                            && !label.ends_with('-')
                            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
                    });
                local_ok && domain_ok
            });
        if valid { Ok(Self::Email(typed.to_owned())) } else { Err(InvalidIdentifier::Email) }
    }

    /// A phone number; `+`, spaces, dashes, parentheses and the trunk zero are dropped.
    ///
    /// # Errors
    /// [`InvalidIdentifier::Phone`].
    pub fn parse_phone(typed: &str) -> Result<Self, InvalidIdentifier> {
        let digits: String = typed.chars().filter(|c| !matches!(c, '+' | ' ' | '-' | '(' | ')')).collect();
        if (5..=20).contains(&digits.len()) {
            normalise_phone(&digits).map(Self::Phone)
        } else {
            Err(InvalidIdentifier::Phone)
        }
    }

    /// What it means where usernames that differ by case alone are the same.
    #[must_use]
    pub fn ignoring_case(self) -> Self {
        match self {
            Self::Username(text) => Self::AnyCaseUsername(text.to_ascii_lowercase()),
            other => other,
        }
    }

    /// The normalised text.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Username(text) | Self::AnyCaseUsername(text) | Self::Email(text) | Self::Phone(text) => {
                text
            }
        }
    }

    /// One canonical form per account, for lockout counters: e-mail in lower case.
    pub fn canonical(&self) -> String {
        match self {
            Self::Username(text) | Self::AnyCaseUsername(text) => format!("username:{text}"),
            Self::Email(text) => format!("email:{}", text.to_ascii_lowercase()),
            Self::Phone(text) => format!("phone:{text}"),
        }
    }
}

impl fmt::Display for Identifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kind_is_guessed_from_the_text() {
        assert_eq!(Identifier::parse(" ada "), Ok(Identifier::Username("ada".into())));
        assert_eq!(Identifier::parse("Ada@Example.com"), Ok(Identifier::Email("Ada@Example.com".into())));
        assert_eq!(Identifier::parse("+81 90-1234-5678"), Ok(Identifier::Phone("819012345678".into())));
        assert_eq!(Identifier::parse("  "), Err(InvalidIdentifier::Empty));
    }

    #[test]
    fn an_address_is_one_plain_mailbox() {
        for bad in [
            "a@b",
            "a@b.c,d@e.f",
            "\"e@attacker\"@victim.com",
            "a b@c.de",
            "a@c.de\r\nbcc:x@y.z",
            "a@＠c.de",
            "@c.de",
            "a@.de",
            "a@-c.de",
            "a@c..de",
            ".a@c.de",
            "a..b@c.de",
            "(x)a@c.de",
            "ａ@c.de",
            "a@c.de\0",
            "аda@c.de",
        ] {
            assert_eq!(Identifier::parse_email(bad), Err(InvalidIdentifier::Email), "{bad:?}");
        }
        let long = format!("{}@{}.com", "a".repeat(60), "b".repeat(70));
        assert!(Identifier::parse_email(&long).is_err());
        assert!(Identifier::parse_email("a+tag@sub.c-d.example").is_ok());
    }

    #[test]
    fn usernames_are_ascii_words() {
        for bad in ["", "1a", "a b", "а", "a-b", "a\0", &"a".repeat(129)] {
            assert_eq!(Identifier::parse_username(bad), Err(InvalidIdentifier::Username), "{bad:?}");
        }
    }

    #[test]
    fn one_account_has_one_canonical_form() {
        let form = |text| Identifier::parse(text).map(|identifier| identifier.canonical());
        assert_eq!(form("ADA@example.com"), form("ada@EXAMPLE.com"));
        assert_ne!(form("Ada"), form("ada"));
        let folded = |text| Identifier::parse(text).map(|own| own.ignoring_case().canonical());
        assert_eq!(folded("Ada"), folded("aDA"));
        assert_eq!(form("610412345678"), form("+61 412 345 678"));
    }
}
