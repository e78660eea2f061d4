//! Sessions in a store: the laws, the stores, and the app above them.

mod broken;
mod laws;
#[cfg(feature = "redis")]
mod redis;
#[cfg(feature = "redis")]
mod redis_server;
mod sql;
