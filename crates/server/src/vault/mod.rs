//! Token sets of upstream providers, sealed.
