//! The app as browsers and programs get it, through its router.

#![expect(clippy::unwrap_used, reason = "tests")]

mod pages;
mod provider;
mod server_functions;
mod streaming;
mod support;
