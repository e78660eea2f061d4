//! Webhooks: an outbox row in the transaction of what it tells of, signed delivery with retries.
//!
//! [`enqueue`] writes the request's body; [`run`] on every node leases what is due, oldest first and one per hook at a
//! time, so that a hook that does not answer holds up nobody else. What a node had leased when it died is sent again by
//! another: receivers see each event at least once, and in order as long as nothing has to be repeated.

mod delivery;
mod event;
mod hook;
mod outbox;
mod overflow;
mod queue;
mod request;
mod rules;
mod store;
mod trial;
mod worker;

pub use self::{
    event::Event,
    hook::{Hook, HookChanges, HookConfig, NewHook},
    outbox::{Outbox, enqueue},
    queue::sweep,
    rules::{count, create, delete, find, list, renew_signing_key, set_signing_key, update},
    trial::{TrialFailure, send_trial},
    worker::{deliver_due, run},
};
