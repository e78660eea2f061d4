//! Applications: settings, secrets, roles, consent, access control, their own look.

mod access_control;
mod application;
mod built_in;
mod consent_organizations;
mod consent_scopes;
mod custom_data;
mod custom_domains;
mod list;
mod metadata;
mod roles;
mod secrets;
mod sign_in_experience;
mod write;

pub(in crate::api) use self::application::{ApplicationView, FIELDS, application, application_type};
use crate::{
    api::shell::{ApiError, Operation, Paging, any_object, boolean, list_of, nullable, required, text},
    applications::{Application, ApplicationType, Error, Rule},
    ids::ClientId,
};

pub(super) fn operations() -> Vec<Operation> {
    let settings = vec![
        Operation::get("/applications", "ListApplications", list::handle)
            .paged(Paging::Optional)
            .query(list::query())
            .returns(200, list_of(application())),
        Operation::post("/applications", "CreateApplication", write::create)
            .body(write::create_body())
            .returns(200, application()),
        Operation::get("/applications/{id}", "GetApplication", list::get)
            .returns(200, application().with([required("isAdmin", boolean())])),
        Operation::patch("/applications/{id}", "UpdateApplication", write::update)
            .body(write::update_body())
            .returns(200, application()),
        Operation::delete("/applications/{id}", "DeleteApplication", write::delete).returns_nothing(204),
        Operation::patch(
            "/applications/{applicationId}/custom-data",
            "UpdateApplicationCustomData",
            custom_data::update,
        )
        .body(any_object())
        .returns(200, any_object()),
        Operation::get(
            "/applications/{applicationId}/sign-in-experience",
            "GetApplicationSignInExperience",
            sign_in_experience::get,
        )
        .returns(200, sign_in_experience::shape()),
        Operation::put(
            "/applications/{applicationId}/sign-in-experience",
            "ReplaceApplicationSignInExperience",
            sign_in_experience::put,
        )
        .body(sign_in_experience::body())
        .returns(200, sign_in_experience::shape())
        .returns(201, sign_in_experience::shape()),
    ];
    [settings, credentials(), permissions(), domains()].concat()
}

fn credentials() -> Vec<Operation> {
    vec![
        Operation::delete(
            "/applications/{id}/legacy-secret",
            "DeleteApplicationLegacySecret",
            secrets::delete_legacy,
        )
        .returns(200, application()),
        Operation::get("/applications/{id}/secrets", "ListApplicationSecrets", secrets::list)
            .returns(200, list_of(secrets::shape())),
        Operation::post("/applications/{id}/secrets", "CreateApplicationSecret", secrets::create)
            .body(secrets::create_body())
            .returns(201, secrets::shape()),
        Operation::patch("/applications/{id}/secrets/{name}", "UpdateApplicationSecret", secrets::rename)
            .body(secrets::rename_body())
            .returns(200, secrets::shape()),
        Operation::delete("/applications/{id}/secrets/{name}", "DeleteApplicationSecret", secrets::delete)
            .returns_nothing(204),
    ]
}

