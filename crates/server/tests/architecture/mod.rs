//! Walls: what the source may not do, read from the source.

mod source;
mod sql;
mod tiers;
