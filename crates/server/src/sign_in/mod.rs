//! The sign-in pages and the pending authorization they work on.

pub mod interaction;
pub mod pages;
