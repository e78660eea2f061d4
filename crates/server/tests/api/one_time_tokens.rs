//! One-time tokens.
