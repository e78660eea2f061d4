//! Values on their way out of a row.

use crate::DbError;

/// A column of a row, borrowed from the driver.
#[derive(Clone, Copy)]
#[expect(missing_debug_implementations, reason = "a column may hold a secret")]
pub enum ValueRef<'a> {
    /// SQL `NULL`.
    Null,
    /// `BOOLEAN` (PostgreSQL only; SQLite answers an integer).
    Boolean(bool),
    /// An integer of any width.
    Integer(i64),
    /// `TEXT` or the text of `JSONB`.
    Text(&'a str),
    /// `BYTEA`.
    Bytes(&'a [u8]),
}

impl ValueRef<'_> {
    /// The error for a column that is not what was asked for: names the kinds, never the content.
    pub fn unexpected(self, wanted: &str) -> DbError {
        let found = match self {
            Self::Null => "NULL",
            Self::Boolean(_) => "a boolean",
            Self::Integer(_) => "an integer",
            Self::Text(_) => "text",
            Self::Bytes(_) => "bytes",
        };
        DbError::Decode(format!("found {found}, wanted {wanted}"))
    }
}

/// A type that can be read from a column.
pub trait FromValue: Sized {
    /// Reads the column.
    ///
    /// # Errors
    /// [`DbError::Decode`] when the column's kind or range does not fit.
    fn from_value(value: ValueRef<'_>) -> Result<Self, DbError>;
}

impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: ValueRef<'_>) -> Result<Self, DbError> {
        match value {
            ValueRef::Null => Ok(None),
            value => T::from_value(value).map(Some),
        }
    }
}

impl FromValue for bool {
    fn from_value(value: ValueRef<'_>) -> Result<Self, DbError> {
        match value {
            ValueRef::Boolean(value) => Ok(value),
            ValueRef::Integer(0) => Ok(false),
            ValueRef::Integer(1) => Ok(true),
            other => Err(other.unexpected("a boolean")),
        }
    }
}

impl FromValue for i64 {
    fn from_value(value: ValueRef<'_>) -> Result<Self, DbError> {
        match value {
            ValueRef::Integer(value) => Ok(value),
            other => Err(other.unexpected("an integer")),
        }
    }
}

macro_rules! integers {
    ($($type:ty),+) => { $(
        impl FromValue for $type {
            fn from_value(value: ValueRef<'_>) -> Result<Self, DbError> {
                Self::try_from(i64::from_value(value)?)
                    .map_err(|_| DbError::Decode(concat!("an integer is out of range for ", stringify!($type)).to_owned()))
            }
        }
    )+ };
}
integers!(i32, i16, u64, u32, u16, u8, usize);

impl FromValue for String {
    fn from_value(value: ValueRef<'_>) -> Result<Self, DbError> {
        match value {
            ValueRef::Text(value) => Ok(value.to_owned()),
            other => Err(other.unexpected("text")),
        }
    }
}

impl FromValue for Vec<u8> {
    fn from_value(value: ValueRef<'_>) -> Result<Self, DbError> {
        match value {
            ValueRef::Bytes(value) => Ok(value.to_vec()),
            other => Err(other.unexpected("bytes")),
        }
    }
}

impl<const N: usize> FromValue for [u8; N] {
    fn from_value(value: ValueRef<'_>) -> Result<Self, DbError> {
        match value {
            ValueRef::Bytes(value) => value
                .try_into()
                .map_err(|_| DbError::Decode(format!("found {} bytes, wanted {N}", value.len()))),
            other => Err(other.unexpected("bytes")),
        }
    }
}
