use serde_json::json;

use crate::api::shell::{
    Answer, ApiError, Call, Schema, any_object, any_text, boolean, list_of, nullable, object, required,
};

pub(super) fn shape() -> Schema {
    object([
        required("tenantId", any_text()),
        required("id", any_text()),
        required("enabled", boolean()),
        required("fields", any_object()),
        required("webauthnRelatedOrigins", list_of(any_text())),
        required("deleteAccountUrl", nullable(any_text())),
        required("customCss", nullable(any_text())),
        required("profileFields", nullable(list_of(object([required("name", any_text())])))),
    ])
}

/// `GET /.well-known/account-center`: there are no pages to manage one's account yet, so it is off.
pub(super) async fn handle(_call: Call) -> Result<Answer, ApiError> {
    let row = json!({
        "tenantId": "default",
        "id": "default",
        "enabled": false,
        "fields": {},
        "webauthnRelatedOrigins": [],
        "deleteAccountUrl": null,
        "customCss": null,
        "profileFields": [],
    });
    Ok(Answer::json(200, &row))
}
