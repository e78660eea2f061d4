//! There are no single sign-on connectors yet: none is listed, and every id is unknown.

use super::{
    read::unknown,
    view::{ids, some_ids},
};
use crate::{
    api::shell::{
        Answer, ApiError, Call, Schema, any_object, any_text, boolean, list_of, number, object, optional,
        required, text,
    },
    ids::OrganizationId,
    organizations,
};

pub(super) fn shape() -> Schema {
    let branding = object([
        optional("displayName", any_text()),
        optional("logo", any_text()),
        optional("darkLogo", any_text()),
    ]);
    object([
        required("tenantId", text(..=21)),
        required("id", text(1..=128)),
        required("providerName", text(1..=128)),
        required("connectorName", text(1..=128)),
        required("config", any_object()),
        required("domains", list_of(any_text())),
        required("branding", branding),
        required("syncProfile", boolean()),
        required("enableTokenStorage", boolean()),
        required("createdAt", number()),
    ])
}

/// `GET /organizations/{id}/jit/sso-connectors`.
pub(super) async fn list(call: Call) -> Result<Answer, ApiError> {
    let id = OrganizationId::from(call.param("id"));
    let mut conn = call.app.db.read().await?;
    organizations::find(&mut conn, &id).await?.ok_or_else(|| unknown(&id))?;
    Ok(Answer::list(&call, &[] as &[(); 0], 0))
}

pub(super) fn add_body() -> Schema {
    some_ids("ssoConnectorIds")
}

pub(super) fn replace_body() -> Schema {
    ids("ssoConnectorIds")
}

/// `POST /organizations/{id}/jit/sso-connectors`.
pub(super) async fn add(_: Call) -> Result<Answer, ApiError> {
    Err(ApiError::foreign_key())
}

/// `PUT /organizations/{id}/jit/sso-connectors`.
pub(super) async fn replace(call: Call) -> Result<Answer, ApiError> {
    let names_some = call.body_value()["ssoConnectorIds"].as_array().is_some_and(|ids| !ids.is_empty());
    if names_some { Err(ApiError::foreign_key()) } else { Ok(Answer::no_content()) }
}

/// `DELETE /organizations/{id}/jit/sso-connectors/{ssoConnectorId}`.
pub(super) async fn remove(_: Call) -> Result<Answer, ApiError> {
    Err(ApiError::not_found())
}
