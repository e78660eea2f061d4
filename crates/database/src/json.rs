//! JSON documents in opaque columns.

use std::borrow::Cow;

use serde::{Serialize, de::DeserializeOwned};

use crate::{DbError, FromValue, ToValue, Value, ValueRef};

/// A document stored as `JSONB` on PostgreSQL and as text on SQLite.
///
/// It is opaque: PostgreSQL reorders keys, and nothing inside it is ever filtered or joined.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Json<T>(pub T);

impl<T: Serialize> ToValue for Json<T> {
    /// A document that cannot be serialised (a map with keys that are not strings) is a programming error and is
    /// stored as SQL `NULL`, which the column's `NOT NULL` refuses.
    fn to_value(&self) -> Value<'_> {
        match serde_json::to_string(&self.0) {
            Ok(text) => Value::Text(Cow::Owned(without_escaped_nul(text))),
            Err(_) => Value::Null,
        }
    }
}

impl<T: DeserializeOwned> FromValue for Json<T> {
    fn from_value(value: ValueRef<'_>) -> Result<Self, DbError> {
        match value {
            ValueRef::Text(text) => serde_json::from_str(text).map(Self).map_err(|error| {
                DbError::Decode(format!("the JSON document does not fit ({:?} error)", error.classify()))
            }),
            other => Err(other.unexpected("JSON")),
        }
    }
}

/// `JSONB` refuses the escape of U+0000; as everywhere in text, it becomes U+FFFD.
fn without_escaped_nul(text: String) -> String {
    if !text.contains("\\u0000") {
        return text;
    }
    let mut clean = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(backslash) = rest.find('\\') {
        clean.push_str(&rest[..backslash]);
        rest = &rest[backslash..];
        if let Some(after) = rest.strip_prefix("\\u0000") {
            clean.push('\u{FFFD}');
            rest = after;
        } else {
            // A backslash escapes exactly one following byte here: `\\`, `\"`, `\n`, or the `u` of `\u001f`.
            let escape = rest.len().min(2);
            clean.push_str(&rest[..escape]);
            rest = &rest[escape..];
        }
    }
    clean.push_str(rest);
    clean
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn stored(text: &str) -> String {
        let document = Json(text);
        let Value::Text(json) = document.to_value() else { panic!("not text") };
        serde_json::from_str(&json).unwrap()
    }

    #[test]
    fn nul_is_replaced_and_escaped_backslashes_are_left_alone() {
        assert_eq!(stored("a\0b\0"), "a\u{FFFD}b\u{FFFD}");
        assert_eq!(stored("a\\u0000b"), "a\\u0000b");
        assert_eq!(stored("\\\0\\\\u0000\"\n\u{1f}é"), "\\\u{FFFD}\\\\u0000\"\n\u{1f}é");
    }

    #[test]
    fn a_decode_error_does_not_show_the_document() {
        let error = Json::<u32>::from_value(ValueRef::Text("\"s3cret\"")).unwrap_err();
        assert!(!error.to_string().contains("s3cret"), "{error}");
    }
}
