//! Roles of the organization template.
