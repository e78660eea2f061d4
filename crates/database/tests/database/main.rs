//! The same test bodies on both engines, and what is particular to each.
#![expect(clippy::unwrap_used, reason = "tests")]

mod cancellation;
mod crash;
mod disk_full;
mod migrations;
mod outage;
mod support;
mod transactions;
mod values;
