//! Signing and cookie keys, session and ID token settings, the console's own flags.

use crate::api::shell::Operation;

pub(super) fn operations() -> Vec<Operation> {
    Vec::new()
}
