//! Subject tokens: an operator acts as a user, once, within ten minutes (RFC 8693 impersonation).
