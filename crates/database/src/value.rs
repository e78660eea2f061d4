//! Values on their way into a statement.

use std::{borrow::Cow, fmt, sync::Arc};

/// A bound parameter.
///
/// `Debug` shows the kind, never the content: a parameter may be personal data or a credential's hash.
/// `Text` also binds to `JSONB`. PostgreSQL cannot store U+0000 in text; so that both engines agree and no input can
/// make a statement fail, it is stored as U+FFFD.
#[derive(Clone, PartialEq, Eq)]
pub enum Value<'a> {
    /// SQL `NULL`, for a column of any type.
    Null,
    /// `BOOLEAN`.
    Boolean(bool),
    /// `BIGINT` and the smaller integers.
    Integer(i64),
    /// `TEXT` or `JSONB`.
    Text(Cow<'a, str>),
    /// `BYTEA`.
    Bytes(Cow<'a, [u8]>),
}

/// A type that can be bound as a parameter. For a newtype over `String`, use [`text_value!`](crate::text_value).
pub trait ToValue {
    /// Borrows the value for the duration of a statement.
    fn to_value(&self) -> Value<'_>;
}

/// The parameters of a statement, in order: `args![client_id, code.as_str(), now]` binds `$1`, `$2`, `$3`.
#[macro_export]
macro_rules! args {
    () => { &[] };
    ($($value:expr),+ $(,)?) => { &[$($crate::ToValue::to_value(&$value)),+] };
}

/// Makes a newtype over `String` a text column: implements [`ToValue`] and [`FromValue`](crate::FromValue).
#[macro_export]
macro_rules! text_value {
    ($($name:ty),+ $(,)?) => { $(
        impl $crate::ToValue for $name {
            fn to_value(&self) -> $crate::Value<'_> {
                $crate::ToValue::to_value(&self.0)
            }
        }
        impl $crate::FromValue for $name {
            fn from_value(value: $crate::ValueRef<'_>) -> ::std::result::Result<Self, $crate::DbError> {
                <::std::string::String as $crate::FromValue>::from_value(value).map(Self)
            }
        }
    )+ };
}

impl<T: ToValue + ?Sized> ToValue for &T {
    fn to_value(&self) -> Value<'_> {
        (**self).to_value()
    }
}

impl<T: ToValue> ToValue for Option<T> {
    fn to_value(&self) -> Value<'_> {
        self.as_ref().map_or(Value::Null, ToValue::to_value)
    }
}

impl ToValue for Value<'_> {
    fn to_value(&self) -> Value<'_> {
        match self {
            Value::Null => Value::Null,
            Value::Boolean(value) => Value::Boolean(*value),
            Value::Integer(value) => Value::Integer(*value),
            Value::Text(value) => Value::Text(Cow::Borrowed(value)),
            Value::Bytes(value) => Value::Bytes(Cow::Borrowed(value)),
        }
    }
}

impl ToValue for bool {
    fn to_value(&self) -> Value<'_> {
        Value::Boolean(*self)
    }
}

macro_rules! integers {
    ($($type:ty),+) => { $(
        impl ToValue for $type {
            fn to_value(&self) -> Value<'_> {
                Value::Integer(i64::from(*self))
            }
        }
    )+ };
}
integers!(i64, i32, i16, u32, u16, u8);

impl ToValue for str {
    fn to_value(&self) -> Value<'_> {
        if self.contains('\0') {
            return Value::Text(Cow::Owned(self.replace('\0', "\u{FFFD}")));
        }
        Value::Text(Cow::Borrowed(self))
    }
}

macro_rules! texts {
    ($($type:ty),+) => { $(
        impl ToValue for $type {
            fn to_value(&self) -> Value<'_> {
                str::to_value(self)
            }
        }
    )+ };
}
texts!(String, Box<str>, Arc<str>, Cow<'_, str>);

impl ToValue for [u8] {
    fn to_value(&self) -> Value<'_> {
        Value::Bytes(Cow::Borrowed(self))
    }
}

impl ToValue for Vec<u8> {
    fn to_value(&self) -> Value<'_> {
        self.as_slice().to_value()
    }
}

impl<const N: usize> ToValue for [u8; N] {
    fn to_value(&self) -> Value<'_> {
        self.as_slice().to_value()
    }
}

impl fmt::Debug for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Null => "Null",
            Self::Boolean(_) => "Boolean(…)",
            Self::Integer(_) => "Integer(…)",
            Self::Text(_) => "Text(…)",
            Self::Bytes(_) => "Bytes(…)",
        })
    }
}
