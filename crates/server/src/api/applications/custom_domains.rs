use super::unknown;
use crate::{
    api::shell::{Answer, ApiError, Call, Schema, any_object, any_text, list_of, nullable, object, required},
    applications::{self, ApplicationType},
    ids::ClientId,
};

pub(super) fn body() -> Schema {
    object([required("domain", any_text())])
}

pub(super) fn shape() -> Schema {
    object([
        required("domain", any_text()),
        required("status", any_text()),
        required("errorMessage", nullable(any_text())),
        required("dnsRecords", list_of(any_object())),
        required("cloudflareData", nullable(any_object())),
    ])
}

/// Custom domains belong to a protecting proxy, which there is none of.
pub(super) async fn refuse(call: Call) -> Result<Answer, ApiError> {
    let id = ClientId::from(call.param("id"));
    let application =
        applications::find(&mut call.app.db.read().await?, &id).await?.ok_or_else(|| unknown(&id))?;
    Err(if application.application_type == ApplicationType::Protected {
        ApiError::new(501, "application.protected_app_not_configured")
    } else {
        ApiError::new(422, "application.protected_application_only")
    })
}
