use crate::{
    api::shell::{Answer, ApiError, Call, Schema, list_of, object, one_of, optional},
    settings::{self, IdTokenSettings},
};

pub(super) fn shape() -> Schema {
    object([optional("enabledExtendedClaims", list_of(one_of(&IdTokenSettings::EXTENDED_CLAIMS)))])
}

/// `GET /configs/id-token`.
pub(super) async fn show(call: Call) -> Result<Answer, ApiError> {
    Ok(Answer::json(200, &settings::all(&call.app).await?.id_token))
}

/// `PUT /configs/id-token`: which opt-in claims ID tokens carry from now on.
pub(super) async fn replace(call: Call) -> Result<Answer, ApiError> {
    let new: IdTokenSettings = call.body()?;
    let mut tx = call.app.db.begin().await?;
    settings::set_id_token(&call.app, &mut tx, &new).await?;
    tx.commit().await?;
    Ok(Answer::json(200, &new))
}
