//! The pages as a browser gets them while the provider is away. The whole round trip, with a real server, is in the
//! tests of `genkan dev` and in the end-to-end tests.

#![expect(clippy::unwrap_used, reason = "tests")]

mod binary;
mod contrast;
mod organizations;
mod pages;
mod refusals;
mod store;
mod stream;
mod style;
mod support;
mod tokens;
