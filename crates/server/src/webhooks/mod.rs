//! Webhooks: an outbox row in the transaction of what it tells of, signed delivery with retries.

mod event;
mod outbox;

pub use self::{event::Event, outbox::enqueue};
