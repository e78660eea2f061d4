//! The published document against the operations of the API this one is compatible with.
