//! What pages and programs may read without a token.

mod account_center;
mod documents;
mod experience;
mod phrases;

use crate::api::shell::{Operation, any, any_object, any_text, map_of, object, optional};

pub(super) fn operations() -> Vec<Operation> {
    let overlay = || object([optional("organizationId", any_text()), optional("appId", any_text())]);
    vec![
        Operation::get("/.well-known/sign-in-exp", "GetSignInExperienceConfig", experience::handle)
            .public()
            .query(overlay())
            .returns(200, experience::shape()),
        Operation::get("/.well-known/experience", "GetWellKnownExperience", experience::handle)
            .public()
            .query(overlay())
            .returns(200, experience::shape()),
        Operation::get("/.well-known/phrases", "GetSignInExperiencePhrases", phrases::handle)
            .public()
            .query(object([optional("lng", any_text())]))
            .returns(200, map_of(any())),
        Operation::get("/.well-known/account-center", "GetWellKnownAccountCenter", account_center::handle)
            .public()
            .returns(200, account_center::shape()),
        Operation::get(
            "/.well-known/management.openapi.json",
            "GetWellKnownManagementOpenapiJson",
            documents::management,
        )
        .public()
        .returns(200, any_object()),
        Operation::get("/swagger.json", "GetSwaggerJson", documents::management)
            .public()
            .returns(200, any_object()),
    ]
}
