//! Scope values: an ordered set of names (RFC 6749 §3.3).

use std::collections::HashSet;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// `openid` (OpenID Connect Core §3.1.2.1).
pub const OPENID: &str = "openid";
/// `offline_access` (OpenID Connect Core §11).
pub const OFFLINE_ACCESS: &str = "offline_access";
/// `profile` (OpenID Connect Core §5.4).
pub const PROFILE: &str = "profile";
/// `email` (OpenID Connect Core §5.4).
pub const EMAIL: &str = "email";
/// `phone` (OpenID Connect Core §5.4).
pub const PHONE: &str = "phone";
/// `address` (OpenID Connect Core §5.4).
pub const ADDRESS: &str = "address";
/// The user's custom data.
pub const CUSTOM_DATA: &str = "custom_data";
/// The user's identities at other providers.
pub const IDENTITIES: &str = "identities";
/// The names of the user's roles.
pub const ROLES: &str = "roles";
/// The organizations the user belongs to.
pub const ORGANIZATIONS: &str = "urn:logto:scope:organizations";
/// The user's roles in these organizations.
pub const ORGANIZATION_ROLES: &str = "urn:logto:scope:organization_roles";
/// Account API: the user's sessions.
pub const SESSIONS: &str = "urn:logto:scope:sessions";
/// Account API: the user's trusted devices.
pub const TRUSTED_DEVICES: &str = "urn:logto:scope:trusted_devices";

/// The scopes of OpenID Connect that a server offers, in the order of `scopes_supported`.
pub const SUPPORTED: [&str; 13] = [
    OPENID,
    OFFLINE_ACCESS,
    PROFILE,
    EMAIL,
    PHONE,
    ADDRESS,
    CUSTOM_DATA,
    IDENTITIES,
    ROLES,
    ORGANIZATIONS,
    ORGANIZATION_ROLES,
    SESSIONS,
    TRUSTED_DEVICES,
];

/// Most names in one value.
pub const MAX_NAMES: usize = 1_000;
/// Most bytes in one value.
pub const MAX_BYTES: usize = 16 * 1024;

/// Why a scope value was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScopeError {
    /// More than [`MAX_NAMES`] names or [`MAX_BYTES`] bytes.
    #[error("scope is too long")]
    TooLong,
    /// A control character.
    #[error("scope contains a control character")]
    ControlCharacter,
}

/// A set of scope names in the order of first mention. Its text form is the names joined by one space.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Scope {
    names: Vec<String>,
}

impl Scope {
    /// The empty scope.
    pub const fn empty() -> Self {
        Self { names: Vec::new() }
    }

    /// Parses a space-separated value; duplicates are dropped. Names may hold any character except controls
    /// and the space: unknown names are ignored later, so a wider alphabet than RFC 6749's does no harm.
    pub fn parse(text: &str) -> Result<Self, ScopeError> {
        if text.len() > MAX_BYTES {
            return Err(ScopeError::TooLong);
        }
        if text.chars().any(char::is_control) {
            return Err(ScopeError::ControlCharacter);
        }
        let mut seen = HashSet::new();
        let mut names = Vec::new();
        for name in text.split(' ').filter(|name| !name.is_empty()) {
            if seen.insert(name) {
                if names.len() == MAX_NAMES {
                    return Err(ScopeError::TooLong);
                }
                names.push(name.to_owned());
            }
        }
        Ok(Self { names })
    }

    /// Whether the name is in the set.
    pub fn contains(&self, name: &str) -> bool {
        self.names.iter().any(|own| own == name)
    }

    /// Whether every name of `other` is in this set.
    pub fn contains_all(&self, other: &Self) -> bool {
        other.difference(self).is_empty()
    }

    /// Whether there are no names.
    pub const fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// The number of names.
    pub const fn len(&self) -> usize {
        self.names.len()
    }

    /// The names in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &str> + Clone {
        self.names.iter().map(String::as_str)
    }

    /// The names that are also in `other`, in this set's order.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        let others: HashSet<&str> = other.iter().collect();
        self.filter(|name| others.contains(name))
    }

    /// The names that are not in `other`, in this set's order.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Self {
        let others: HashSet<&str> = other.iter().collect();
        self.filter(|name| !others.contains(name))
    }

    /// This set's names, then the names only `other` has.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        let added = other.difference(self);
        Self { names: self.names.iter().cloned().chain(added.names).collect() }
    }

    /// This set without one name.
    #[must_use]
    pub fn without(&self, name: &str) -> Self {
        self.filter(|own| own != name)
    }

    /// The names that satisfy the condition, in order.
    #[must_use]
    pub fn filter(&self, mut keep: impl FnMut(&str) -> bool) -> Self {
        Self { names: self.names.iter().filter(|name| keep(name)).cloned().collect() }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, name) in self.names.iter().enumerate() {
            if index > 0 {
                f.write_str(" ")?;
            }
            f.write_str(name)?;
        }
        Ok(())
    }
}

impl FromStr for Scope {
    type Err = ScopeError;

    fn from_str(text: &str) -> Result<Self, ScopeError> {
        Self::parse(text)
    }
}

/// Collects names the caller trusts (constants, rows); duplicates and empty names are dropped.
impl<S: AsRef<str>> FromIterator<S> for Scope {
    fn from_iter<I: IntoIterator<Item = S>>(names: I) -> Self {
        let mut seen = HashSet::new();
        let names = names.into_iter().map(|name| name.as_ref().to_owned());
        Self { names: names.filter(|name| !name.is_empty() && seen.insert(name.clone())).collect() }
    }
}

impl Serialize for Scope {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Scope {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    fn scope(text: &str) -> Scope {
        Scope::parse(text).unwrap()
    }

    #[test]
    fn keeps_order_and_drops_duplicates() {
        assert_eq!(scope("  b a  b c ").to_string(), "b a c");
        assert_eq!(scope("").to_string(), "");
    }

    #[test]
    fn is_bounded() {
        let many = |n: usize| (0..n).map(|i| format!("s{i}")).collect::<Vec<_>>().join(" ");
        assert_eq!(scope(&many(MAX_NAMES)).len(), MAX_NAMES);
        assert_eq!(Scope::parse(&many(MAX_NAMES + 1)), Err(ScopeError::TooLong));
        assert_eq!(Scope::parse(&"x".repeat(MAX_BYTES + 1)), Err(ScopeError::TooLong));
        assert_eq!(Scope::parse("a\nb"), Err(ScopeError::ControlCharacter));
    }

    #[test]
    fn set_operations() {
        let (a, b) = (scope("openid read write"), scope("write read admin"));
        assert_eq!(a.intersection(&b).to_string(), "read write");
        assert_eq!(a.difference(&b).to_string(), "openid");
        assert_eq!(a.union(&b).to_string(), "openid read write admin");
        assert_eq!(a.without("read").to_string(), "openid write");
        assert!(
            a.contains_all(&scope("write openid")) && !a.contains_all(&b) && a.contains_all(&Scope::empty())
        );
    }

    #[test]
    fn json_form_is_the_text() {
        assert_eq!(serde_json::to_string(&scope("a b")).unwrap(), "\"a b\"");
        assert_eq!(serde_json::from_str::<Scope>("\"a \\u0062\"").unwrap(), scope("a b"));
    }

    proptest::proptest! {
        #[test]
        fn text_round_trips(text in "[a-z: ]{0,80}") {
            let first = scope(&text);
            proptest::prop_assert_eq!(&scope(&first.to_string()), &first);
        }

        #[test]
        fn never_panics(text in proptest::prelude::any::<String>()) {
            let _ = Scope::parse(&text);
        }
    }
}
