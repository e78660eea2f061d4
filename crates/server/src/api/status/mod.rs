//! Whether the server answers.

use crate::api::shell::{Answer, ApiError, Call, Operation};

pub(super) fn operations() -> Vec<Operation> {
    vec![Operation::get("/status", "GetStatus", handle).public().returns_nothing(204)]
}

/// `GET /status`: it does. Whether the database does too, `/health` tells.
async fn handle(_call: Call) -> Result<Answer, ApiError> {
    Ok(Answer::no_content())
}
