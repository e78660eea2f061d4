//! Scopes of the organization template.
