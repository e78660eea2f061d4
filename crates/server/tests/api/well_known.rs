//! What pages and programs may read without a token.
