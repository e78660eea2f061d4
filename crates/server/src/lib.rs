//! Genkan: an OpenID Connect identity server. This file is the table of contents; `docs/ARCHITECTURE.md` explains it.

// tier 0, the ground
pub mod app;
pub mod cache;
pub mod changes;
pub mod clock;
pub mod config;
pub mod ids;
pub mod random;
pub mod secrets;

// tier 1, the directory
pub mod applications;
pub mod resources;
pub mod roles;
pub mod settings;
pub mod users;
