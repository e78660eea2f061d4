//! Signing keys (`private-keys`) and the list of cookie keys (`cookie-keys`).

pub(super) mod delete;
pub(super) mod list;
pub(super) mod rotate;

use crate::api::shell::{Call, Schema, any_text, number, object, one_of, optional, required};

/// Which keys a path means; the guard lets no other name through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum KeyType {
    Private,
    Cookie,
}

impl KeyType {
    fn of(call: &Call) -> Self {
        if call.param("keyType") == "cookie-keys" { Self::Cookie } else { Self::Private }
    }
}

pub(super) fn params() -> Schema {
    object([required("keyType", one_of(&["private-keys", "cookie-keys"]))])
}

/// A key without its material.
pub(super) fn key() -> Schema {
    object([
        required("id", any_text()),
        required("createdAt", number()),
        optional("signingKeyAlgorithm", one_of(&["RSA", "EC"])),
        optional("status", one_of(&["Next", "Current", "Previous"])),
        optional("effectiveAt", number()),
    ])
}
