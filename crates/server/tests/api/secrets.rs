//! Token sets of upstream providers.
