//! API resources and their scopes.
