//! The same test bodies on both engines, and what is particular to each.
#![expect(clippy::unwrap_used, reason = "tests")]

mod support;
mod transactions;
mod values;
