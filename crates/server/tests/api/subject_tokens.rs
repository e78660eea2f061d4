//! Subject tokens.
