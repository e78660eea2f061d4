//! Subject tokens: an application may stand in for a person, once.

mod create;

use crate::api::shell::{Operation, any_text, number, object, required};

pub(super) fn operations() -> Vec<Operation> {
    let created = object([required("subjectToken", any_text()), required("expiresIn", number())]);
    vec![
        Operation::post("/subject-tokens", "CreateSubjectToken", create::handle)
            .body(create::body())
            .returns(201, created),
    ]
}
