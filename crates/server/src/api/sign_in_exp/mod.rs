//! The sign-in experience.

mod check_password;
mod custom_ui_assets;
mod languages;
mod members;
mod refused;
mod show;
mod update;
mod username_conflicts;

pub(super) use self::{members::shown, show::body};
use crate::api::shell::{Operation, any_text, boolean, list_of, number, object, optional, required};

pub(super) fn operations() -> Vec<Operation> {
    let result = object([
        required("result", boolean()),
        optional("issues", list_of(object([required("code", any_text())]))),
    ]);
    let asset = object([required("customUiAssetId", any_text())]);
    let conflict = object([required("usernameLower", any_text()), required("userIds", list_of(any_text()))]);
    let conflicts = object([required("totalConflicts", number()), required("samples", list_of(conflict))]);
    vec![
        Operation::get("/sign-in-exp", "GetSignInExp", show::handle).returns(200, members::shown()),
        Operation::patch("/sign-in-exp", "UpdateSignInExp", update::handle)
            .query(update::query())
            .body(object(members::writable()))
            .returns(200, members::shown()),
        Operation::post(
            "/sign-in-exp/default/check-password",
            "CheckPasswordWithDefaultSignInExperience",
            check_password::handle,
        )
        .body(check_password::body())
        .returns(200, result),
        Operation::post(
            "/sign-in-exp/default/custom-ui-assets",
            "UploadCustomUiAssets",
            custom_ui_assets::handle,
        )
        .returns(200, asset),
        Operation::get(
            "/sign-in-exp/username-policy/case-sensitivity-conflicts",
            "GetUsernameCaseSensitivityConflicts",
            username_conflicts::handle,
        )
        .query(username_conflicts::query())
        .returns(200, conflicts),
    ]
}