fn permissions() -> Vec<Operation> {
    vec![
        Operation::get("/applications/{applicationId}/roles", "ListApplicationRoles", roles::list)
            .paged(Paging::Always)
            .query(roles::query())
            .returns(200, list_of(crate::api::roles::role())),
        Operation::post("/applications/{applicationId}/roles", "AssignApplicationRoles", roles::add)
            .body(roles::body())
            .returns(201, roles::added()),
        Operation::put("/applications/{applicationId}/roles", "ReplaceApplicationRoles", roles::replace)
            .body(roles::body())
            .returns_nothing(200),
        Operation::delete(
            "/applications/{applicationId}/roles/{roleId}",
            "DeleteApplicationRole",
            roles::remove,
        )
        .returns_nothing(204),
        Operation::get(
            "/applications/{applicationId}/access-control",
            "GetApplicationAccessControl",
            access_control::get,
        )
        .returns(200, access_control::shape()),
        Operation::put(
            "/applications/{applicationId}/access-control",
            "ReplaceApplicationAccessControl",
            access_control::put,
        )
        .body(access_control::shape())
        .returns(200, access_control::shape()),
        Operation::get(
            "/applications/{applicationId}/user-consent-scopes",
            "ListApplicationUserConsentScopes",
            consent_scopes::list,
        )
        .returns(200, consent_scopes::shape()),
        Operation::post(
            "/applications/{applicationId}/user-consent-scopes",
            "CreateApplicationUserConsentScope",
            consent_scopes::add,
        )
        .body(consent_scopes::body())
        .returns_nothing(201),
        Operation::delete(
            "/applications/{applicationId}/user-consent-scopes/{scopeType}/{scopeId}",
            "DeleteApplicationUserConsentScope",
            consent_scopes::remove,
        )
        .params(consent_scopes::params())
        .returns_nothing(204),
        Operation::get(
            "/applications/{id}/users/{userId}/consent-organizations",
            "ListApplicationUserConsentOrganizations",
            consent_organizations::list,
        )
        .paged(Paging::Always)
        .returns(200, consent_organizations::shape()),
        Operation::put(
            "/applications/{id}/users/{userId}/consent-organizations",
            "ReplaceApplicationUserConsentOrganizations",
            consent_organizations::replace,
        )
        .body(consent_organizations::replace_body())
        .returns_nothing(204),
        Operation::post(
            "/applications/{id}/users/{userId}/consent-organizations",
            "CreateApplicationUserConsentOrganization",
            consent_organizations::add,
        )
        .body(consent_organizations::add_body())
        .returns_nothing(201),
        Operation::delete(
            "/applications/{id}/users/{userId}/consent-organizations/{organizationId}",
            "DeleteApplicationUserConsentOrganization",
            consent_organizations::remove,
        )
        .returns_nothing(204),
    ]
}

fn domains() -> Vec<Operation> {
    vec![
        Operation::get(
            "/applications/{id}/protected-app-metadata/custom-domains",
            "ListApplicationProtectedAppMetadataCustomDomains",
            custom_domains::refuse,
        )
        .returns(200, list_of(custom_domains::shape())),
        Operation::post(
            "/applications/{id}/protected-app-metadata/custom-domains",
            "CreateApplicationProtectedAppMetadataCustomDomain",
            custom_domains::refuse,
        )
        .body(custom_domains::body())
        .returns_nothing(201),
        Operation::delete(
            "/applications/{id}/protected-app-metadata/custom-domains/{domain}",
            "DeleteApplicationProtectedAppMetadataCustomDomain",
            custom_domains::refuse,
        )
        .returns_nothing(204),
    ]
}

fn unknown(id: &ClientId) -> ApiError {
    ApiError::not_exists_with_id("applications", id.as_str())
}

/// SAML applications have operations of their own.
fn check_not_saml(application: &Application) -> Result<(), ApiError> {
    if application.application_type == ApplicationType::Saml {
        return Err(ApiError::new(400, "application.saml.use_saml_app_api"));
    }
    Ok(())
}

fn refusal(error: Error) -> ApiError {
    let rule = match error {
        Error::Db(error) => return error.into(),
        Error::InvalidUri { .. } => return ApiError::request_invalid(400, error.to_string()),
        Error::Invalid(rule) => rule,
    };
    match rule {
        Rule::Name => ApiError::request_invalid(400, rule.to_string()),
        Rule::ThirdPartyType => ApiError::new(400, "application.invalid_third_party_application_type"),
        Rule::ThirdPartyTokenExchange => {
            ApiError::new(422, "application.third_party_application_cannot_enable_token_exchange")
        }
        Rule::DeviceFlowType => ApiError::new(422, "application.device_flow_native_only"),
        Rule::DeviceFlowFixed => ApiError::new(422, "application.device_flow_not_changeable"),
        Rule::NoAccessRules => ApiError::request_invalid(422, "Access control needs at least one rule."),
        Rule::AccessRoleType => ApiError::constraint_violated(),
    }
}

/// Text or `null`.
fn text_or_null() -> crate::api::shell::Schema {
    nullable(text(..))
}

/// The empty text is stored as none.
fn not_empty(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.is_empty())
}
