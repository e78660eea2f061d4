//! The real binary, as a person or a script runs it.

mod commands;
mod configuration;
mod crash;
mod crash_rotation;
mod dev;
mod process;
mod serve;
mod tenant_config;
