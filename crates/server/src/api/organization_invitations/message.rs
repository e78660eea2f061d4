use super::invitation::id;
use crate::{
    api::shell::{Answer, ApiError, Call, Schema, any_text, object, optional},
    organizations::invitations,
};

/// What the message's template gets.
pub(super) fn body() -> Schema {
    object([
        optional("code", any_text()),
        optional("link", any_text()),
        optional("locale", any_text()),
        optional("uiLocales", any_text()),
    ])
}

/// There are no connectors yet, so that no message can be sent.
pub(super) fn no_connector() -> ApiError {
    ApiError::new(501, "connector.not_found")
}

/// `POST /organization-invitations/{id}/message`.
pub(super) async fn handle(call: Call) -> Result<Answer, ApiError> {
    let mut conn = call.app.db.read().await?;
    invitations::find(&call.app, &mut conn, &id(&call)).await?.ok_or_else(ApiError::not_found)?;
    Err(no_connector())
}
