//! The audit log: what happened to tokens, in sign-ins, through the management API and to webhooks. Who received a
//! token on which day is counted with it.
//!
//! Requests only put an [`Entry`] into a bounded queue in memory; a task of its own makes the JSON and writes batches.
//! When the queue is full, the request that finds it full writes it out itself, so entries are delayed and never
//! dropped while the database works. A clean stop writes what is queued ([`flush`]); a killed process loses at most
//! the last fifth of a second.

mod activity;
mod entry;
mod mask;
mod origin;
mod queue;
mod record;
mod retention;
mod search;
mod store;
mod writer;

pub use self::{
    activity::{active_users, active_users_by_day, new_users, total_users},
    entry::Entry,
    origin::Origin,
    queue::AuditLog,
    record::{flush, record},
    retention::prune,
    search::{Filter, HookStats, LogEntry, count, count_of_hook, find, hook_stats, list, list_of_hook},
    writer::run,
};
