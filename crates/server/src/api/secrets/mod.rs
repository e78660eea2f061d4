//! Secrets of the vault: token sets of upstream providers.

use crate::{
    api::shell::{Answer, ApiError, Call, Operation},
    ids::SecretId,
    vault,
};

pub(super) fn operations() -> Vec<Operation> {
    vec![Operation::delete("/secrets/{id}", "DeleteSecret", delete).returns_nothing(204)]
}

/// `DELETE /secrets/{id}`.
async fn delete(call: Call) -> Result<Answer, ApiError> {
    let mut tx = call.app.db.begin().await?;
    if !vault::delete(&mut tx, &SecretId::from(call.param("id"))).await? {
        return Err(ApiError::not_found());
    }
    tx.commit().await?;
    Ok(Answer::no_content())
}
