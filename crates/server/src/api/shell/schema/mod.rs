//! What a body, a query or an answer looks like, said once: it is checked against this, stripped to it, and the
//! published document shows it.

mod check;
mod document;

use std::ops::{Bound, RangeBounds};

pub use self::check::{Issue, Key};

/// The shape of a JSON value.
#[derive(Clone, Debug)]
pub struct Schema(Kind);

#[derive(Clone, Debug)]
enum Kind {
    Any,
    AnyObject,
    Boolean,
    Integer { least: i64, most: i64 },
    Milliseconds,
    Number,
    OneOf(&'static [&'static str]),
    Text { least: usize, most: usize },
    TextWhere { name: &'static str, holds: fn(&str) -> bool },
    List { item: Box<Schema>, least: usize, most: usize },
    Map(Box<Schema>),
    Object { members: Vec<Member>, strict: bool },
    Nullable(Box<Schema>),
    Either(Vec<Schema>),
}

/// A member of an object.
#[derive(Clone, Debug)]
pub struct Member {
    pub(crate) name: &'static str,
    pub(crate) schema: Schema,
    pub(crate) required: bool,
}

/// Text of so many characters (UTF-16 units, as the field's JavaScript counts).
pub fn text(length: impl RangeBounds<usize>) -> Schema {
    let (least, most) = bounds(&length);
    Schema(Kind::Text { least, most })
}

/// Text of any length.
pub fn any_text() -> Schema {
    text(0..)
}

/// Text that satisfies `holds`; `name` tells what it is (`url`, `email`, `regex`).
pub fn text_where(name: &'static str, holds: fn(&str) -> bool) -> Schema {
    Schema(Kind::TextWhere { name, holds })
}

/// An absolute URL.
pub fn url() -> Schema {
    text_where("url", |text| url::Url::parse(text).is_ok())
}

/// An e-mail address, strictly: one `@`, a dotted domain of letters, digits and hyphens, no white space.
pub fn email() -> Schema {
    text_where("email", is_email)
}

fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let word = |c: char| c.is_ascii_alphanumeric() || "_'+-.".contains(c);
    let labels: Vec<&str> = domain.split('.').collect();
    let label = |label: &&str| {
        !label.is_empty()
            && !label.starts_with('-')
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    !local.is_empty()
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && local.chars().all(word)
        && labels.len() > 1
        && labels.iter().all(label)
        && labels.last().is_some_and(|top| top.len() > 1 && top.chars().all(|c| c.is_ascii_alphabetic()))
}

/// A number.
pub fn number() -> Schema {
    Schema(Kind::Number)
}

/// A time in milliseconds since the epoch; fractions are dropped.
pub fn milliseconds() -> Schema {
    Schema(Kind::Milliseconds)
}

/// A whole number.
pub fn integer(range: impl RangeBounds<i64>) -> Schema {
    let least = match range.start_bound() {
        Bound::Included(least) => *least,
        Bound::Excluded(below) => below.saturating_add(1),
        Bound::Unbounded => i64::MIN,
    };
    let most = match range.end_bound() {
        Bound::Included(most) => *most,
        Bound::Excluded(above) => above.saturating_sub(1),
        Bound::Unbounded => i64::MAX,
    };
    Schema(Kind::Integer { least, most })
}

/// `true` or `false`.
pub fn boolean() -> Schema {
    Schema(Kind::Boolean)
}

/// One of these texts.
pub fn one_of(options: &'static [&'static str]) -> Schema {
    Schema(Kind::OneOf(options))
}

/// A list of such values.
pub fn list_of(item: Schema) -> Schema {
    Schema(Kind::List { item: Box::new(item), least: 0, most: usize::MAX })
}

/// An object with any member names and such values.
pub fn map_of(value: Schema) -> Schema {
    Schema(Kind::Map(Box::new(value)))
}

/// Any object.
pub fn any_object() -> Schema {
    Schema(Kind::AnyObject)
}

/// Anything.
pub fn any() -> Schema {
    Schema(Kind::Any)
}

/// An object with these members; others are dropped.
pub fn object(members: impl IntoIterator<Item = Member>) -> Schema {
    Schema(Kind::Object { members: members.into_iter().collect(), strict: false })
}

/// Such a value or `null`.
pub fn nullable(inner: Schema) -> Schema {
    Schema(Kind::Nullable(Box::new(inner)))
}

/// A value of one of these shapes; the first that fits decides what is kept of it.
pub fn either(shapes: impl IntoIterator<Item = Schema>) -> Schema {
    Schema(Kind::Either(shapes.into_iter().collect()))
}

/// A member that must be there.
pub fn required(name: &'static str, schema: Schema) -> Member {
    Member { name, schema, required: true }
}

/// A member that may be absent (`null` is not absent: see [`nullable`]).
pub fn optional(name: &'static str, schema: Schema) -> Member {
    Member { name, schema, required: false }
}

impl Schema {
    /// A list of at least so many.
    #[must_use]
    pub fn at_least(mut self, count: usize) -> Self {
        if let Kind::List { least, .. } = &mut self.0 {
            *least = count;
        }
        self
    }

    /// A list of at most so many.
    #[must_use]
    pub fn at_most(mut self, count: usize) -> Self {
        if let Kind::List { most, .. } = &mut self.0 {
            *most = count;
        }
        self
    }

    /// An object that refuses other members instead of dropping them.
    #[must_use]
    pub fn strict(mut self) -> Self {
        if let Kind::Object { strict, .. } = &mut self.0 {
            *strict = true;
        }
        self
    }

    /// An object with further members.
    #[must_use]
    pub fn with(mut self, more: impl IntoIterator<Item = Member>) -> Self {
        if let Kind::Object { members, .. } = &mut self.0 {
            members.extend(more);
        }
        self
    }

    /// The members of an object; of a list or a nullable, those of what it holds.
    pub fn members(&self) -> &[Member] {
        match &self.0 {
            Kind::Object { members, .. } => members,
            Kind::List { item: inner, .. } | Kind::Nullable(inner) => inner.members(),
            _ => &[],
        }
    }
}

fn bounds(range: &impl RangeBounds<usize>) -> (usize, usize) {
    let least = match range.start_bound() {
        Bound::Included(least) => *least,
        Bound::Excluded(below) => below.saturating_add(1),
        Bound::Unbounded => 0,
    };
    let most = match range.end_bound() {
        Bound::Included(most) => *most,
        Bound::Excluded(above) => above.saturating_sub(1),
        Bound::Unbounded => usize::MAX,
    };
    (least, most)
}
