//! `NumericDate` (RFC 7519 §2), integers only.

use serde::de::{self, Deserialize, Deserializer, Visitor};
use serde::{Serialize, Serializer};

/// The end of the year 9999.
const MAX_SECONDS: i64 = 253_402_300_799;

/// Epoch seconds from 1970 to 9999. Reading refuses fractions, strings, negative and absurd numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NumericDate(i64);

impl NumericDate {
    /// Takes epoch seconds, limited to the range.
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(if seconds < 0 {
            0
        } else if seconds > MAX_SECONDS {
            MAX_SECONDS
        } else {
            seconds
        })
    }

    /// Takes epoch milliseconds, limited to the range; the fraction of a second is dropped.
    pub const fn from_milliseconds(milliseconds: i64) -> Self {
        Self::from_seconds(milliseconds.div_euclid(1_000))
    }

    /// Epoch seconds.
    pub const fn seconds(self) -> i64 {
        self.0
    }
}

impl Serialize for NumericDate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(self.0)
    }
}

impl<'de> Deserialize<'de> for NumericDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Seconds;
        impl Visitor<'_> for Seconds {
            type Value = NumericDate;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a whole number of seconds since 1970")
            }

            fn visit_i64<E: de::Error>(self, value: i64) -> Result<NumericDate, E> {
                let sane = (0..=MAX_SECONDS).contains(&value);
                if sane { Ok(NumericDate(value)) } else { Err(E::custom("time out of range")) }
            }

            fn visit_u64<E: de::Error>(self, value: u64) -> Result<NumericDate, E> {
                self.visit_i64(i64::try_from(value).unwrap_or(i64::MAX))
            }
        }
        deserializer.deserialize_any(Seconds)
    }
}
