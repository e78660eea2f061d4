//! Walls: what the source may not do, read from the source.

pub mod source;
mod sql;
mod tiers;
