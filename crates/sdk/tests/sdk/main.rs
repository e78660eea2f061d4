//! The SDK as an app uses it: routes, layer and extractors in a router, a browser with cookies, and a provider that
//! signs over real HTTP on loopback.

#![expect(clippy::unwrap_used, reason = "tests")]

mod cookies;
mod hosts;
mod isolation;
mod issuers;
mod organizations;
mod races;
mod read_only;
mod refresh;
mod secrecy;
mod sign_in;
mod sign_in_options;
mod sign_out;
mod store;
mod support;
mod verifier;
