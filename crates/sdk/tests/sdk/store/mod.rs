//! Sessions in a store: the laws, the stores, and the app above them.

mod broken;
mod laws;
mod limits;
mod logout;
mod logout_tokens;
mod outage;
mod processes;
#[cfg(feature = "redis")]
mod redis;
#[cfg(feature = "redis")]
mod redis_server;
mod sign_in;
mod sql;
mod support;
