//! What pages and programs may read without a token.

use crate::api::shell::Operation;

pub(super) fn operations() -> Vec<Operation> {
    Vec::new()
}
