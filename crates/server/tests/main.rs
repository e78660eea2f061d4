//! The server's tests: one binary, modules mirroring `src`. Rules are tested where they stand; this is everything
//! that goes through the router, on both engines.
#![expect(clippy::unwrap_used, reason = "tests")]

#[macro_use]
mod support;

mod api;
mod architecture;
mod audit_log;
mod cli;
mod directory;
mod http;
mod jobs;
mod oidc;
mod pages;
mod sign_in;
mod tenant_config;
mod webhooks;
