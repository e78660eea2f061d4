//! Personal access tokens: long-lived, named, exchanged for access tokens (RFC 8693).
